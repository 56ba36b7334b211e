//! Types that pass over errors: whatever they make of the claims, the policy is not passed over.

use glassbox::key::{KeyId, KeyInfo, One, VerifyingKey};
use glassbox::{Algorithm, Claims, Verifier};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

use crate::support::careless::{Careless, CarelessClaims, by_script};
use crate::support::{NOW, at, base64url};

/// Every signature holds: what is judged here comes after it, and often.
struct Any;

impl KeyInfo for Any {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Hs256
    }
    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl VerifyingKey for Any {
    fn verify(&self, _: &[u8], _: &[u8]) -> bool {
        true
    }
}

fn verifier() -> Verifier {
    Verifier::new(One(Any))
}

fn token(payload: &str) -> String {
    let header = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signature = base64url(&[0; 32]);
    format!("{header}.{}.{signature}", base64url(payload.as_bytes()))
}

/// Whether the token is accepted, and its verdict where the type has nothing to do with it.
fn verdicts<C: DeserializeOwned>(verifier: &Verifier, text: &str) -> (bool, Option<&'static str>) {
    let verifier = verifier.at(at(NOW));
    let alone = verifier.verify::<IgnoredAny>(text).err();
    let accepted = verifier.verify::<C>(text).is_ok();
    (accepted, alone.map(|error| error.code()))
}

/// What people write to read what is there and fits.
struct Lenient;

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Lenient;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lenient, A::Error> {
                while map.next_key::<String>()?.is_some() {
                    if let Ok(text) = map.next_value::<String>() {
                        drop(text);
                    }
                }
                Ok(Lenient)
            }
        }
        deserializer.deserialize_map(V)
    }
}

/// Asks for the text of the whole as a raw value does, and for more: the one member that serde_json
/// makes of it is none of the payload.
struct AsText;

impl<'de> Deserialize<'de> for AsText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = AsText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AsText, A::Error> {
                while map.next_entry::<String, IgnoredAny>()?.is_some() {}
                Ok(AsText)
            }
        }
        deserializer.deserialize_newtype_struct("$serde_json::private::RawValue", V)
    }
}

#[test]
fn a_text_of_the_whole_is_no_member_of_it() {
    let verifier = verifier().allow_missing_exp();
    for (payload, code) in [
        (r#"{"exp":1}"#, Some("token_expired")),
        (r#"{"nbf":3900000000}"#, Some("token_not_yet_valid")),
        (r#"{"exp":"x"}"#, Some("invalid_claim_type")),
        (r#"{"aud":"app"}"#, Some("audience_not_configured")),
        (r#"{"iat":1,"iat":1}"#, Some("duplicate_claim")),
        (r#"{"a":1}"#, None),
    ] {
        let expected = (code.is_none(), code);
        assert_eq!(
            verdicts::<AsText>(&verifier, &token(payload)),
            expected,
            "{payload}"
        );
        let within = verdicts::<Option<AsText>>(&verifier, &token(payload));
        assert_eq!(within, expected, "{payload}");
    }
}

/// A type whose own error is passed over by the type around it.
struct Maybe<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

#[derive(Deserialize)]
struct MaybeFields {
    #[serde(default = "nothing")]
    exp: Maybe<u64>,
    #[serde(default = "nothing")]
    aud: Maybe<Vec<String>>,
}

fn nothing<T>() -> Maybe<T> {
    Maybe(None)
}

#[test]
fn an_error_that_is_passed_over_skips_no_check() {
    let judging = || verifier().audience("app").issuer("me");
    let good = format!(r#""exp":{},"iss":"me","aud":"app""#, NOW + 9);
    for (from, to, code) in [
        ("1700000009", "1699999999", "token_expired"),
        ("1700000009", "null", "invalid_claim_type"),
        ("1700000009", "\"9\"", "invalid_claim_type"),
        (
            "1700000009",
            "1700000009,\"nbf\":3900000000",
            "token_not_yet_valid",
        ),
        (
            "1700000009",
            "1700000009,\"nbf\":\"0\"",
            "invalid_claim_type",
        ),
        ("1700000009", "1700000009,\"iat\":[]", "invalid_claim_type"),
        (
            "1700000009",
            "1700000009,\"exp\":1800000000",
            "duplicate_claim",
        ),
        ("\"me\"", "5", "invalid_claim_type"),
        ("\"me\"", "\"you\"", "invalid_issuer"),
        ("\"app\"", "5", "invalid_claim_type"),
        ("\"app\"", "[\"app\",5]", "invalid_claim_type"),
        ("\"app\"", "[5,\"app\"]", "invalid_claim_type"),
        ("\"app\"", "[\"b\",\"c\"]", "invalid_audience"),
    ] {
        for order in [
            format!("{{\"a\":1,{good}}}"),
            format!("{{{good},\"a\":[1]}}"),
        ] {
            let text = token(&order.replace(from, to));
            let expected = (false, Some(code));
            assert_eq!(verdicts::<Lenient>(&judging(), &text), expected, "{to}");
            assert_eq!(verdicts::<MaybeFields>(&judging(), &text), expected, "{to}");
            assert_eq!(verdicts::<Maybe<Lenient>>(&judging(), &text), expected);
            assert_eq!(verdicts::<Claims<Lenient>>(&judging(), &text), expected);
        }
    }
    let bounded = || judging().max_validity("1h");
    for dates in [
        "\"iat\":1600000000",
        "\"iat\":1699990000.5",
        "\"iat\":\"1700000000\"",
        "\"iat\":null",
        "\"iat\":1700000001",
        "\"a\":1",
    ] {
        let text = token(&format!("{{{dates},{good}}}"));
        let (accepted, alone) = verdicts::<Lenient>(&bounded(), &text);
        assert!(!accepted && alone.is_some(), "{dates}");
        let (accepted, _) = verdicts::<MaybeFields>(&bounded(), &text);
        assert!(!accepted, "{dates}");
    }
    let text = token(&format!("{{{good},\"a\":true}}"));
    assert_eq!(verdicts::<Lenient>(&judging(), &text), (true, None));
    assert_eq!(verdicts::<MaybeFields>(&judging(), &text), (true, None));
}

/// Reads a name and leaves its value.
struct NameAlone;

impl<'de> Deserialize<'de> for NameAlone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = NameAlone;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NameAlone, A::Error> {
                while map.next_key::<String>()?.is_some() {}
                Ok(NameAlone)
            }
        }
        deserializer.deserialize_map(V)
    }
}

#[test]
fn a_name_without_a_value_is_no_member() {
    type Nested = std::collections::BTreeMap<String, NameAlone>;
    for payload in ["{\"exp\"}", "{\"a\"}"] {
        let expected = (false, Some("invalid_payload"));
        assert_eq!(
            verdicts::<NameAlone>(&verifier(), &token(payload)),
            expected
        );
        let nested = token(&format!("{{\"a\":{payload}}}"));
        let lax = verifier().allow_missing_exp();
        assert_eq!(verdicts::<Nested>(&lax, &nested), expected);
    }
}

#[test]
fn what_is_no_json_is_not_read_over() {
    type Map = std::collections::BTreeMap<String, Maybe<u64>>;
    type Lists = std::collections::BTreeMap<String, Maybe<Vec<Maybe<u64>>>>;
    let exp = NOW + 9;
    for value in [
        "",
        "1.",
        "-",
        "[1.]",
        "[,]",
        "\"\\q\"",
        "01",
        "tru",
        "{\"b\":1.}",
        "1e",
    ] {
        for payload in [
            format!("{{\"exp\":{exp},\"a\":{value}}}"),
            format!("{{\"a\":{value},\"exp\":{exp}}}"),
        ] {
            let (text, expected) = (token(&payload), (false, Some("invalid_payload")));
            assert_eq!(verdicts::<Map>(&verifier(), &text), expected, "{payload}");
            assert_eq!(verdicts::<Lists>(&verifier(), &text), expected, "{payload}");
            assert_eq!(verdicts::<Claims<Map>>(&verifier(), &text), expected);
            assert_eq!(verdicts::<Maybe<Map>>(&verifier(), &text), expected);
        }
    }
    let text = token(&format!("{{\"a\":[\"b\"],\"exp\":{exp}}}"));
    assert_eq!(verdicts::<Lists>(&verifier(), &text), (true, None));
}

/// Random numbers from a fixed seed (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

const NAMES: [&str; 9] = [
    "exp",
    "exp",
    "nbf",
    "iat",
    "iss",
    "sub",
    "aud",
    "\\u0065xp",
    "x",
];

const VALUES: [&str; 20] = [
    "1700000009",
    "1700000009",
    "1699999999",
    "1700000000",
    "1700000000.5",
    "0",
    "\"me\"",
    "\"app\"",
    "\"you\"",
    "\"m\\u0065\"",
    "[\"app\"]",
    "[\"b\",\"app\"]",
    "[\"app\",1]",
    "[[\"app\"],\"app\"]",
    "[]",
    "null",
    "true",
    "{\"exp\":1}",
    "1e400",
    "\"\\ud800\"",
];

fn payload(random: &mut Random) -> String {
    let members: Vec<_> = (0..random.next(6))
        .map(|_| {
            let (name, value) = (NAMES[random.next(9)], VALUES[random.next(20)]);
            format!("\"{name}\":{value}")
        })
        .collect();
    let text = format!("{{{}}}", members.join(","));
    match random.next(12) {
        // Not JSON, which a careless type may not notice.
        0 => text.replacen([',', '}', ']', '"'], "", 1),
        _ => text,
    }
}

/// No type in a hundred thousand is told of a token that the policy refuses, and those that pass over
/// nothing are told of every other.
#[test]
fn no_careless_type_opens_what_the_policy_refuses() {
    let verifiers = [
        verifier(),
        verifier().allow_missing_exp(),
        verifier().allow_missing_exp().any_audience(),
        verifier().allow_missing_exp().audience("app"),
        verifier().allow_missing_exp().issuer("me").any_audience(),
        verifier().max_validity("9s").any_audience(),
        verifier().allow_expired().max_age("9s").any_audience(),
    ];
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut opened, mut refused, mut whole) = (0, 0, 0);
    for round in 0..200_000 {
        let text = token(&payload(&mut random));
        let steps: Vec<u8> = (0..random.next(24))
            .map(|_| random.next(256) as u8)
            .collect();
        let verifier = &verifiers[random.next(7)];
        let read = || match round % 4 {
            0 => verdicts::<Claims<CarelessClaims>>(verifier, &text),
            1 => verdicts::<Careless>(verifier, &text),
            _ => verdicts::<CarelessClaims>(verifier, &text),
        };
        let ((accepted, alone), has_passed_over) = by_script(&steps, read);
        assert!(!accepted || alone.is_none(), "{text} {steps:?} {alone:?}");
        opened += usize::from(accepted);
        refused += usize::from(alone.is_some());
        whole += usize::from(accepted && !has_passed_over);
    }
    assert!(
        opened > 5_000 && refused > 50_000 && whole > 1_000,
        "{opened} {refused} {whole}"
    );
}
