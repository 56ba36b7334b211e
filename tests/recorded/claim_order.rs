//! claim_order.json: the payload's order. Where the recorded options can be said in our calls the
//! token is the same byte for byte; the table says which cannot, and why.

use std::time::Duration;

use glassbox::key::KeyId;
use glassbox::{Audience, Claims, HmacKey, Signer, Validity};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Ordered, key_of};
use crate::support::at;

#[derive(Deserialize)]
struct Recorded {
    name: String,
    alg: String,
    secret_hex: String,
    now: i64,
    payload_in: String,
    options: Options,
    token: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Options {
    /// The key's own here.
    algorithm: Option<String>,
    expires_in: Option<Value>,
    not_before: Option<Value>,
    audience: Option<Value>,
    issuer: Option<String>,
    subject: Option<String>,
    jwtid: Option<String>,
    keyid: Option<String>,
    no_timestamp: bool,
    header: Option<serde_json::Map<String, Value>>,
}

/// How a recorded case is said here.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    /// The options are calls of the `Signer`; and, another way, setters of `Claims`.
    Calls,
    /// A fixed `jti` has no call, since every token has its own: all are setters of `Claims`.
    Setters,
    /// It cannot be said.
    Nothing(&'static str),
}

use By::{Calls, Nothing, Setters};

const NO_IAT: By = Nothing("a token without iat is not issued: validity is counted from it");

const TABLE: [(&str, By); 28] = [
    ("all_iat_last", Setters),
    ("all_iat_added", Setters),
    ("all_iat_first", Setters),
    ("all_iat_middle", Setters),
    ("aud_array", Setters),
    ("aud_array_of_one", Setters),
    ("no_keyid", Setters),
    ("no_not_before", Setters),
    ("no_expires_in", Setters),
    ("options_reversed", Setters),
    ("not_before_later", Setters),
    ("spans_as_numbers", Setters),
    ("span_fraction", Calls),
    ("only_expires_in", Calls),
    ("only_iss_sub", Calls),
    ("no_options", Calls),
    ("no_options_iat_given", Calls),
    ("no_timestamp", NO_IAT),
    ("no_timestamp_expires_in", NO_IAT),
    ("no_timestamp_iat_given", NO_IAT),
    ("empty_all", Setters),
    ("empty_no_options", Calls),
    ("registered_by_caller", Calls),
    ("registered_mixed", Setters),
    ("hs384", Setters),
    ("hs512", Setters),
    (
        "header_extra",
        Nothing("cty has its own place, before kid, and not that of the call"),
    ),
    ("header_extra_no_keyid", Setters),
];

/// A recorded span: text with a unit, or a number of seconds. `Validity` has no fractions.
fn span(value: &Value) -> Validity {
    match value {
        Value::String(text) if text == "1.5s" => Duration::from_millis(1500).into(),
        Value::String(text) => text.parse().unwrap(),
        number => Duration::from_secs(number.as_u64().unwrap()).into(),
    }
}

fn audience(value: &Value) -> Audience {
    serde_json::from_value(value.clone()).unwrap()
}

fn signer(case: &Recorded) -> Signer {
    let Options { keyid, header, .. } = &case.options;
    let mut members = header.clone().unwrap_or_default();
    let kid = members
        .remove("kid")
        .map(|kid| kid.as_str().unwrap().to_string());
    let key: HmacKey = key_of(&case.alg, &case.secret_hex);
    let signer = Signer::new(match keyid.clone().or(kid) {
        Some(kid) => key.with_key_id(KeyId::from(kid)),
        None => key,
    });
    let members = members.into_iter();
    members.fold(signer.without_expiry(), |signer, (name, value)| {
        signer.header_member(&name, value)
    })
}

fn by_calls(case: &Recorded) -> String {
    let options = case.options.clone();
    assert_eq!(options.jwtid, None);
    let mut signer = signer(case);
    if let Some(validity) = &options.expires_in {
        signer = signer.validity(span(validity));
    }
    if let Some(offset) = &options.not_before {
        signer = signer.not_before(span(offset));
    }
    if let Some(value) = &options.audience {
        signer = signer.audience(audience(value));
    }
    if let Some(issuer) = options.issuer {
        signer = signer.issuer(issuer);
    }
    if let Some(subject) = options.subject {
        signer = signer.subject(subject);
    }
    // As a map, and as text that serde_json has already written.
    let claims: Ordered = serde_json::from_str(&case.payload_in).unwrap();
    let raw: &RawValue = serde_json::from_str(&case.payload_in).unwrap();
    let signed = signer.at(at(case.now)).sign(&claims).unwrap();
    assert_eq!(signer.at(at(case.now)).sign(raw), Ok(signed.clone()));
    signed
}

fn by_setters(case: &Recorded) -> String {
    let options = case.options.clone();
    let custom: Ordered = serde_json::from_str(&case.payload_in).unwrap();
    let iat_given = custom.has("iat");
    let mut claims = Claims::new(custom);
    let now = at(case.now);
    if !iat_given {
        claims = claims.issued_at(now);
    }
    let after = |span_value: &Value| now.saturating_add(span(span_value).duration());
    let registered = &mut claims.registered;
    registered.expires_at = options.expires_in.as_ref().map(after);
    registered.not_before = options.not_before.as_ref().map(after);
    registered.audience = options.audience.as_ref().map(audience);
    registered.issuer = options.issuer;
    registered.subject = options.subject;
    registered.jwt_id = options.jwtid;
    signer(case).at(at(0)).sign(&claims).unwrap()
}

#[test]
fn byte_for_byte_what_jsonwebtoken_makes() {
    let cases: Vec<Recorded> = serde_json::from_str(include_str!("claim_order.json")).unwrap();
    let names: Vec<_> = cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names, TABLE.map(|(name, _)| name));

    let (mut called, mut set, mut unsaid) = (0, 0, 0);
    for (case, (name, by)) in cases.iter().zip(TABLE) {
        match by {
            Calls => {
                assert_eq!(by_calls(case), case.token, "{name}");
                assert_eq!(by_setters(case), case.token, "{name}");
                called += 1;
            }
            Setters => {
                assert_eq!(by_setters(case), case.token, "{name}");
                set += 1;
            }
            Nothing(reason) => {
                println!("cannot be said: {name}: {reason}");
                unsaid += 1;
            }
        }
        // Said by both where it can be, so that no case is in a lesser row than it need be.
        assert_eq!(
            by == Setters,
            case.options.jwtid.is_some() && !matches!(by, Nothing(_)),
            "{name}"
        );
        assert_eq!(by == NO_IAT, case.options.no_timestamp, "{name}");
    }
    println!(
        "claim_order.json: {called} by calls and setters, {set} by setters, {unsaid} not said"
    );
    assert_eq!((called, set, unsaid), (7, 17, 4));
}
