//! The scene in a real Chromium: its page drives itself by its own buttons and reports what was to be seen,
//! and the servers write down what arrived. `cargo test -p glassbox-axum --test browser -- --ignored` wants
//! Debian's packages `chromium` and `postgresql-15`, and fails without them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout
)]

mod chromium;
mod hostile;
mod http;
#[path = "../../../glassbox-postgres/tests/main/support.rs"]
#[allow(dead_code, reason = "the tests of the store do more with it")]
mod postgres;
#[path = "../../examples/scene/scene.rs"]
mod scene;
mod sessions;
mod stage;
mod story;
mod window;

/// What the scene keeps its sessions in: a database that a test can stop.
type Store = glassbox_postgres::PostgresStore;

const TOKEN: &str = r#"{"access_token":…,"token_type":"Bearer","expires_in":5}"#;
const ADA: &str = r#"{"name":"ada","role":"admin"}"#;
const LET_IN: &str = "good: 200 Hello ada, your role is admin.";
const NO_TOKEN: &str = "bad: 401 Refused. Its own log says: the request has no access token: \
                        no header Authorization that says \"Bearer \" before the token, \
                        and no cookie of the name given to .or_cookie(..), if one was";

/// For each step of a tour, what was to be seen.
type Steps = Vec<(String, Vec<String>)>;

/// All of it, in its order.
fn assert_steps(steps: &Steps, expected: &[(&str, Vec<String>)]) {
    for ((step, seen), (name, lines)) in steps.iter().zip(expected) {
        assert_eq!(step, name, "{seen:#?}");
        assert_eq!(seen, lines, "{step}");
    }
    assert_eq!(steps.len(), expected.len(), "{steps:#?}");
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.into()).collect()
}

fn answered(status: u16, request: &str, came: &str) -> String {
    format!("{status} {request} {came}")
}

fn refused(request: &str, realm: &str, error: &str) -> String {
    let challenge = format!("WWW-Authenticate: Bearer realm=\"{realm}\"{error}");
    answered(401, request, &challenge)
}
