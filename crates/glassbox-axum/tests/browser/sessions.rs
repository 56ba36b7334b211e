//! Several browsers, a database that is down, and a thief.

use std::time::Duration;

use super::chromium::Chromium;
use super::stage::{START, Stage, port_of};
use super::{ADA, LET_IN, NO_TOKEN, Steps, TOKEN, answered, assert_steps, http, refused};

const INVALID_GRANT: &str = r#"{"error":"invalid_grant"}"#;
const NO_COOKIE: &str = r#"{"error":"invalid_request"}"#;
const DOWN: &str = r#"{"error":"temporarily_unavailable"}"#;
const NOBODY: &str = "Nobody is logged in.";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn a_logout_everywhere_ends_the_other_browser_too() {
    let (mut stage, laptop) = Stage::logged_in().await;
    let phone = Chromium::start(&stage.tour("login=<i>phone</i>")); // a text, whatever is in it
    let steps = stage.report("login").await;
    let who = &steps[0].1[2..];
    assert_eq!(
        who,
        [
            "ada is logged in on",
            "<i>phone</i> this device",
            "laptop since…"
        ]
    );

    laptop.open(&stage.tour("everywhere"));
    let steps = stage.report("everywhere").await;
    let ended = vec![
        answered(204, "POST auth/logout/everywhere", "no body"),
        answered(400, "POST auth/devices", NO_COOKIE),
        NOBODY.into(),
    ];
    assert_steps(&steps, &[("log out everywhere", ended)]);
    laptop.close();

    stage.arrived();
    phone.open(&stage.tour("ask"));
    assert_logged_out(&stage.report("ask").await);
    let told = "auth POST /devices same-origin 400 cookie cleared".into();
    assert!(stage.arrived().contains(&told));
    phone.close();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn a_database_that_is_down_logs_nobody_out() {
    let (mut stage, browser) = Stage::logged_in().await;

    stage.database.stop();
    stage.arrived();
    browser.open(&stage.tour("ask"));
    let unknown = "The server cannot say just now who is logged in.";
    assert_steps(
        &stage.report("ask").await,
        &[
            (
                "the page",
                vec![answered(503, "POST auth/devices", DOWN), unknown.into()],
            ),
            (
                "application 01",
                vec![
                    refused("GET app-01/me", "app-01", ""),
                    answered(503, "POST auth/token/app-01", DOWN),
                    NO_TOKEN.into(),
                ],
            ),
        ],
    );
    browser.open(&stage.tour("everywhere"));
    let steps = stage.report("everywhere").await;
    assert_eq!(
        steps[0].1[0],
        answered(503, "POST auth/logout/everywhere", DOWN)
    );
    let arrived = stage.arrived();
    let unanswered = arrived.iter().filter(|line| line.contains(" 503"));
    let unanswered: Vec<_> = unanswered.collect();
    assert_eq!(unanswered.len(), 5, "{arrived:#?}");
    for line in unanswered {
        assert!(line.ends_with(" same-origin 503 cookie"), "{line}"); // neither set nor cleared
    }

    stage.database.start_again();
    browser.open(&stage.tour("ask"));
    assert_logged_in(&stage.report("ask").await);
    browser.close();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn a_stolen_cookie_ends_the_session_when_it_is_used() {
    let (mut stage, browser) = Stage::logged_in().await;
    let stolen = stage.refresh_token();
    stage.clock.advance(Duration::from_secs(10));
    browser.open(&stage.tour("ask"));
    assert_logged_in(&stage.report("ask").await);

    // One behind, and three seconds after it was exchanged: the grace is over.
    stage.clock.advance(super::scene::GRACE);
    let cookie = format!("__Host-rt={stolen}");
    let headers = [("Cookie", &*cookie), ("Sec-Fetch-Site", "same-origin")];
    let thief = http::send(
        "POST",
        "auth.localhost",
        port_of(&stage.auth),
        "/token/app-01",
        &headers,
    );
    assert_eq!(thief.status, 400);
    assert!(thief.text.ends_with(INVALID_GRANT), "{}", thief.text);

    browser.open(&stage.tour("ask"));
    assert_logged_out(&stage.report("ask").await);
    browser.close();
}

fn assert_logged_in(ask: &Steps) {
    let devices =
        format!(r#"{{"devices":[{{"label":"laptop","since":{START},"this":true}}],"user":"ada"}}"#);
    assert_steps(
        ask,
        &[
            (
                "the page",
                vec![
                    answered(200, "POST auth/devices", &devices),
                    "ada is logged in on".into(),
                    "laptop this device".into(),
                ],
            ),
            (
                "application 01",
                vec![
                    refused("GET app-01/me", "app-01", ""),
                    answered(200, "POST auth/token/app-01", TOKEN),
                    answered(200, "GET app-01/me", ADA),
                    LET_IN.into(),
                ],
            ),
        ],
    );
}

/// By somebody else: the page learns it from the first answer, which takes its cookie away.
fn assert_logged_out(ask: &Steps) {
    assert_steps(
        ask,
        &[
            (
                "the page",
                vec![
                    answered(400, "POST auth/devices", INVALID_GRANT),
                    NOBODY.into(),
                ],
            ),
            (
                "application 01",
                vec![
                    refused("GET app-01/me", "app-01", ""),
                    answered(400, "POST auth/token/app-01", NO_COOKIE),
                    NO_TOKEN.into(),
                ],
            ),
        ],
    );
}
