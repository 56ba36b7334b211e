//! A server with each kind of protected resource, and how its answers are compared.

use axum::extract::FromRef;
use axum::routing::{get as on_get, post as on_post};
use axum::{Json, Router};
use glassbox::web::{Protect, SameOrigin};
use glassbox_axum::{Bearer, Permit, Scope, require};
use serde_json::Value;

use crate::support::{Ask, HttpVersion, Keys, Server, User};
use crate::support::{key, verifier};

pub(super) const REALM: &str = r#"Bearer realm="app-01""#;
pub(super) const EXPIRED: &str =
    r#"Bearer realm="app-01", error="invalid_token", error_description="The access token expired""#;
pub(super) const INVALID: &str = r#"Bearer realm="app-01", error="invalid_token", error_description="The access token is not valid for this resource""#;
pub(super) const AMBIGUOUS: &str = r#"Bearer realm="app-01", error="invalid_request""#;
pub(super) const SCOPE: &str =
    r#"Bearer realm="app-01", error="insufficient_scope", scope="reports:write""#;

/// Takes its token also from a cookie.
#[derive(Clone)]
pub(super) struct OrCookie(Protect);

/// Has keys that are down.
#[derive(Clone)]
pub(super) struct Down(Protect);

impl AsRef<Protect> for OrCookie {
    fn as_ref(&self) -> &Protect {
        &self.0
    }
}

impl AsRef<Protect> for Down {
    fn as_ref(&self) -> &Protect {
        &self.0
    }
}

#[derive(Clone, FromRef)]
pub(super) struct App {
    protect: Protect,
    or_cookie: OrCookie,
    down: Down,
}

pub(super) struct WriteReports;

impl Scope for WriteReports {
    const NAME: &'static str = "reports:write";
}

/// The program's own mistake: no scope has such a name.
pub(super) struct Nonsense;

impl Scope for Nonsense {
    const NAME: &'static str = "two words";
}

pub(super) async fn news(user: Option<Bearer<User>>) -> String {
    user.map_or("nobody".into(), |user| user.claims().sub.clone())
}

pub(super) async fn write(_: Permit<WriteReports, User>, Json(report): Json<Value>) -> String {
    report.to_string()
}

pub(super) fn app() -> Router {
    let protect = Protect::new("app-01", verifier(key())).build().unwrap();
    let origin = SameOrigin::new().trust_origin("https://www.example");
    let or_cookie = Protect::new("app-01", verifier(key())).or_cookie("__Host-at");
    let or_cookie = or_cookie.origin(origin).build().unwrap();
    let down = Protect::new("app-01", verifier(Keys::down())).build();
    let state = App {
        protect: protect.clone(),
        or_cookie: OrCookie(or_cookie),
        down: Down(down.unwrap()),
    };
    let me = async |user: Bearer<User>| user.claims().sub.clone();
    let mine = async |user: Bearer<User, OrCookie>| user.claims().sub.clone();
    let layered = Router::new()
        .route("/layered", on_get(async || "42"))
        .route_layer(require::<User>(&protect));
    Router::new()
        .route("/me", on_get(me).post(me))
        .route("/news", on_get(news))
        .route("/reports", on_post(write))
        .route("/mine", on_get(mine).post(mine).options(mine))
        .route("/down", on_get(async |_: Bearer<User, Down>| ()))
        .route("/nonsense", on_get(async |_: Permit<Nonsense, User>| ()))
        .merge(layered)
        .with_state(state)
}

/// A request and its answer.
pub(super) struct Row {
    name: &'static str,
    ask: Ask,
    status: u16,
    challenge: Option<&'static str>,
    error: Option<&'static str>,
}

pub(super) fn refused(
    name: &'static str,
    ask: Ask,
    status: u16,
    challenge: impl Into<Option<&'static str>>,
    error: &'static str,
) -> Row {
    Row {
        name,
        ask,
        status,
        challenge: challenge.into(),
        error: Some(error),
    }
}

pub(super) fn passes(name: &'static str, ask: Ask) -> Row {
    Row {
        name,
        ask,
        status: 200,
        challenge: None,
        error: None,
    }
}

pub(super) async fn check(server: &Server, version: HttpVersion, row: Row) {
    let name = format!("{} over {version:?}", row.name);
    let said = row.ask.over(version, server).await;
    assert_eq!(said.status, row.status, "{name}: {said:?}");
    assert_eq!(said.field("www-authenticate"), row.challenge, "{name}");
    let retry_after = (row.status == 503).then_some("1");
    assert_eq!(said.field("retry-after"), retry_after, "{name}");
    match row.error {
        Some(error) => assert_eq!(said.error(), error, "{name}"),
        None => assert_eq!(said.body, "42", "{name}"),
    }
}

pub(super) async fn check_all(rows: impl Fn(&str) -> Vec<Row>) {
    let server = Server::start(app()).await;
    for version in HttpVersion::BOTH {
        for row in rows(server.authority()) {
            check(&server, version, row).await;
        }
    }
}
