//! H2, H3: names that serde_json keeps for itself, in builds that read them as something else and in
//! those that do not. `tests/features` runs this file in both.

use glassbox::jws::Unverified;
use glassbox::{Claims, HmacKey, Signer, Verifier, VerifyError};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value, json};

use crate::support::{NOW, at, forge, is_reserved, key, token};

fn verifier() -> Verifier {
    Verifier::new(key()).allow_missing_exp()
}

/// A member whose text holds JSON, its name in three spellings.
fn hiding(name: &str, text: &str) -> [String; 3] {
    let text = Value::from(text);
    [
        format!(r#"{{"$serde_json::private::{name}":{text}}}"#),
        format!(r#"{{"\u0024serde_json::private::{name}":{text}}}"#),
        format!(r#"{{"$serde_json\u003a:private::{name}" : {text}}}"#),
    ]
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Profile {
    profile: Value,
}

#[derive(Debug, Deserialize)]
struct Nothing {}

fn code<C: DeserializeOwned>(text: &str) -> &'static str {
    let verdict = verifier().at(at(NOW)).verify::<C>(text);
    verdict.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn h2_reserved_names_are_strings_or_refused_by_name() {
    for (name, hidden) in [("RawValue", r#"{"admin":true}"#), ("Number", "1")] {
        for member in hiding(name, hidden) {
            for payload in [
                format!(r#"{{"profile":{member}}}"#),
                format!(r#"{{"a":1,"profile":[{{"b":{member}}}]}}"#),
                format!(r#"{{"profile":{{"a":{member},"b":"x\"y"}}}}"#),
            ] {
                let text = token(&payload);
                let due = if is_reserved(name) {
                    "invalid_payload"
                } else {
                    "accepted"
                };
                for (wanted, code) in [
                    ("Value", code::<Value>(&text)),
                    ("Map", code::<Map<String, Value>>(&text)),
                    ("Profile", code::<Profile>(&text)),
                    ("Claims", code::<Claims<Map<String, Value>>>(&text)),
                    ("Claims<Profile>", code::<Claims<Profile>>(&text)),
                    ("Nothing", code::<Nothing>(&text)),
                    ("IgnoredAny", code::<IgnoredAny>(&text)),
                ] {
                    assert_eq!(code, due, "{wanted} {payload}");
                }
                let peeked = Unverified::parse(&text).unwrap();
                let peeked = peeked.dangerous_claims::<Value>();
                let code = peeked
                    .as_ref()
                    .map_or_else(VerifyError::code, |_| "accepted");
                assert_eq!(code, due, "{payload}");
                if let Ok(claims) = peeked {
                    // A string it is, wherever it stands.
                    let shown = claims.to_string();
                    assert!(!shown.contains(r#""admin":true"#), "{shown}");
                    assert!(shown.contains("$serde_json::private::"), "{shown}");
                }
                let report = verifier().at(at(NOW)).explain(&text);
                let code = report
                    .verdict()
                    .map_or_else(VerifyError::code, |()| "accepted");
                assert_eq!(code, due, "{report}");
                // The drawing shows what stands there.
                let drawing = Unverified::parse(&text).unwrap().to_string();
                assert!(drawing.contains("serde_json::private::"), "{drawing}");
            }
        }
    }
}

#[test]
fn h2_a_text_or_a_look_alike_is_no_reserved_name() {
    for payload in [
        r#"{"a":"$serde_json::private::RawValue"}"#,
        r#"{"a":["$serde_json::private::Number"]}"#,
        r#"{"a":"\"$serde_json::private::RawValue\":\"1\""}"#,
        r#"{"$serde_json::private::Other":"1"}"#,
        r#"{"$serde_json::private":"1"}"#,
        r#"{"$serde_json::private::RawValue ":"1"}"#,
    ] {
        assert_eq!(code::<Value>(&token(payload)), "accepted", "{payload}");
    }
}

#[test]
fn h2_reserved_names_in_a_header_are_ignored() {
    for name in ["RawValue", "Number"] {
        for member in hiding(name, r#"{"admin":true}"#) {
            let inner = member.trim_matches(['{', '}']);
            for header in [
                format!(r#"{{"alg":"HS256","x":{member}}}"#),
                format!(r#"{{"alg":"HS256","x":[{{"y":{member}}}]}}"#),
                format!(r#"{{"alg":"HS256",{inner}}}"#),
            ] {
                let text = forge(&header, "{}", &key());
                assert_eq!(code::<Value>(&text), "accepted", "{header}");
                let unverified = Unverified::parse(&text).unwrap();
                let member = unverified.header().member("x");
                let shown = member.map(|value| value.to_string()).unwrap_or_default();
                assert!(!shown.contains(r#""admin":true"#), "{shown}");
                let _ = (
                    unverified.to_string(),
                    verifier().explain(&text).to_string(),
                );
            }
        }
    }
}

#[test]
fn h2_what_is_signed_is_verified_in_the_same_build() {
    let signer = || Signer::new(key()).without_expiry();
    for name in ["RawValue", "Number"] {
        let member = Map::from_iter([(format!("$serde_json::private::{name}"), json!("1"))]);
        for claims in [
            Value::from(member.clone()),
            json!({"a": [member]}),
            json!({"a": {"b": member}}),
        ] {
            let signed = signer().at(at(NOW)).sign(&claims);
            assert_eq!(signed.is_err(), is_reserved(name), "{claims} {signed:?}");
            if let Ok(text) = signed {
                assert_eq!(code::<Value>(&text), "accepted", "{claims}");
            }
        }
        // In a header it is ignored, but nobody could read it there.
        let signer = signer().header_member("x", member.clone());
        let signed = signer.at(at(NOW)).sign(&json!({}));
        assert_eq!(signed.is_err(), is_reserved(name), "{signed:?}");
        if let Ok(text) = signed {
            assert_eq!(code::<Value>(&text), "accepted");
        }
    }
}

/// A token of 80 kB in which JSON hides in JSON, as often as there is room.
#[test]
fn h2_hidden_nestings_are_read_once() {
    fn nested(name: &str, levels: usize) -> String {
        let mut json = String::from("1");
        for _ in 0..levels {
            let deep = format!("{}{json}{}", "[".repeat(100), "]".repeat(100));
            json = format!(
                r#"{{"$serde_json::private::{name}":{}}}"#,
                Value::from(deep)
            );
            if json.len() > 80_000 {
                break;
            }
        }
        json
    }
    let read = move || {
        for name in ["RawValue", "Number"] {
            for levels in [1, 2, 5, 9] {
                let payload = format!(r#"{{"a":{}}}"#, nested(name, levels));
                let text = token(&payload);
                let unverified = Unverified::parse(&text).unwrap();
                let peeked = unverified.dangerous_claims::<Value>();
                assert_eq!(peeked.is_err(), is_reserved(name));
                let _ = (
                    unverified.to_string(),
                    verifier().explain(&text).to_string(),
                );
                let _ = code::<Value>(&text);
                let header = format!(r#"{{"alg":"HS256","x":{}}}"#, nested(name, levels));
                let text = forge(&header, "{}", &HmacKey::hs256([7; 32]).unwrap());
                let _ = Unverified::parse(&text).map(|token| token.header().member("x"));
            }
        }
    };
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(read)
        .unwrap()
        .join()
        .unwrap();
}
