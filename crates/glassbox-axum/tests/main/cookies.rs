//! Each answer of the routes that read the refresh cookie, over HTTP/1.1 and HTTP/2: whether the cookie
//! is set, cleared, or left alone.

use core::time::Duration;

use axum::extract::FromRequestParts;
use futures_util::FutureExt;
use glassbox::session::{MemoryStore, RefreshError};
use glassbox::time::FixedClock;
use glassbox::web::TokenCookie;
use glassbox_axum::{FromCookie, Reply, response};
use hyper::Method;

use crate::support::{
    Ask, CLEAR, HttpVersion, Said, Server, clock, post, server, sessions, set_cookie, with,
};

const MINUTE: Duration = Duration::from_secs(60);

/// A server, and a browser that has logged in there.
struct Tried {
    server: Server,
    clock: FixedClock,
    version: HttpVersion,
    token: String,
}

impl Tried {
    async fn login(version: HttpVersion) -> Self {
        let clock = clock();
        let server = server(sessions(MemoryStore::new(), &clock));
        let server = Server::start(server).await;
        let said = post("/login").same_origin().over(version, &server).await;
        let (token, seconds) = set_cookie(&said).unwrap_or_else(|| panic!("{said:?}"));
        assert_eq!((said.status, seconds), (200, 3600));
        let token = token.to_owned();
        check_tokens(&said);
        // Past the time in which a token that was just made stays the same.
        clock.advance(MINUTE);
        Self {
            server,
            clock,
            version,
            token,
        }
    }

    async fn ask(&self, ask: Ask) -> Said {
        ask.over(self.version, &self.server).await
    }

    async fn post(&self, path: &'static str) -> Said {
        self.ask(with(path, &self.token)).await
    }

    /// The cookie's token is still good.
    async fn check_alive(&self) {
        assert_eq!(self.post("/refresh").await.status, 200);
    }
}

async fn with_both(test: impl AsyncFn(Tried)) {
    for version in HttpVersion::BOTH {
        test(Tried::login(version).await).await;
    }
}

/// The body of an answer with tokens, which has no refresh token.
fn check_tokens(said: &Said) {
    let body = said.json();
    assert_eq!(said.field("cache-control"), Some("no-store"));
    assert_eq!(said.field("content-type"), Some("application/json"));
    assert!(body["access_token"].as_str().unwrap().starts_with("eyJ"));
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 300);
    assert_eq!(body["scope"], "profile");
    assert_eq!(body.as_object().unwrap().len(), 4, "{body}");
}

fn check_refused(said: &Said, status: u16, error: &str, cookie: Option<&str>) {
    assert_eq!((said.status, &*said.error()), (status, error), "{said:?}");
    assert_eq!(said.body, format!(r#"{{"error":"{error}"}}"#));
    assert_eq!(said.field("set-cookie"), cookie, "{error}");
    assert_eq!(said.field("www-authenticate"), None);
}

#[tokio::test]
async fn a_refresh_sets_the_cookie_for_the_rest_of_its_time() {
    with_both(async |mut tried: Tried| {
        for path in ["/refresh", "/refresh/grant"] {
            tried.clock.advance(MINUTE);
            let said = tried.post(path).await;
            assert_eq!(said.status, 200, "{said:?}");
            check_tokens(&said);
            let (token, seconds) = set_cookie(&said).unwrap_or_else(|| panic!("{said:?}"));
            assert_ne!(token, tried.token);
            assert_eq!(seconds, 3600);
            // The predecessor, a moment later: the same token, and the rest of its time.
            tried.clock.advance(Duration::from_secs(10));
            let again = tried.post(path).await;
            assert_eq!(set_cookie(&again), Some((token, 3590)));
            tried.token = token.to_owned();
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_of_another_origin_is_403_and_leaves_the_cookie() {
    with_both(async |tried: Tried| {
        let routes = ["/refresh", "/logout", "/logout/everywhere", "/login"];
        for path in routes {
            let cookie = format!("__Host-rt={}", tried.token);
            let ask = || post(path).field("cookie", &cookie);
            let own = format!("http://{}", tried.server.authority());
            let cross = ask()
                .field("origin", own)
                .field("sec-fetch-site", "cross-site");
            for ask in [
                ask(),
                ask().field("sec-fetch-site", "same-site"),
                ask().field("sec-fetch-site", "none"),
                ask().field("origin", "https://evil.example"),
                ask().field("origin", "null"),
                ask().field("origin", "http://127.0.0.1:1"),
                cross,
            ] {
                check_refused(&tried.ask(ask).await, 403, "cross_site_request", None);
            }
        }
        tried.check_alive().await;
    })
    .await;
}

#[tokio::test]
async fn an_origin_that_is_the_authority_is_our_own() {
    with_both(async |tried: Tried| {
        let own = format!("http://{}", tried.server.authority());
        let cookie = format!("__Host-rt={}", tried.token);
        // In HTTP/2 a browser sends each cookie in a field of its own.
        let ask = post("/refresh")
            .field("origin", own)
            .field("cookie", "theme=dark");
        let said = tried
            .ask(ask.field("cookie", cookie).field("cookie", "a=b"))
            .await;
        assert_eq!(said.status, 200, "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn no_cookie_is_400_and_two_are_cleared() {
    with_both(async |tried: Tried| {
        let none = post("/refresh").same_origin();
        check_refused(&tried.ask(none).await, 400, "invalid_request", None);
        for path in ["/refresh", "/logout"] {
            let two_fields = with(path, &tried.token).field("cookie", "__Host-rt=b");
            let one_field = with(path, &format!("{}; __Host-rt=b", tried.token));
            for ask in [two_fields, one_field] {
                let said = tried.ask(ask).await;
                check_refused(&said, 400, "invalid_request", Some(CLEAR));
            }
        }
        tried.check_alive().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_of_no_more_use_is_400_and_cleared() {
    let check = |said: Said| check_refused(&said, 400, "invalid_grant", Some(CLEAR));
    with_both(async |tried: Tried| {
        check(tried.ask(with("/refresh", "garbage")).await);
        check(tried.ask(with("/refresh", "")).await);
        let fresh = tried.post("/refresh").await;
        let access = fresh.json()["access_token"].as_str().unwrap().to_owned();
        check(tried.ask(with("/refresh", &access)).await);
        // Of the same keys, but no session of this store.
        let unknown = Tried::login(tried.version).await;
        check(tried.ask(with("/refresh", &unknown.token)).await);
    })
    .await;
    with_both(async |tried: Tried| {
        check(tried.post("/refresh/other").await);
        tried.check_alive().await;
    })
    .await;
    with_both(async |tried: Tried| {
        assert_eq!(tried.post("/logout").await.status, 204);
        check(tried.post("/refresh").await);
    })
    .await;
    with_both(async |tried: Tried| {
        assert_eq!(tried.post("/refresh").await.status, 200);
        tried.clock.advance(MINUTE);
        check(tried.post("/refresh").await); // reuse
    })
    .await;
    with_both(async |tried: Tried| {
        tried.clock.advance(MINUTE * 60);
        check(tried.post("/refresh").await); // expired
    })
    .await;
}

#[tokio::test]
async fn who_asks_for_too_much_keeps_the_cookie() {
    with_both(async |tried: Tried| {
        let more = tried.post("/refresh/more").await;
        check_refused(&more, 400, "invalid_scope", None);
        let elsewhere = tried.post("/refresh/elsewhere").await;
        check_refused(&elsewhere, 400, "invalid_target", None);
        let unsigned = tried.post("/refresh/unsigned").await;
        check_refused(&unsigned, 500, "server_error", None);
        tried.check_alive().await;
    })
    .await;
}

#[tokio::test]
async fn a_get_changes_nothing() {
    with_both(async |tried: Tried| {
        for path in ["/login", "/refresh", "/logout", "/logout/everywhere"] {
            let ask = Ask::new(Method::GET, path).same_origin();
            let said = tried
                .ask(ask.field("cookie", format!("__Host-rt={}", tried.token)))
                .await;
            assert_eq!(
                (said.status, said.field("set-cookie")),
                (405, None),
                "{path}"
            );
        }
        tried.check_alive().await;
    })
    .await;
}

#[tokio::test]
async fn a_logout_ends_well_whatever_the_cookie_has() {
    let check = |said: Said| {
        assert_eq!((said.status, &*said.body), (204, ""), "{said:?}");
        assert_eq!(said.field("set-cookie"), Some(CLEAR));
        assert_eq!(said.field("cache-control"), Some("no-store"));
        assert_eq!(said.field("content-length"), None); // RFC 9110 §8.6
    };
    with_both(async |tried: Tried| {
        let newest = tried.post("/refresh").await;
        let newest = set_cookie(&newest).unwrap().0.to_owned();
        check(tried.post("/logout").await); // by the former token
        let refused = tried.ask(with("/refresh", &newest)).await;
        check_refused(&refused, 400, "invalid_grant", Some(CLEAR));
        check(tried.post("/logout").await);
        check(tried.ask(with("/logout", "garbage")).await);
        check(tried.ask(post("/logout").same_origin()).await);
    })
    .await;
    for path in ["/logout/everywhere", "/logout/revoke"] {
        with_both(async |tried: Tried| {
            check(tried.post(path).await);
            let refused = tried.post("/refresh").await;
            check_refused(&refused, 400, "invalid_grant", Some(CLEAR));
        })
        .await;
    }
}

#[test]
fn what_keeps_a_token_stays_out_of_logs() {
    let cookie = TokenCookie::host("rt").build().unwrap();
    let ended: Result<(), RefreshError> = Ok(());
    let said = response(cookie.logged_out(&ended));
    for (name, value) in said.headers() {
        assert_eq!(value.is_sensitive(), name == "set-cookie", "{name}");
    }
    assert!(!format!("{said:?}").contains("__Host"));
    let reply: Reply = cookie.logged_out(&ended).into();
    assert!(!format!("{reply:?}").contains("__Host"));

    let request = hyper::Request::post("/").header("cookie", "__Host-rt=secret");
    let request = request
        .header("sec-fetch-site", "same-origin")
        .body(())
        .unwrap();
    let mut parts = request.into_parts().0;
    let from = FromCookie::from_request_parts(&mut parts, &cookie).now_or_never();
    let from = from.unwrap().unwrap();
    assert_eq!(from.token(), "secret");
    assert!(!format!("{from:?}").contains("secret"));
}
