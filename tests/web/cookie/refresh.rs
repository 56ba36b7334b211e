//! Refresh by cookie, a row a case.

use std::time::Duration;

use glassbox::session::{NewSession, Presenter, RefreshKind};
use glassbox::web::{SameOrigin, TokenCookie};
use serde_json::json;

use super::{Kept, answers, from, grants, logout, own, refresh, token_cookie, with};
use crate::sessions::support::{DAY, block_on, browser, claims, server, signer};
use crate::web::Request;

#[test]
fn refreshed() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let answer = refresh(&server.sessions, &with(login.refresh_token()), &browser());
    let (body, token) = grants(&answer, 300, 10 * DAY);
    assert_ne!(token, login.refresh_token());
    assert_eq!(body.as_object().unwrap().len(), 3, "no scope was granted");
    assert_eq!(
        claims(body["access_token"].as_str().unwrap())["role"],
        "admin"
    );
}

#[test]
fn refreshed_with_a_scope() {
    let server = server();
    let by = Presenter::public("app").scope("reports:read reports:write");
    let login = block_on(server.sessions.login(NewSession::new("42", by))).unwrap();
    let by = Presenter::public("app").scope("reports:read");
    let answer = refresh(&server.sessions, &with(login.refresh_token()), &by);
    let (body, _) = grants(&answer, 300, 10 * DAY);
    assert_eq!(body["scope"], "reports:read");
}

#[test]
fn granted_after_present() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let cookie = token_cookie();
    let request = with(login.refresh_token());
    let presented = block_on(
        server
            .sessions
            .present(cookie.read(&request).unwrap(), &browser()),
    );
    let granted = block_on(presented.unwrap().grant(&json!({"role": "reader"})));
    let (body, _) = grants(&cookie.refreshed(&granted), 300, 10 * DAY);
    assert_eq!(
        claims(body["access_token"].as_str().unwrap())["role"],
        "reader"
    );
}

#[test]
fn logged_in() {
    let server = server();
    let login = block_on(server.sessions.login(NewSession::new("42", browser())));
    let (_, token) = grants(&token_cookie().refreshed(&login), 300, 10 * DAY);
    assert_eq!(token, login.unwrap().refresh_token());
}

/// A second tab and a lost answer get the newest token, for as long as it is still valid.
#[test]
fn the_same_token_again_for_the_rest_of_its_time() {
    let server = server();
    let login = server.login();
    let ask = |token: &str| refresh(&server.sessions, &with(token), &browser());
    server.pass(20);
    let (_, same) = grants(&ask(login.refresh_token()), 300, 10 * DAY - 20);
    assert_eq!(same, login.refresh_token());
    server.pass(20);
    let (_, next) = grants(&ask(&same), 300, 10 * DAY);
    server.pass(20);
    let (_, again) = grants(&ask(&same), 300, 10 * DAY - 20);
    assert_eq!(again, next);
    let kind = server.refresh(&next).unwrap().kind();
    assert_eq!(kind, RefreshKind::Same);
}

#[test]
fn a_cookie_lasts_no_longer_than_the_session() {
    let server = server();
    let mut token = server.login().into_tokens().1;
    for _ in 0..3 {
        server.pass(9 * DAY);
        token = server.refresh(&token).unwrap().into_tokens().1;
    }
    server.pass(3 * DAY - 7);
    grants(&refresh(&server.sessions, &with(&token), &browser()), 7, 7);
}

#[test]
fn not_of_the_same_origin() {
    let server = server();
    let login = server.login();
    let cookie = format!("__Host-rt={}", login.refresh_token());
    let sites = ["same-site", "cross-site", "none"];
    let no_metadata = Request::new("POST").with("cookie", &cookie);
    for request in sites
        .map(|site| from(site, &[&cookie]))
        .into_iter()
        .chain([no_metadata])
    {
        let asked = refresh(&server.sessions, &request, &browser());
        answers(&asked, 403, "cross_site_request", Kept::Untouched);
        let asked = logout(&server.sessions, &request);
        answers(&asked, 403, "cross_site_request", Kept::Untouched);
    }
    // Not even that there is no cookie is told.
    let request = from("cross-site", &[]);
    let asked = refresh(&server.sessions, &request, &browser());
    answers(&asked, 403, "cross_site_request", Kept::Untouched);
    assert!(!server.is_revoked(&login));
}

#[test]
fn a_trusted_origin() {
    let origin = SameOrigin::new().trust_origin("https://www.example");
    let cookie = TokenCookie::host("rt").origin(origin).build().unwrap();
    let request = |origin| {
        let fields = [
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", origin),
            ("Cookie", "__Host-rt=a"),
        ];
        ("POST", fields)
    };
    assert_eq!(cookie.read(&request("https://www.example")), Ok("a"));
    let refusal = cookie.read(&request("https://app.example")).unwrap_err();
    assert_eq!(refusal.code(), "cross_site_request");
}

#[test]
fn no_cookie() {
    let server = server();
    for request in [own(&[]), own(&["a=b; rt=c; __host-rt=d"])] {
        let asked = refresh(&server.sessions, &request, &browser());
        answers(&asked, 400, "invalid_request", Kept::Untouched);
        answers(&logout(&server.sessions, &request), 204, "", Kept::Cleared);
    }
}

#[test]
fn two_cookies() {
    let server = server();
    let login = server.login();
    let one = format!("__Host-rt={}", login.refresh_token());
    let twice = format!("{one}; {one}");
    for cookies in [
        &[&*one, "__Host-rt="][..],
        &[&*one, "a=b", &*one],
        &[&*twice],
    ] {
        let request = own(cookies);
        let asked = refresh(&server.sessions, &request, &browser());
        answers(&asked, 400, "invalid_request", Kept::Cleared);
        answers(
            &logout(&server.sessions, &request),
            400,
            "invalid_request",
            Kept::Cleared,
        );
    }
    assert!(!server.is_revoked(&login));
}

/// HTTP/2 splits them.
#[test]
fn one_cookie_among_others_in_several_fields() {
    let server = server();
    let login = server.login();
    let field = format!("b=\"x\";\t__Host-rt={} ;c", login.refresh_token());
    let request = own(&["a=__Host-rt=1", &field, "__Host-rt2=y"]);
    grants(
        &refresh(&server.sessions, &request, &browser()),
        300,
        10 * DAY,
    );
}

#[test]
fn a_token_of_no_use() {
    let garbage = ["", "a", "a.b.c", "\"\"", "\u{e9}\u{2028}"];
    let server = server();
    for token in garbage {
        let asked = refresh(&server.sessions, &with(token), &browser());
        answers(&asked, 400, "invalid_grant", Kept::Cleared);
    }
    let not_text = own(&[]).with("cookie", b"__Host-rt=\xff\xfe");
    let asked = refresh(&server.sessions, &not_text, &browser());
    answers(&asked, 400, "invalid_grant", Kept::Cleared);
    answers(&logout(&server.sessions, &not_text), 204, "", Kept::Cleared);
    // An access token, a token that is unknown here, and those of sessions that are over.
    let unknown = crate::sessions::support::server().login();
    let (over, reused) = (server.login(), server.login());
    block_on(server.sessions.logout(over.refresh_token())).unwrap();
    let second = server.rotate(reused.refresh_token());
    server.rotate(second.refresh_token());
    let expired = server.login();
    for (token, code) in [
        (over.access_token(), "invalid_token"),
        (unknown.refresh_token(), "unknown_session"),
        (over.refresh_token(), "session_revoked"),
        (reused.refresh_token(), "refresh_token_reuse"),
        (second.refresh_token(), "session_revoked"),
        (expired.refresh_token(), "session_expired"),
    ] {
        if code == "session_expired" {
            server.pass(10 * DAY);
        }
        // The same of all, so that nobody learns which.
        let asked = refresh(&server.sessions, &with(token), &browser());
        answers(&asked, 400, "invalid_grant", Kept::Cleared);
        // `Reuse` ends the session, and so it is found ended from then on.
        let code = if code == "refresh_token_reuse" {
            "session_revoked"
        } else {
            code
        };
        assert_eq!(server.refresh(token).unwrap_err().code(), code);
    }
}

#[test]
fn another_client() {
    let server = server();
    let login = server.login();
    let by = Presenter::authenticated("app");
    let asked = refresh(&server.sessions, &with(login.refresh_token()), &by);
    answers(&asked, 400, "invalid_grant", Kept::Cleared);
}

#[test]
fn more_than_was_granted() {
    let server = server();
    let login = server.login();
    let request = with(login.refresh_token());
    let asked = refresh(&server.sessions, &request, &browser().scope("admin"));
    answers(&asked, 400, "invalid_scope", Kept::Untouched);
    let asked = refresh(&server.sessions, &request, &browser().audience("app-02"));
    answers(&asked, 400, "invalid_target", Kept::Untouched);
    assert!(server.refresh(login.refresh_token()).is_ok());
}

/// The article's scene: two applications, a login, one cookie.
#[test]
fn one_cookie_serves_several_applications() {
    let server = server();
    let key = glassbox::HmacKey::hs256([3; 32]).unwrap();
    let signer_02 = glassbox::Signer::new(key).validity(Duration::from_secs(5));
    let app_02 = server.sessions.for_application(signer_02).unwrap();
    let app_03 = server.sessions.for_application(signer()).unwrap();
    let login = server.login();
    server.pass(60);
    let answer = refresh(&app_02, &with(login.refresh_token()), &browser());
    let (_, token) = grants(&answer, 5, 10 * DAY);
    let (_, same) = grants(&refresh(&app_03, &with(&token), &browser()), 300, 10 * DAY);
    assert_eq!(same, token);
}
