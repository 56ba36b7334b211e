//! What a protected resource answers, a row a case.

use std::sync::Arc;

use glassbox::time::FixedClock;
use glassbox::web::{Protect, Refusal, Why};
use glassbox::{HmacKey, Verifier};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Request, aged, asks, bearer, good, header, protect, signer_with, verifier, with_cookie,
};
use crate::support::{Down, NOW, at, forge, key};

/// Status, challenge after the realm (`None`: no challenge), body.
type Expected = (u16, Option<&'static str>, &'static str);

const MISSING: Expected = (401, Some(""), r#"{"error":"missing_token"}"#);
const EXPIRED: Expected = (
    401,
    Some(r#", error="invalid_token", error_description="The access token expired""#),
    r#"{"error":"invalid_token","error_description":"The access token expired"}"#,
);
const INVALID: Expected = (
    401,
    Some(
        r#", error="invalid_token", error_description="The access token is not valid for this resource""#,
    ),
    r#"{"error":"invalid_token","error_description":"The access token is not valid for this resource"}"#,
);
const AMBIGUOUS: Expected = (
    400,
    Some(r#", error="invalid_request""#),
    r#"{"error":"invalid_request"}"#,
);
const SCOPE: Expected = (
    403,
    Some(r#", error="insufficient_scope", scope="reports:write""#),
    r#"{"error":"insufficient_scope"}"#,
);
const CROSS_SITE: Expected = (403, None, r#"{"error":"cross_site_request"}"#);
const UNAVAILABLE: Expected = (503, None, r#"{"error":"temporarily_unavailable"}"#);
const SERVER: Expected = (500, None, r#"{"error":"server_error"}"#);

#[track_caller]
fn answers(refusal: &Refusal, (status, challenge, body): Expected) {
    let answer = refusal.answer();
    assert_eq!(answer.status(), status, "{refusal}");
    assert_eq!(refusal.why().status(), status, "{refusal}");
    assert_eq!(answer.body(), body, "{refusal}");
    let challenge = challenge.map(|attributes| format!(r#"Bearer realm="app-01"{attributes}"#));
    let again = (status == 503).then(|| String::from("1"));
    let mut names = vec!["cache-control", "content-type"];
    names.extend(again.is_some().then_some("retry-after"));
    names.extend(challenge.is_some().then_some("www-authenticate"));
    let sent: Vec<_> = answer.headers().map(|(name, _)| name).collect();
    assert_eq!(sent, names, "{refusal}");
    assert_eq!(header(&answer, "cache-control").unwrap(), "no-store");
    assert_eq!(header(&answer, "content-type").unwrap(), "application/json");
    assert_eq!(header(&answer, "retry-after"), again);
    assert_eq!(header(&answer, "www-authenticate"), challenge, "{refusal}");
    // What is told is JSON, and nothing of it is the reason in full.
    let told: Value = serde_json::from_str(answer.body()).unwrap();
    assert!(told["error"].is_string());
    assert_eq!(answer.into_body(), body);
}

#[track_caller]
fn refuses(protect: &Protect, request: &Request, expected: Expected) {
    answers(&protect.check::<Value>(request).unwrap_err(), expected);
}

#[track_caller]
fn accepts(protect: &Protect, request: &Request) {
    let token = protect.check::<Value>(request).unwrap();
    assert_eq!(token.claims()["sub"], "42");
}

/// A GET with this field `Cookie`.
fn cookie(value: &str) -> Request {
    Request::new("GET").with("cookie", value)
}

/// A method with a good cookie.
fn with_good_cookie(method: &'static str) -> Request {
    Request::new(method).with("cookie", format!("__Host-at={}", good()))
}

#[test]
fn a_good_token() {
    for scheme in ["Bearer ", "bearer ", "BEARER ", "bEaReR   ", " \tBearer "] {
        accepts(&protect(), &asks(format!("{scheme}{}", good())));
    }
    accepts(&protect(), &asks(format!("Bearer {} \t", good())));
}

#[test]
fn no_credential_and_other_schemes() {
    refuses(&protect(), &Request::new("GET"), MISSING);
    for other in [
        "",
        "Basic YTpi",
        "DPoP abc",
        "Bearerer abc",
        "=Bearer a",
        // A parameter of that name, and a text with the word in it.
        "Digest a=b, Bearer=c",
        "Digest a=b, bearer = c",
        "Digest username=\"a, Bearer b\"",
        "Digest username=\"\\\", Bearer b\", c=d",
        "Basic a Bearer b",
        "Basic a, Bearerer b",
    ] {
        refuses(&protect(), &asks(other), MISSING);
    }
    let dpop = format!("DPoP {}", good());
    refuses(&protect(), &asks(dpop), MISSING);
    // Nothing is read of a cookie that no call named, nor of the target or the body.
    refuses(&protect(), &with_good_cookie("GET"), MISSING);
    refuses(
        &with_cookie(),
        &cookie(&format!("__host-at={}", good())),
        MISSING,
    );
    refuses(
        &with_cookie(),
        &cookie(&format!("__Host-at2={}", good())),
        MISSING,
    );
    refuses(&with_cookie(), &cookie("__Host-at; =; a"), MISSING);
}

#[test]
fn two_others_are_no_bearer() {
    let basic = asks("Basic YTpi").with("authorization", "DPoP abc");
    refuses(&protect(), &basic, MISSING);
}

#[test]
fn expired() {
    accepts(&protect(), &asks(bearer(&aged(299))));
    refuses(&protect(), &asks(bearer(&aged(300))), EXPIRED);
}

#[test]
fn signature_issuer_audience_type() {
    let now = at(NOW);
    let claims = json!({"sub": "42"});
    let other_key = HmacKey::hs256([7; 32]).unwrap();
    let signed = [
        signer_with(other_key).at(now).sign(&claims),
        glassbox::Signer::new(key())
            .audience("app-01")
            .validity("5m")
            .at(now)
            .sign(&claims),
        glassbox::Signer::new(key())
            .issuer("https://auth.example")
            .audience("app-02")
            .validity("5m")
            .at(now)
            .sign(&claims),
        signer_with(key()).typ("rt+jwt").at(now).sign(&claims),
        signer_with(key()).not_before("1m").at(now).sign(&claims),
    ];
    for token in signed {
        refuses(&protect(), &asks(bearer(&token.unwrap())), INVALID);
    }
    let none = forge(r#"{"alg":"none"}"#, r#"{"sub":"42"}"#, &key());
    refuses(&protect(), &asks(bearer(&none)), INVALID);
}

#[test]
fn malformed() {
    let token = good();
    let large = "a".repeat(16 * 1024);
    let larger = "a".repeat(1024 * 1024);
    for text in [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c.d",
        "Bearer ü",
        "Bearer a, Bearer b",
        "Bearer a b",
        "Bearer \"a\"",
        "Bearer realm=\"a\"",
        "Bearer=",
        &format!("Bearer {large}"),
        &format!("Bearer {larger}"),
        &format!("Bearer\t{token}"),
        &format!("Bearer,{token}"),
        &format!("Bearer \t{token}"),
        &format!("Bearer {token}, Bearer {token}"),
        &format!("Bearer {token}="),
        &format!("Bearer {token}\0"),
        &format!("Bearer \r\n {token}"),
        &format!("Bearer \u{a0}{token}"),
        &format!("Bearer %20{token}"),
        &format!("Bearer Bearer {token}"),
    ] {
        refuses(&protect(), &asks(text), INVALID);
    }
    // Bytes that are no text, before and after a good token.
    refuses(
        &protect(),
        &asks([b"Bearer ", token.as_bytes(), b"\xff"].concat()),
        INVALID,
    );
    refuses(
        &protect(),
        &asks([b"Bearer \xff ", token.as_bytes()].concat()),
        INVALID,
    );
    refuses(&protect(), &asks(b"Bearer\xff"), INVALID);
}

#[test]
fn claims_that_do_not_fit() {
    #[derive(Debug, Deserialize)]
    struct Account {
        #[serde(rename = "sub")]
        _number: u64,
    }
    let refusal = protect()
        .check::<Account>(&asks(bearer(&good())))
        .unwrap_err();
    assert_eq!(refusal.why().code(), "claims_misfit");
    answers(&refusal, INVALID);
    // The policy comes first.
    let refusal = protect()
        .check::<Account>(&asks(bearer(&aged(900))))
        .unwrap_err();
    answers(&refusal, EXPIRED);
}

#[test]
fn two_credentials() {
    let good = bearer(&good());
    for second in [&*good, "Bearer", "Basic YTpi", ""] {
        refuses(
            &protect(),
            &asks(&good).with("authorization", second),
            AMBIGUOUS,
        );
        refuses(
            &protect(),
            &asks(second).with("authorization", &good),
            AMBIGUOUS,
        );
    }
    let three = asks("Basic YTpi").with("authorization", "Basic YTpi");
    refuses(
        &protect(),
        &three.with("authorization", "bearer x"),
        AMBIGUOUS,
    );
}

/// `Authorization` is one credential, and no list of them (RFC 9110 §11.6.2).
#[test]
fn two_credentials_in_one_field() {
    for listed in [
        "Basic YTpi, Bearer b",
        "Basic YTpi,bearer b",
        "Basic YTpi, DPoP c,\tBEARER  b",
        "Basic YTpi, Bearer",
        "Basic YTpi, Bearer\tb",
        "Digest username=\"a, b\", Bearer b",
        "Digest username=\"\\\"\", Bearer b",
        ", Bearer b",
        &format!("Basic YTpi, Bearer {}", good()),
    ] {
        refuses(&protect(), &asks(listed), AMBIGUOUS);
        refuses(
            &protect(),
            &asks("Basic YTpi").with("authorization", listed),
            AMBIGUOUS,
        );
        // A good cookie beside it does not count.
        let beside = with_good_cookie("GET").with("authorization", listed);
        refuses(&with_cookie(), &beside, AMBIGUOUS);
    }
}

#[test]
fn two_cookies_of_the_name() {
    let good = good();
    for second in [&*good, "", "x"] {
        let one_field = format!("__Host-at={good}; __Host-at={second}");
        refuses(&with_cookie(), &cookie(&one_field), AMBIGUOUS);
        let two =
            cookie(&format!("__Host-at={second}")).with("cookie", format!("__Host-at={good}"));
        refuses(&with_cookie(), &two, AMBIGUOUS);
    }
    // Where the header has a token, no cookie is asked.
    let both = asks(bearer(&good)).with("cookie", "__Host-at=a; __Host-at=b");
    accepts(&with_cookie(), &both);
}

#[test]
fn a_bad_header_beside_a_good_cookie() {
    let beside =
        |authorization: String| with_good_cookie("GET").with("authorization", authorization);
    refuses(&with_cookie(), &beside(bearer("x")), INVALID);
    refuses(&with_cookie(), &beside(String::from("Bearer")), INVALID);
    refuses(&with_cookie(), &beside(bearer(&aged(900))), EXPIRED);
    let two = beside(bearer(&good())).with("authorization", "Basic YTpi");
    refuses(&with_cookie(), &two, AMBIGUOUS);
}

#[test]
fn another_scheme_beside_a_good_cookie() {
    accepts(
        &with_cookie(),
        &with_good_cookie("GET").with("authorization", "Basic YTpi"),
    );
}

#[test]
fn cookies_in_several_fields() {
    let token = good();
    for text in [
        format!("__Host-at={token}"),
        format!("a=b; __Host-at={token}; c"),
        format!("a=b;__Host-at={token};c=__Host-at=d"),
        format!(" \t__Host-at={token} \t; __Host-at2=x"),
    ] {
        accepts(&with_cookie(), &cookie(&text));
    }
    let crumbs = cookie("a=b").with("cookie", format!("__Host-at={token}"));
    accepts(
        &with_cookie(),
        &crumbs.with("cookie", "c=d").to("app.example"),
    );
}

#[test]
fn a_bad_token_of_a_cookie() {
    for (token, body) in [("", INVALID.2), ("x", INVALID.2), (&*aged(900), EXPIRED.2)] {
        refuses(
            &with_cookie(),
            &cookie(&format!("__Host-at={token}")),
            (401, Some(""), body),
        );
    }
    let quoted = format!("__Host-at=\"{}\"", good());
    refuses(&with_cookie(), &cookie(&quoted), (401, Some(""), INVALID.2));
    let no_text = Request::new("GET").with("cookie", b"__Host-at=\xff");
    refuses(&with_cookie(), &no_text, (401, Some(""), INVALID.2));
}

#[test]
fn a_cookie_of_another_site() {
    let protect = with_cookie();
    for method in [
        "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "get", "QUERY", "",
    ] {
        let request = with_good_cookie(method).with("host", "app.example");
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("accept", "*/*"),
        ] {
            refuses(&protect, &request.clone().with(name, value), CROSS_SITE);
        }
        accepts(
            &protect,
            &request.clone().with("sec-fetch-site", "same-origin"),
        );
        accepts(&protect, &request.with("origin", "https://app.example"));
    }
    for method in ["GET", "HEAD", "OPTIONS"] {
        accepts(
            &protect,
            &with_good_cookie(method).with("sec-fetch-site", "cross-site"),
        );
    }
}

#[test]
fn a_web_socket_of_another_site() {
    let socket = with_good_cookie("GET")
        .with("host", "app.example")
        .with("upgrade", "websocket");
    refuses(&with_cookie(), &socket, CROSS_SITE);
    refuses(
        &with_cookie(),
        &socket.clone().with("origin", "https://evil.example"),
        CROSS_SITE,
    );
    accepts(
        &with_cookie(),
        &socket.clone().with("origin", "https://app.example"),
    );
    // That of HTTP/2 is no GET (RFC 8441 §4).
    let connect = with_good_cookie("CONNECT").to("app.example");
    refuses(
        &with_cookie(),
        &connect.clone().with("origin", "https://evil.example"),
        CROSS_SITE,
    );
    accepts(
        &with_cookie(),
        &connect.with("origin", "https://app.example"),
    );
    // A page cannot send the header, so a header needs no origin.
    let header = asks(bearer(&good())).with("upgrade", "websocket");
    accepts(&with_cookie(), &header);
}

#[test]
fn a_header_of_another_site() {
    let request = Request::new("POST").with("sec-fetch-site", "cross-site");
    accepts(
        &with_cookie(),
        &request.clone().with("authorization", bearer(&good())),
    );
    // A cookie beside it changes nothing: it is not what lets the request in.
    let beside = with_good_cookie("POST").with("authorization", bearer(&good()));
    accepts(&with_cookie(), &beside);
}

#[test]
fn whether_a_cookie_is_good_is_not_told_to_another_site() {
    let post = |token: &str| Request::new("POST").with("cookie", format!("__Host-at={token}"));
    refuses(&with_cookie(), &post("x"), CROSS_SITE);
    refuses(&with_cookie(), &post(&good()), CROSS_SITE);
    refuses(&with_cookie(), &Request::new("POST"), MISSING);
}

#[test]
fn a_scope_that_is_lacking() {
    let protect = protect();
    let token = protect.check::<Value>(&asks(bearer(&good()))).unwrap();
    protect.permit(&token, "reports:read").unwrap();
    let refusal = protect.permit(&token, "reports:write").unwrap_err();
    assert_eq!(*refusal.why(), Why::Scope("reports:write"));
    answers(&refusal, SCOPE);
}

#[test]
fn keys_that_are_unavailable() {
    let down = Verifier::new(Down).clock(FixedClock::new(at(NOW)));
    let protect = Protect::new("app-01", down)
        .or_cookie("__Host-at")
        .build()
        .unwrap();
    refuses(&protect, &asks(bearer(&good())), UNAVAILABLE);
    refuses(&protect, &with_good_cookie("GET"), UNAVAILABLE);
    // Garbage needs no key.
    refuses(&protect, &asks("Bearer x"), INVALID);
    refuses(&protect, &Request::new("GET"), MISSING);
}

/// A source that worked at start-up, and whose verifier cannot be contradictory: 500 comes only of a
/// name that no scope has.
#[test]
fn a_mistake_of_the_program() {
    let token = protect().check::<Value>(&asks(bearer(&good()))).unwrap();
    for scope in [
        "",
        "a b",
        "a\"",
        "a\\",
        "a\r\nSet-Cookie: b=c",
        "ü",
        "\u{7f}",
    ] {
        let refusal = protect().permit(&token, scope).unwrap_err();
        assert_eq!(*refusal.why(), Why::ScopeName(scope));
        answers(&refusal, SERVER);
    }
}

#[test]
fn a_clone_is_the_same_policy() {
    let (one, other) = (protect(), protect());
    assert!(one.is_clone_of(&one.clone()) && !one.is_clone_of(&other));
    let shared = Arc::new(one.clone());
    assert!(shared.is_clone_of(&one));
    accepts(
        &Protect::new("app-01", verifier()).build().unwrap(),
        &asks(bearer(&good())),
    );
}
