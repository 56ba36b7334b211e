//! Pages of somebody else, in the browser of a user who is logged in.

use super::stage::{Stage, port_of};
use super::{ADA, LET_IN, TOKEN, answered, http, lines};

/// What the page tries, in its order; the last by a form, in a frame and in the whole window.
const ATTEMPTS: [&str; 7] = [
    "POST /devices",
    "POST /token/app-01",
    "POST /token/app-01",
    "POST /logout",
    "POST /login",
    "POST /logout/everywhere",
    "POST /logout/everywhere",
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn no_page_of_another_origin_uses_the_session() {
    let (mut stage, browser) = Stage::logged_in().await;
    stage.arrived();

    let port = stage.hostile_port;
    // The browser keeps the cookie from another site. To another port of the same host it sends it: there
    // only the server's own check is left.
    for (origin, site) in [
        (format!("http://evil.localhost:{port}"), "cross-site 403"),
        (stage.application_two.clone(), "cross-site 403"),
        (
            format!("http://auth.localhost:{port}"),
            "same-site 403 cookie",
        ),
    ] {
        browser.open(&format!("{origin}/hostile"));
        for (step, seen) in stage.report("hostile").await {
            let is_read = step == "read the devices" || step == "take a token";
            let came = if is_read { "TypeError" } else { "opaque" };
            assert_eq!(seen, [came], "{origin}: {step}");
        }
        let asked = || {
            stage
                .arrived()
                .into_iter()
                .filter(|line| line.starts_with("auth "))
        };
        stage.has_arrived(ATTEMPTS.len(), "auth ").await;
        let expected = ATTEMPTS.map(|attempt| format!("auth {attempt} {site}"));
        assert_eq!(asked().collect::<Vec<_>>(), expected, "{origin}");
    }

    // A name of theirs that they point at this machine makes them no origin of ours.
    for (origin, path) in [(&stage.auth, "/scene"), (&stage.application_two, "/me")] {
        let answer = http::send("GET", "evil.localhost", port_of(origin), path, &[]);
        assert_eq!(answer.status, 421, "{origin}");
    }

    browser.open(&stage.tour("ask"));
    let [(_, page), (_, application)] = &stage.report("ask").await[..] else {
        panic!("two steps");
    };
    assert_eq!(
        page[1..],
        lines(&["ada is logged in on", "laptop this device"])
    );
    let took = answered(200, "POST auth/token/app-01", TOKEN);
    let asked = answered(200, "GET app-01/me", ADA);
    assert_eq!(application[1..], [took, asked, LET_IN.into()]);
    browser.close();
}
