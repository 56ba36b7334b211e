//! The things to try, in each mode of the scene.

use super::chromium::Chromium;
use super::scene::Keys;
use super::stage::{START, Stage};
use super::{ADA, LET_IN, NO_TOKEN, TOKEN, answered, assert_steps, lines, refused};

const INVALID: &str = ", error=\"invalid_token\", \
                       error_description=\"The access token is not valid for this resource\"";
const EXPIRED: &str = ", error=\"invalid_token\", error_description=\"The access token expired\"";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn with_a_secret_for_each_application() {
    story(Keys::Secrets, "invalid signature").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn with_one_secret_the_audience_tells_tokens_apart() {
    story(Keys::Shared, OTHER_AUDIENCE).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn with_the_public_half_of_a_pair() {
    story(Keys::Pair, OTHER_AUDIENCE).await;
}

const OTHER_AUDIENCE: &str = "the claim aud is \"app-01\", expected \"app-02\"";

async fn story(keys: Keys, next_door: &str) {
    let mut stage = Stage::start(keys).await;
    let browser = Chromium::start(&stage.tour("story"));
    let steps = stage.report("story").await;
    browser.close();

    let me = "GET app-01/me";
    let me_two = "GET app-02/me";
    let no_cookie = r#"{"error":"invalid_request"}"#;
    let bad = |log: &str| format!("bad: 401 Refused. Its own log says: {log}");
    let devices =
        format!(r#"{{"devices":[{{"label":"laptop","since":{START},"this":true}}],"user":"ada"}}"#);
    let end = START + 15;
    assert_steps(
        &steps,
        &[
            (
                "no token",
                vec![
                    answered(400, "POST auth/devices", no_cookie),
                    refused(me, "app-01", ""),
                    answered(400, "POST auth/token/app-01", no_cookie),
                    NO_TOKEN.into(),
                ],
            ),
            (
                "a wrong password",
                vec![
                    answered(403, "POST auth/login", "no body"),
                    "That is not the password.".into(),
                ],
            ),
            (
                "login",
                vec![
                    answered(200, "POST auth/login", TOKEN),
                    answered(200, "POST auth/devices", &devices),
                    "ada is logged in on".into(),
                    "laptop this device".into(),
                ],
            ),
            ("what a script sees of the cookie", lines(&["\"\"", "\"\""])),
            (
                "application 01",
                vec![answered(200, me, ADA), LET_IN.into()],
            ),
            (
                "application 02, without a password",
                vec![
                    refused(me_two, "app-02", ""),
                    answered(200, "POST auth/token/app-02", TOKEN),
                    answered(200, me_two, ADA),
                    LET_IN.into(),
                ],
            ),
            (
                "become root",
                vec![
                    refused(me, "app-01", INVALID),
                    bad("invalid signature"),
                    "root".into(),
                ],
            ),
            (
                "next door",
                vec![
                    refused(me_two, "app-02", INVALID),
                    bad(next_door),
                    "app-01".into(),
                ],
            ),
            (
                "expired, and refreshed",
                vec![
                    refused(me, "app-01", EXPIRED),
                    answered(200, "POST auth/token/app-01", TOKEN),
                    answered(200, me, ADA),
                    LET_IN.into(),
                ],
            ),
            ("two refreshes at once", lines(&["200", "200"])),
            (
                "logout",
                vec![
                    answered(204, "POST auth/logout", "no body"),
                    answered(400, "POST auth/devices", no_cookie),
                    "Nobody is logged in.".into(),
                ],
            ),
            (
                "the access token lives on",
                vec![answered(200, me_two, ADA), LET_IN.into()],
            ),
            (
                "and then no more",
                vec![
                    refused(me_two, "app-02", EXPIRED),
                    answered(400, "POST auth/token/app-02", no_cookie),
                    bad(&format!("token expired just now (exp {end}, now {end})")),
                ],
            ),
            ("things tried", lines(&["7 of 7"])),
        ],
    );

    // The refresh token went to its server alone, and only from its own page.
    let arrived = stage.arrived();
    let to = |name: &str| {
        arrived
            .iter()
            .filter(move |line| line.starts_with(name))
            .collect::<Vec<_>>()
    };
    let (auth, applications) = (to("auth "), to("app-0"));
    assert!(
        auth.iter().filter(|line| line.contains(" cookie")).count() >= 7,
        "{auth:#?}"
    );
    for line in auth
        .iter()
        .filter(|line| !line.contains("GET / ") && !line.contains("/tour"))
    {
        assert!(line.contains(" same-origin "), "{line}");
    }
    assert!(applications.len() >= 10, "{applications:#?}");
    for line in applications {
        assert!(
            line.contains(" cross-site ") && !line.contains("cookie"),
            "{line}"
        );
    }
}
