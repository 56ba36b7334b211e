//! The challenge, and bodies of one's own: no text splits a header, nor ends a quoted string early.

use glassbox::web::{Protect, ProtectBuilder, ProtectError, SameOrigin};
use serde_json::Value;

use super::{Request, aged, asks, bearer, builder, good, header, verifier};

fn challenge(builder: ProtectBuilder, request: &Request) -> String {
    let protect = builder.build().unwrap();
    let refusal = protect.check::<Value>(request).unwrap_err();
    header(&refusal.answer(), "www-authenticate").unwrap()
}

fn refused(builder: ProtectBuilder) -> ProtectError {
    builder.build().unwrap_err()
}

/// The attributes of a challenge, read as RFC 9110 §11.6.1 writes them: the strictest reading.
fn attributes(challenge: &str) -> Vec<(String, String)> {
    let mut rest = challenge.strip_prefix("Bearer ").unwrap();
    let mut found = Vec::new();
    loop {
        let (name, after) = rest.split_once("=\"").unwrap();
        assert!(
            name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{name}"
        );
        let (mut value, mut characters) = (String::new(), after.chars());
        loop {
            match characters.next().unwrap() {
                '"' => break,
                '\\' => value.push(characters.next().unwrap()),
                other => value.push(other),
            }
        }
        assert!(found.iter().all(|(known, _)| known != name), "{name} twice");
        found.push((name.into(), value));
        rest = characters.as_str();
        match rest.strip_prefix(", ") {
            Some(next) => rest = next,
            None => break,
        }
    }
    assert_eq!(rest, "");
    found
}

#[test]
fn a_realm_is_escaped() {
    for (realm, written) in [
        ("app-01", r#"Bearer realm="app-01""#),
        ("a \"b\" c", r#"Bearer realm="a \"b\" c""#),
        (r"a\", r#"Bearer realm="a\\""#),
        (r#"\", error="none"#, r#"Bearer realm="\\\", error=\"none""#),
    ] {
        let text = challenge(Protect::new(realm, verifier()), &Request::new("GET"));
        assert_eq!(text, written);
        assert_eq!(attributes(&text), [("realm".into(), realm.into())]);
    }
}

#[test]
fn a_realm_that_cannot_stand_in_a_header_is_refused() {
    for realm in [
        "",
        "a\r\nSet-Cookie: b=c",
        "a\n",
        "a\0",
        "a\tb",
        "a\u{7f}",
        "Käse",
        "a\u{2028}",
    ] {
        assert_eq!(
            refused(Protect::new(realm, verifier())),
            ProtectError::Realm,
            "{realm:?}"
        );
    }
}

#[test]
fn the_metadata_of_the_resource_are_named_in_every_challenge() {
    let url = "https://app.example/.well-known/oauth-protected-resource";
    for request in [
        Request::new("GET"),
        asks(bearer(&aged(900))),
        asks("Bearer x"),
    ] {
        let text = challenge(builder().resource_metadata(url), &request);
        let attributes = attributes(&text);
        assert!(
            attributes.contains(&("resource_metadata".into(), url.into())),
            "{text}"
        );
        assert_eq!(attributes[0], ("realm".into(), "app-01".into()));
    }
    let protect = builder().resource_metadata(url).build().unwrap();
    let token = protect.check::<Value>(&asks(bearer(&good()))).unwrap();
    let answer = protect
        .permit(&token, "reports:write")
        .unwrap_err()
        .answer();
    let attributes = attributes(&header(&answer, "www-authenticate").unwrap());
    let names: Vec<_> = attributes.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["realm", "resource_metadata", "error", "scope"]);
    assert_eq!(attributes[3].1, "reports:write");
}

#[test]
fn the_address_of_the_metadata_is_a_url() {
    for good in [
        "https://app.example",
        "https://app.example:8443/a?b=c%20d",
        "http://localhost:8000/.well-known/oauth-protected-resource",
        "http://127.0.0.1/",
        "https://app.example/@x?y=z@w",
    ] {
        assert!(builder().resource_metadata(good).build().is_ok(), "{good}");
    }
    for bad in [
        "",
        "/.well-known/x",
        "app.example",
        "https://",
        "https:///x",
        "http://app.example/x",
        "http://localhost.evil.example",
        "ftp://app.example",
        "https://app.example/#x",
        "https://app.example/\"",
        "https://app.example/ x",
        "https://app.example/\r\n",
        "https://é.example",
        "https://app.example\\",
        // What looks like a host is a user's name: the host comes after it.
        "https://app.example@evil.example/",
        "https://app.example:8443@evil.example?x",
        "http://localhost:8000@evil.example/",
        "http://127.0.0.1:@evil.example",
    ] {
        let error = refused(builder().resource_metadata(bad));
        assert_eq!(error, ProtectError::ResourceMetadata, "{bad}");
    }
}

#[test]
fn the_name_of_a_cookie_is_one() {
    for bad in ["", "a=b", "a;b", "a b", "a,b", "\"a\"", "ä", "a\n", "a\0"] {
        assert_eq!(
            refused(builder().or_cookie(bad)),
            ProtectError::CookieName,
            "{bad:?}"
        );
    }
}

#[test]
fn a_contradiction_is_refused() {
    let origin = SameOrigin::new();
    assert_eq!(
        refused(builder().origin(origin.clone())),
        ProtectError::OriginWithoutCookie
    );
    assert!(
        builder()
            .or_cookie("at")
            .origin(origin.clone())
            .build()
            .is_ok()
    );
    let wrong = origin.trust_origin("https://www.example/");
    assert_eq!(
        refused(builder().or_cookie("at").origin(wrong)),
        ProtectError::Origin
    );
    let contradictory = Protect::new("app-01", verifier().issuer("again"));
    let ProtectError::Verifier(error) = refused(contradictory) else {
        panic!("the verifier was not judged");
    };
    assert!(error.is_configuration());
}

#[test]
fn a_trusted_origin_may_use_the_cookie() {
    let origin = SameOrigin::new().trust_origin("https://www.example");
    let protect = builder()
        .or_cookie("__Host-at")
        .origin(origin)
        .build()
        .unwrap();
    let post = Request::new("POST").with("cookie", format!("__Host-at={}", good()));
    let from = |origin: &str| protect.check::<Value>(&post.clone().with("origin", origin));
    assert!(from("https://www.example").is_ok());
    assert_eq!(
        from("https://evil.example").unwrap_err().why().code(),
        "cross_site_request"
    );
}

#[test]
fn a_body_of_ones_own_leaves_the_rest() {
    let own = builder().body("application/problem+json", |refusal| {
        format!(r#"{{"status":{}}}"#, refusal.why().status())
    });
    let own = own.build().unwrap();
    let plain = builder().build().unwrap();
    for request in [
        Request::new("GET"),
        asks("Bearer x"),
        asks(bearer(&aged(900))),
    ] {
        let answer = own.check::<Value>(&request).unwrap_err().answer();
        let usual = plain.check::<Value>(&request).unwrap_err().answer();
        assert_eq!(answer.body(), r#"{"status":401}"#);
        assert_eq!(answer.status(), usual.status());
        let replaced = |(name, value)| match name {
            "content-type" => (name, "application/problem+json"),
            _ => (name, value),
        };
        assert!(answer.headers().eq(usual.headers().map(replaced)));
    }
    for bad in ["", "text/plain\r\nSet-Cookie: a=b", "text/plän"] {
        let error = refused(builder().body(bad, |_| String::new()));
        assert_eq!(error, ProtectError::ContentType, "{bad:?}");
    }
}
