//! Each answer of a protected resource, over HTTP/1.1 and HTTP/2.

mod served;

use core::time::Duration;

use glassbox::{HmacKey, Signer};
use hyper::Method;
use serde_json::json;

use crate::support::{Ask, HttpVersion, START, Server, User};
use crate::support::{get, key, post, sign, signer};
use served::{AMBIGUOUS, EXPIRED, INVALID, REALM, SCOPE, app, check, check_all, passes, refused};

#[tokio::test]
async fn without_a_credential_it_is_401_and_for_an_option_none() {
    let server = Server::start(app()).await;
    for version in HttpVersion::BOTH {
        for credential in [None, Some("Basic YTpi"), Some("DPoP a.b.c")] {
            let with = |ask: Ask| match credential {
                Some(credential) => ask.field("authorization", credential),
                None => ask,
            };
            let row = refused("missing", with(get("/me")), 401, REALM, "missing_token");
            check(&server, version, row).await;
            let said = with(get("/news")).over(version, &server).await;
            assert_eq!(
                (said.status, &*said.body),
                (200, "nobody"),
                "{credential:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_head_is_answered_as_a_get_without_its_body() {
    let server = Server::start(app()).await;
    let cookie = format!("__Host-at={}", sign("profile"));
    for version in HttpVersion::BOTH {
        let head = |path| Ask::new(Method::HEAD, path);
        for (ask, status, challenge) in [
            (head("/me"), 401, Some(REALM)),
            (head("/me").bearer("a.b.c"), 401, Some(INVALID)),
            (head("/me").bearer(&sign("profile")), 200, None),
            (head("/mine").field("cookie", &cookie), 200, None),
        ] {
            let said = ask.over(version, &server).await;
            assert_eq!((said.status, &*said.body), (status, ""), "{version:?}");
            assert_eq!(said.field("www-authenticate"), challenge);
        }
    }
}

/// Tokens that do not hold, and what is behind `Bearer` in their place.
fn invalid() -> Vec<(&'static str, Vec<u8>)> {
    let claims = User::with_scope("profile");
    let other = Signer::new(HmacKey::hs256([9; 32]).unwrap());
    let forged = signer().issuer("https://evil.example").sign(&claims);
    let elsewhere = Signer::new(key())
        .clock(crate::support::clock())
        .validity("15m");
    let elsewhere = elsewhere.issuer("https://auth.example").audience("app-02");
    let misfit = signer().sign(&json!({"sub": 42}));
    let of_other_key = other.clock(crate::support::clock()).validity("15m");
    let of_other_key = of_other_key
        .issuer("https://auth.example")
        .audience("app-01");
    let bearer = |token: String| format!("Bearer {token}").into_bytes();
    vec![
        ("signature", bearer(of_other_key.sign(&claims).unwrap())),
        ("iss", bearer(forged.unwrap())),
        ("aud", bearer(elsewhere.sign(&claims).unwrap())),
        ("typ", bearer(signer().typ("rt+jwt").sign(&claims).unwrap())),
        ("malformed", bearer("a.b.c".into())),
        ("Bearer alone", b"Bearer".to_vec()),
        ("12 KiB", bearer("a".repeat(12 * 1024))),
        ("non-ASCII", b"Bearer \xc3\xa9.\xff.c".to_vec()),
        (
            "two in one field",
            bearer(format!("a, Bearer {}", sign("profile"))),
        ),
        ("misfit", bearer(misfit.unwrap())),
    ]
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_401_for_an_option_too() {
    let long_ago = START.saturating_sub(Duration::from_secs(901));
    let expired = signer().at(long_ago).sign(&User::with_scope("profile"));
    let expired = expired.unwrap();
    check_all(|_| {
        let mut rows = Vec::new();
        for path in ["/me", "/news", "/layered"] {
            let expired = get(path).bearer(&expired);
            rows.push(refused("expired", expired, 401, EXPIRED, "invalid_token"));
            for (name, credential) in invalid() {
                let ask = get(path).field("authorization", credential);
                rows.push(refused(name, ask, 401, INVALID, "invalid_token"));
            }
        }
        rows
    })
    .await;
    let server = Server::start(app()).await;
    let said = get("/me")
        .bearer(&expired)
        .over(HttpVersion::One, &server)
        .await;
    let description = "The access token expired";
    assert_eq!(said.json()["error_description"], description);
    // HTTP/2 allows a server no more than 16 KiB of header by default.
    let long = get("/me").bearer(&"a".repeat(16 * 1024));
    let row = refused("16 KiB", long, 401, INVALID, "invalid_token");
    check(&server, HttpVersion::One, row).await;
}

#[tokio::test]
async fn two_credentials_are_400() {
    check_all(|_| {
        let token = format!("Bearer {}", sign("profile"));
        let two = |first: &str, second: &str| {
            let ask = get("/me").field("authorization", first);
            ask.field("authorization", second)
        };
        let cookie = format!("__Host-at={}", sign("profile"));
        let fields = get("/mine")
            .field("cookie", &cookie)
            .field("cookie", "__Host-at=b");
        let one_field = get("/mine").field("cookie", format!("{cookie}; __Host-at=b"));
        let refused = |name, ask| refused(name, ask, 400, AMBIGUOUS, "invalid_request");
        vec![
            refused("twice the same", two(&token, &token)),
            refused("Bearer, Basic", two(&token, "Basic YTpi")),
            refused("Basic, Bearer", two("Basic YTpi", &token)),
            refused("two cookies in two fields", fields),
            refused("two cookies in one field", one_field),
        ]
    })
    .await;
}

#[tokio::test]
async fn a_header_comes_before_a_cookie() {
    check_all(|_| {
        let with_cookie = || get("/mine").field("cookie", format!("__Host-at={}", sign("profile")));
        let bad = with_cookie().field("authorization", "Bearer a.b.c");
        let basic = with_cookie().field("authorization", "Basic YTpi");
        let token = sign("profile");
        let crumbs = get("/mine").field("cookie", "theme=dark");
        let crumbs = crumbs.field("cookie", format!("__Host-at={token}"));
        let crumbs = crumbs.field("cookie", "language=en");
        let one = get("/mine").field("cookie", format!("a=b; __Host-at={token}; c=d"));
        let bad_cookie = get("/mine").field("cookie", "__Host-at=a.b.c");
        vec![
            refused("bad header", bad, 401, INVALID, "invalid_token"),
            passes("Basic", basic),
            passes("a field for each cookie", crumbs),
            passes("among others", one),
            refused("bad cookie", bad_cookie, 401, REALM, "invalid_token"),
            refused("no cookie", get("/mine"), 401, REALM, "missing_token"),
            refused(
                "the cookie elsewhere",
                with_cookie().to("/me"),
                401,
                REALM,
                "missing_token",
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn without_the_scope_it_is_403_before_the_body_is_read() {
    check_all(|_| {
        let broken = |scope: &str| {
            let ask = post("/reports").bearer(&sign(scope));
            ask.body("application/json", "{broken")
        };
        let whole = |scope: &str| {
            let ask = post("/reports").bearer(&sign(scope));
            ask.body("application/json", "42")
        };
        let refused = |name, ask| refused(name, ask, 403, SCOPE, "insufficient_scope");
        vec![
            refused("another scope", whole("profile")),
            refused("a scope that begins alike", whole("reports:writeall")),
            refused("a broken body", broken("profile")),
            passes("among others", whole("profile reports:write")),
        ]
    })
    .await;
    let server = Server::start(app()).await;
    let ask = post("/reports").bearer(&sign("reports:write"));
    let broken = ask.body("application/json", "{broken");
    assert_eq!(broken.over(HttpVersion::One, &server).await.status, 400);
}

#[tokio::test]
async fn a_cookie_that_may_change_something_comes_from_the_same_origin() {
    check_all(|authority| {
        let cookie = format!("__Host-at={}", sign("profile"));
        let write = || post("/mine").field("cookie", &cookie);
        let from = |origin: &str| write().field("origin", origin);
        let site = |site: &str| write().field("sec-fetch-site", site);
        let own = format!("http://{authority}");
        let with_token = post("/mine").bearer(&sign("profile"));
        let with_token = with_token.field("sec-fetch-site", "cross-site");
        let options = Ask::new(Method::OPTIONS, "/mine").field("cookie", &cookie);
        let refused = |name, ask| refused(name, ask, 403, None, "cross_site_request");
        vec![
            refused("no metadata", write()),
            refused("cross-site", site("cross-site")),
            refused("same-site", site("same-site")),
            refused("none", site("none")),
            refused(
                "cross-site with our origin",
                from(&own).field("sec-fetch-site", "cross-site"),
            ),
            refused("null", from("null")),
            refused("another host", from("https://evil.example")),
            refused("another port", from("http://127.0.0.1:1")),
            passes("same-origin", site("same-origin")),
            passes("our origin", from(&own)),
            passes("a trusted origin", from("https://www.example")),
            passes("a header in the place of the cookie", with_token),
            passes("OPTIONS", options),
            passes("GET", get("/mine").field("cookie", &cookie)),
        ]
    })
    .await;
}

#[tokio::test]
async fn what_is_the_servers_fault_is_no_401() {
    check_all(|_| {
        let down = get("/down").bearer(&sign("profile"));
        let garbage = get("/down").bearer("garbage");
        let nonsense = get("/nonsense").bearer(&sign("profile"));
        vec![
            refused("keys down", down, 503, None, "temporarily_unavailable"),
            refused("keys down, garbage", garbage, 401, INVALID, "invalid_token"),
            refused(
                "a scope without a name",
                nonsense,
                500,
                None,
                "server_error",
            ),
        ]
    })
    .await;
}

#[tokio::test]
async fn an_unknown_path_beside_a_layer_is_404() {
    let server = Server::start(app()).await;
    for version in HttpVersion::BOTH {
        let said = get("/unknown").over(version, &server).await;
        assert_eq!((said.status, said.field("www-authenticate")), (404, None));
        check(
            &server,
            version,
            passes("layered", get("/layered").bearer(&sign(""))),
        )
        .await;
    }
}
