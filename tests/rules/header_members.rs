//! RFC 7515 §4: the header is a JSON object; the members that decide are texts; keys that come with a
//! token are never followed; members that nobody knows are ignored.

use std::collections::BTreeMap;

use glassbox::jws::Unverified;
use glassbox::{SignError, Signer};
use serde_json::json;

use super::{of_header, verifier};
use crate::support::{NOW, at, code, forge_bytes, key};

#[test]
fn the_header_is_an_object_of_the_right_types() {
    for (header, expected) in [
        (r#"{"alg":"HS256"}"#, "accepted"),
        (r#" { "alg" : "HS256" } "#, "accepted"),
        (
            r#"{"typ":"JWT",
 "alg":"HS256"}"#,
            "accepted",
        ),
        (r#"{"\u0061lg":"HS256"}"#, "accepted"),
        (
            r#"{"alg":"HS256","x":{"y":[1]},"jku":"http://127.0.0.1/","jwk":{"kty":"oct","k":"AA"}}"#,
            "accepted",
        ),
        (
            r#"{"alg":"HS256","x5u":"file:///","x5c":["AA"],"kid":"../../dev/null"}"#,
            "accepted",
        ),
        ("", "malformed"),
        ("[]", "invalid_header"),
        ("null", "invalid_header"),
        ("\"HS256\"", "invalid_header"),
        ("{}", "invalid_header"),
        (r#"{"alg":"HS256",}"#, "invalid_header"),
        (r#"{"alg":"HS256"}{}"#, "invalid_header"),
        (r#"{"alg":"HS256","kid":1}"#, "invalid_header"),
        (r#"{"alg":"HS256","kid":null}"#, "invalid_header"),
        (r#"{"alg":"HS256","typ":["JWT"]}"#, "invalid_header"),
        (r#"{"alg":"HS256","cty":{}}"#, "invalid_header"),
        (r#"{"alg":"HS256","jku":1}"#, "invalid_header"),
        (r#"{"alg":"HS256","enc":"A128GCM"}"#, "invalid_header"),
        // Those that nothing is done with are of their types all the same, every one.
        (r#"{"alg":"HS256","jwk":[]}"#, "invalid_header"),
        (r#"{"alg":"HS256","jwk":null}"#, "invalid_header"),
        (r#"{"alg":"HS256","x5c":"AA"}"#, "invalid_header"),
        (r#"{"alg":"HS256","x5u":null}"#, "invalid_header"),
        (r#"{"alg":"HS256","x5t":1}"#, "invalid_header"),
        (r#"{"alg":"HS256","x5t#S256":{}}"#, "invalid_header"),
        // What nobody knows is ignored, whatever is in it.
        (r#"{"alg":"HS256","x":1e400}"#, "accepted"),
        (r#"{"alg":"HS256","x":-1e400}"#, "accepted"),
        (r#"{"alg":"HS256","x":["\ud800"]}"#, "accepted"),
        (r#"{"alg":"HS256","x":{"y":1e400}}"#, "accepted"),
        (r#"{"alg":"HS256","x":0.12345678901234567890}"#, "accepted"),
        (
            r#"{"alg":"HS256","$serde_json::private::RawValue":"{"}"#,
            "accepted",
        ),
        (
            r#"{"alg":"HS256","x":{"$serde_json::private::Number":"x"}}"#,
            "accepted",
        ),
        (r#"{"alg":"HS256","x":01}"#, "invalid_header"),
        (r#"{"alg":"HS256","x":1,"\u0078":2}"#, "invalid_header"),
    ] {
        assert_eq!(of_header(header), expected, "{header}");
    }
    let bom = forge_bytes(b"\xef\xbb\xbf{\"alg\":\"HS256\"}", b"{}", &key());
    assert_eq!(code(&verifier(), &bom), "invalid_header");
    let latin = forge_bytes(b"{\"alg\":\"HS256\",\"kid\":\"\xe9\"}", b"{}", &key());
    assert_eq!(code(&verifier(), &latin), "invalid_header");
    let deep = format!(
        r#"{{"alg":"HS256","x":{}{}}}"#,
        "[".repeat(2000),
        "]".repeat(2000)
    );
    assert_eq!(of_header(&deep), "invalid_header");
}

#[test]
fn a_member_is_signed_as_it_was_given_or_not_at_all() {
    let signer = || Signer::new(key()).without_expiry();
    let changed = [
        signer().header_member("x", f64::NAN),
        signer().header_member("x", [1.5, f64::INFINITY]),
        signer().header_member("x", Some(f32::NEG_INFINITY)),
        signer().header_member("x", u128::MAX),
        signer().header_member("x", [i128::MIN]),
        signer().header_member("x", BTreeMap::from([(vec![1], 1)])),
        signer().header_member(
            "x",
            [BTreeMap::from([("$serde_json::private::RawValue", "1")])],
        ),
        // A good member after it does not heal it.
        signer().header_member("x", f64::NAN).header_member("x", 1),
    ];
    for signer in changed {
        let error = signer.at(at(NOW)).sign(&json!({})).unwrap_err();
        assert_eq!(error, SignError::HeaderValue { name: "x".into() });
    }
    let kept = json!({"a": u64::MAX, "b": i64::MIN, "c": [1.5, null, 1e300], "d": "NaN"});
    for signer in [
        signer().header_member("x", kept.clone()),
        signer().header_member("x", &kept),
    ] {
        let text = signer.at(at(NOW)).sign(&json!({})).unwrap();
        let unverified = Unverified::parse(&text).unwrap();
        assert_eq!(unverified.header().member("x"), Some(kept.clone()));
    }
    let short = signer().header_member("x", 0.1_f32);
    let text = short.at(at(NOW)).sign(&json!({})).unwrap();
    let header = Unverified::parse(&text).unwrap().header().clone();
    assert_eq!(header.member("x"), Some(json!(0.1)));
}
