//! What is asked, and what becomes of each answer.

use std::time::Duration;

use glassbox::generate_token;
use glassbox::jwks::RemoteKeys;
use glassbox_ureq::Ureq;
use serde_json::{Value, json};

use crate::support::{Issuer, Page, builder, pair, remote, set, token, verify, why};

#[test]
fn a_request_says_what_it_wants_and_who_asks() {
    let issuer = Issuer::start();
    issuer.publish("/jwks", Page::new(200, set(&[&pair("1")])));
    remote(&issuer.url("/jwks")).refresh().wait().unwrap();
    let [asked] = &issuer.asked()[..] else {
        panic!("{:?}", issuer.asked());
    };
    let mut said: Vec<_> = asked
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    said.sort_unstable();
    let host = issuer.url("");
    let expected = [
        ("accept", "application/json"),
        ("accept-encoding", "identity"),
        ("host", host.trim_start_matches("http://")),
        (
            "user-agent",
            concat!("glassbox-ureq/", env!("CARGO_PKG_VERSION")),
        ),
    ];
    assert_eq!(said, expected);
}

#[test]
fn an_etag_comes_back_and_the_same_set_is_not_sent_again() {
    let issuer = Issuer::start();
    let key = pair("1");
    let page = Page::new(200, set(&[&key])).header("etag", "\"v1\"");
    issuer.publish("/jwks", page);
    let keys = remote(&issuer.url("/jwks"));
    keys.refresh().wait().unwrap();
    keys.refresh().wait().unwrap();
    let tags: Vec<_> = issuer
        .asked()
        .iter()
        .map(|asked| asked.get("if-none-match").cloned())
        .collect();
    assert_eq!(tags, [None, Some("\"v1\"".parse().unwrap())]);
    assert!(verify(&keys, &token(&key)).is_ok());
}

#[test]
fn a_set_that_changed_is_sent_again_and_a_withdrawn_key_is_gone() {
    let issuer = Issuer::start();
    let (before, after) = (pair("before"), pair("after"));
    issuer.publish(
        "/jwks",
        Page::new(200, set(&[&before])).header("etag", "\"v1\""),
    );
    let keys = remote(&issuer.url("/jwks"));
    keys.refresh().wait().unwrap();
    assert!(verify(&keys, &token(&before)).is_ok());
    issuer.publish(
        "/jwks",
        Page::new(200, set(&[&after])).header("etag", "\"v2\""),
    );
    keys.refresh().wait().unwrap();
    assert!(verify(&keys, &token(&after)).is_ok());
    let refused = verify(&keys, &token(&before)).unwrap_err();
    assert_eq!(refused.code(), "unknown_key");
}

/// Each of them is what a server says on a bad day, and leaves the keys that were known.
#[test]
fn a_bad_answer_is_an_error_and_the_known_keys_stay() {
    let issuer = Issuer::start();
    let key = pair("1");
    let keys = remote(&issuer.url("/jwks"));
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    keys.refresh().wait().unwrap();
    let long = format!("{{\"keys\":[{}]}}", " ".repeat(600 * 1024));
    let to = |place: &str| Page::new(302, "").header("location", place);
    let answers = [
        (Page::new(500, "down"), "the status 500"),
        (Page::new(404, "nothing"), "the status 404"),
        (Page::new(204, ""), "the status 204"),
        (Page::new(304, ""), "the status 304"),
        (
            to("https://evil.example/jwks"),
            "a redirect to \"evil.example\" that is not followed",
        ),
        (
            to("/elsewhere"),
            "a redirect to \"/elsewhere\" that is not followed",
        ),
        (
            Page::new(200, "<html>Please log in</html>"),
            "the answer is no set of keys",
        ),
        (Page::new(200, ""), "the answer is no set of keys"),
        (Page::new(200, "{\"keys\":[]}"), "no key that can be used"),
        (Page::new(200, long), "longer than 524288 bytes"),
    ];
    issuer.publish("/elsewhere", Page::new(200, set(&[&pair("2")])));
    for (page, expected) in answers {
        issuer.publish("/jwks", page);
        let text = why(&keys);
        assert!(text.contains(expected), "{text}");
        assert!(verify(&keys, &token(&key)).is_ok());
    }
    assert_eq!(issuer.asked().len(), 11);
}

/// No label of a name is that long, so nobody is asked for it.
#[test]
fn a_host_without_an_address_is_said() {
    let host = "x".repeat(64);
    let keys = RemoteKeys::new(&format!("https://{host}.example/jwks"), Ureq::new()).unwrap();
    let text = why(&keys);
    assert!(text.contains("the host name has no address"), "{text}");
    assert!(!text.contains(&host), "{text}");
}

#[test]
fn an_error_page_without_an_end_costs_nothing() {
    let issuer = Issuer::start();
    issuer.publish("/jwks", Page::new(500, "x".repeat(64 << 20)));
    let keys = remote(&issuer.url("/jwks"));
    assert!(why(&keys).contains("the status 500"));
}

#[test]
fn a_set_of_the_longest_length_is_read_and_one_byte_more_is_not() {
    let issuer = Issuer::start();
    let key = pair("1");
    let keys = remote(&issuer.url("/jwks"));
    let padded = |len: usize| {
        let set = set(&[&key]);
        Page::new(200, format!("{}{set}", " ".repeat(len - set.len())))
    };
    issuer.publish("/jwks", padded(512 * 1024 + 1));
    assert!(why(&keys).contains("longer than 524288 bytes"));
    issuer.publish("/jwks", padded(512 * 1024));
    keys.refresh().wait().unwrap();
}

#[test]
fn an_issuer_is_found_by_its_metadata() {
    let issuer = Issuer::start();
    let key = pair("1");
    let metadata = |name: &str| {
        let metadata = json!({"issuer": name, "jwks_uri": issuer.url("/keys")});
        issuer.publish(
            "/.well-known/oauth-authorization-server",
            Page::new(200, metadata),
        );
    };
    issuer.publish("/keys", Page::new(200, set(&[&key])));
    metadata(&issuer.url(""));
    let keys = builder().discover(&issuer.url(""), Ureq::new()).unwrap();
    let claims = json!({"iss": issuer.url("")});
    let text = generate_token(&claims, &key, Duration::from_secs(900)).unwrap();
    let verifier = keys.verifier().unwrap();
    assert!(keys.verify_blocking::<Value>(&verifier, &text).is_ok());

    metadata(&issuer.url("/"));
    assert!(why(&keys).contains("the metadata is that of the issuer"));
}

#[test]
fn plain_http_is_only_for_a_loopback_address_and_only_if_it_was_allowed() {
    let issuer = Issuer::start();
    let by_name = issuer.url_of("localhost", "/jwks");
    let refused = [
        RemoteKeys::new(&issuer.url("/jwks"), Ureq::new()),
        builder().build(&by_name, Ureq::new()),
        builder().build("http://issuer.example/jwks", Ureq::new()),
    ];
    for refused in refused {
        assert_eq!(refused.unwrap_err().code(), "invalid_address");
    }
    assert!(issuer.asked().is_empty());
}
