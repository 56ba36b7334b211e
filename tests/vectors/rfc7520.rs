//! The cookbook of RFC 7520 as far as HMAC goes (§4.4 to §4.8), and the unencoded payloads of
//! RFC 7797.
//!
//! The crate speaks the compact serialization alone: what the cookbook writes as JSON is put into
//! the compact form where it has one, and the JSON itself is refused.

use glassbox::key::VerifyingKey;
use glassbox::{HmacKey, jws};
use serde_json::Value;

use super::{Jwk, Tally, base64};
use crate::support::base64url;

/// One of the cookbook's files.
struct Example(Value);

macro_rules! example {
    ($path:literal) => {{
        let text = include_str!(concat!("data/rfc7520-cookbook/", $path));
        Example(serde_json::from_str(text).unwrap())
    }};
}

pub fn run(tally: &mut Tally) {
    let protected = example!("jws/4_4.hmac-sha2_integrity_protection.json");
    let detached = example!("jws/4_5.signature_with_detached_content.json");
    let specific = example!("jws/4_6.protecting_specific_header_fields.json");
    let content_only = example!("jws/4_7.protecting_content_only.json");
    let multiple = example!("jws/4_8.multiple_signatures.json");

    let payload = protected.text("/input/payload");
    let key = protected.key("/input/key");
    let foreign_header = protected.text("/signing/protected_b64u");
    let rows = [
        (
            "4.4",
            protected.text("/output/compact").to_owned(),
            "accepted",
        ),
        // As it stands there, the token of an empty payload, whose signature does not hold.
        (
            "4.5",
            detached.text("/output/compact").to_owned(),
            "invalid_signature",
        ),
        (
            "4.5, payload put back",
            detached.compact("/signing"),
            "accepted",
        ),
        // Its kid is outside of what is signed, and the compact form has no such place.
        ("4.6", specific.compact("/signing"), "accepted"),
        // Its header is not signed at all: without one there is no compact form, and under another
        // the signature does not hold.
        ("4.7", content_only.compact("/signing"), "malformed"),
        (
            "4.7, under a header",
            format!("{foreign_header}{}", content_only.compact("/signing")),
            "invalid_signature",
        ),
        // RSA, ECDSA without a signed header, and HMAC, side by side.
        (
            "4.8, first",
            multiple.compact("/signing/0"),
            "algorithm_mismatch",
        ),
        ("4.8, second", multiple.compact("/signing/1"), "malformed"),
        ("4.8, third", multiple.compact("/signing/2"), "accepted"),
    ];
    for (name, token, expected) in rows {
        judge(tally, name, &token, &key, payload, expected);
    }
    for example in [&protected, &detached, &specific, &content_only, &multiple] {
        example.judge_json_forms(tally, &key, payload);
    }

    // Signed here, two of them come out to the byte: with the key's id and without it.
    let sign = |key| jws::sign(payload.as_bytes(), &key).unwrap();
    assert_eq!(sign(key), protected.text("/output/compact"));
    let nameless = HmacKey::hs256(base64(specific.text("/input/key/k"))).unwrap();
    assert_eq!(sign(nameless), specific.compact("/signing"));
    // One secret serves all of them, so that it was one key that judged the rows.
    for (example, place) in [
        (&detached, "/input/key/k"),
        (&specific, "/input/key/k"),
        (&content_only, "/input/key/k"),
        (&multiple, "/input/key/2/k"),
    ] {
        assert_eq!(example.text(place), protected.text("/input/key/k"));
    }
}

/// RFC 7797: where `b64` is false, the characters of the payload are signed as they are. The MACs
/// are right, and the tokens refused in every form.
pub fn run_unencoded(tally: &mut Tally) {
    // The header of the first has no crit, against RFC 7797 §6: b64 is refused for itself.
    let with_dot = example!("rfc7797/4.2.hmac-sha2_b64_false.json");
    let with_spaces = example!("rfc7797/hmac-sha2_b64_false.json");
    for (example, encoded) in [
        (with_dot, "invalid_header"),
        (with_spaces, "critical_extension"),
    ] {
        let (key, payload) = (example.key("/input/key"), example.text("/input/payload"));
        let header = example.text("/output/json_flat/protected");
        let mac = example.text("/output/json_flat/signature");
        let signed = format!("{header}.{payload}");
        assert!(key.verify(signed.as_bytes(), &base64(mac)), "{signed}");

        let raw = format!("{signed}.{mac}");
        let encoded_payload = base64url(payload.as_bytes());
        for (name, token, expected) in [
            ("raw payload", raw, "malformed"),
            ("detached payload", format!("{header}..{mac}"), encoded),
            (
                "encoded payload",
                format!("{header}.{encoded_payload}.{mac}"),
                encoded,
            ),
        ] {
            judge(tally, name, &token, &key, payload, expected);
        }
        example.judge_json_forms(tally, &key, payload);
    }
}

/// One case: `expected` is the code of the refusal, or `accepted`, and then the payload came out.
fn judge(tally: &mut Tally, name: &str, token: &str, key: &HmacKey, payload: &str, expected: &str) {
    let code = match jws::verify(token, key) {
        Ok(bytes) => {
            assert_eq!(bytes, payload.as_bytes(), "{name}");
            "accepted"
        }
        Err(error) => error.code(),
    };
    assert_eq!(code, expected, "{name}: {token}");
    tally.ran += 1;
}

impl Example {
    fn text(&self, place: &str) -> &str {
        self.0.pointer(place).and_then(Value::as_str).unwrap()
    }

    fn key(&self, place: &str) -> HmacKey {
        let jwk: Jwk = serde_json::from_value(self.0.pointer(place).unwrap().clone()).unwrap();
        jwk.key().unwrap()
    }

    /// The compact form of one signature: the signed header, or nothing where there is none.
    fn compact(&self, signing: &str) -> String {
        let signing = self.0.pointer(signing).unwrap();
        let header = signing["protected_b64u"].as_str().unwrap_or_default();
        let payload = base64url(self.text("/input/payload").as_bytes());
        format!("{header}.{payload}.{}", signing["sig"].as_str().unwrap())
    }

    /// The general and the flattened JSON serialization are refused, where the example has them.
    fn judge_json_forms(&self, tally: &mut Tally, key: &HmacKey, payload: &str) {
        for form in ["json", "json_flat"] {
            if let Some(json) = self.0["output"].get(form) {
                judge(tally, form, &json.to_string(), key, payload, "malformed");
            }
        }
    }
}
