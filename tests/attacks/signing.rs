//! G: what must never be signed, and how the rest is written.

mod registered;

use core::time::Duration;
use std::collections::BTreeMap;

use glassbox::jws::{self, Unverified};
use glassbox::key::{KeyInfo, RemoteKey, SigningKey};
use glassbox::{Algorithm, Claims, HmacKey, KeyError, KeyRing, SignError, Signer, Verifier};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{SECRET, key, verifier};
use crate::support::{NOW, at, base64url, begin};

fn signer() -> Signer {
    Signer::new(key()).validity(Duration::from_secs(5))
}

fn sign(signer: &Signer, claims: &(impl Serialize + ?Sized)) -> Result<String, SignError> {
    let text = signer.at(at(NOW)).sign(claims)?;
    // Whatever is signed is accepted at some instant, and if ever, at its begin.
    let verifier = verifier().any_audience().any_typ();
    let judged = verifier.at(begin(&text)).verify::<Value>(&text);
    assert!(judged.is_ok(), "{judged:?}");
    Ok(text)
}

fn raw(json: &str) -> Box<RawValue> {
    serde_json::from_str(json).unwrap()
}

/// Empty and short secrets make no key, so there is nothing to sign with.
#[test]
fn g_empty_or_short_key() {
    assert_eq!(HmacKey::hs256("").unwrap_err(), KeyError::Empty);
    for (made, is_key) in [
        (HmacKey::hs256(&SECRET[..31]), false),
        (HmacKey::hs256(&SECRET[..32]), true),
        (HmacKey::hs384(&SECRET[..47]), false),
        (HmacKey::hs384(&SECRET[..48]), true),
        (HmacKey::hs512(&SECRET[..63]), false),
        (HmacKey::hs512(SECRET), true),
    ] {
        assert_eq!(made.is_ok(), is_key, "{made:?}");
    }
}

/// A key has one algorithm, and the header has that one.
#[test]
fn g_algorithm_outside_the_keys_own() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        let error = HmacKey::new(algorithm, SECRET).unwrap_err();
        assert_eq!(error, KeyError::NotHmac { algorithm });
    }
    for key in [
        HmacKey::hs256(SECRET).unwrap(),
        HmacKey::hs384(SECRET).unwrap(),
        HmacKey::hs512(SECRET).unwrap(),
    ] {
        let text = Signer::new(key.clone()).at(at(0)).sign(&json!({"exp": 1}));
        let text = text.unwrap();
        let unverified = Unverified::parse(&text).unwrap();
        assert_eq!(unverified.header().alg(), key.algorithm().name());
    }
    // A signature from elsewhere has the size of the algorithm, and no other.
    let unsigned = Signer::new(RemoteKey::new(Algorithm::Es256))
        .at(at(0))
        .prepare(&json!({"exp": 1}))
        .unwrap();
    for (len, fits) in [
        (0, false),
        (32, false),
        (64, true),
        (70, false),
        (72, false),
    ] {
        assert_eq!(unsigned.attach(&vec![7; len]).is_ok(), fits, "{len}");
    }
}

/// There is no `none` to name: not as an algorithm, not through a header, not without a signature.
#[test]
fn g_never_none() {
    for name in ["none", "None", "NONE", ""] {
        assert_eq!(Algorithm::from_name(name), None);
    }
    let unsigned = signer().at(at(NOW)).prepare(&json!({})).unwrap();
    let error = unsigned.attach(b"").unwrap_err();
    assert!(
        matches!(error, SignError::SignatureLength { actual: 0, .. }),
        "{error:?}"
    );
    let text = jws::sign(b"bytes", &key()).unwrap();
    assert!(!text.ends_with('.'));
    assert_eq!(Unverified::parse(&text).unwrap().header().alg(), "HS256");
}

#[test]
fn g_reserved_header_members() {
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("typ", json!("at+jwt")),
        ("cty", json!("JWT")),
        ("kid", json!("a")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("enc", json!("A128GCM")),
        ("zip", json!("DEF")),
    ] {
        // A good member after it does not heal it.
        let signer = signer().header_member(name, value).header_member("x", 1);
        let error = sign(&signer, &json!({})).unwrap_err();
        assert_eq!(error, SignError::ReservedHeaderMember { name: name.into() });
    }
    let text = sign(&signer().header_member("x", 1), &json!({})).unwrap();
    assert_eq!(
        Unverified::parse(&text).unwrap().header().member("x"),
        Some(json!(1))
    );
    // One that every verifier would refuse.
    let untold = signer().header_member("jku", 1);
    assert!(matches!(
        sign(&untold, &json!({})),
        Err(SignError::Header(_))
    ));
}

#[test]
fn g_numbers_that_are_not_finite() {
    #[derive(Serialize)]
    struct Deep {
        inner: BTreeMap<&'static str, Vec<Option<f64>>>,
    }
    let deep = |number| Deep {
        inner: BTreeMap::from([("a", vec![None, Some(number)])]),
    };
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for signed in [
            sign(&signer(), &BTreeMap::from([("n", number)])),
            sign(&signer(), &BTreeMap::from([("n", number as f32)])),
            sign(&signer(), &BTreeMap::from([("exp", number)])),
            sign(&signer(), &deep(number)),
        ] {
            assert!(
                matches!(signed, Err(SignError::Claims { .. })),
                "{number} {signed:?}"
            );
        }
    }
    assert!(sign(&signer(), &deep(f64::MAX)).is_ok());
}

#[test]
fn g_claims_that_are_no_object() {
    for claims in ["[]", "1", "null", "\"x\"", "true", r#"["exp",1]"#] {
        let error = sign(&signer(), &raw(claims)).unwrap_err();
        assert_eq!(error, SignError::NotAnObject, "{claims}");
        let value: Value = serde_json::from_str(claims).unwrap();
        assert_eq!(sign(&signer(), &value).unwrap_err(), SignError::NotAnObject);
    }
    let no_object = [
        sign(&signer(), &()),
        sign(&signer(), &None::<Value>),
        sign(&signer(), &[1, 2]),
        sign(&signer(), "a text"),
    ];
    for signed in no_object {
        assert_eq!(signed.unwrap_err(), SignError::NotAnObject);
    }
    assert!(sign(&signer(), &raw("{}")).is_ok());
    assert!(sign(&signer(), &Claims::new(())).is_ok());
}

/// Of the registered claims, which a verifier refuses when they come twice. A custom name that comes
/// twice is the doing of the caller's own `Serialize`, and is written as it is.
#[test]
fn g_duplicate_names() {
    #[derive(Serialize)]
    struct Twice {
        sub: &'static str,
        #[serde(flatten)]
        others: BTreeMap<&'static str, &'static str>,
    }
    let twice = |name| Twice {
        sub: "user",
        others: BTreeMap::from([(name, "admin")]),
    };
    let is_duplicate =
        |signed: Result<String, SignError>| matches!(signed, Err(SignError::DuplicateClaim { .. }));
    assert!(is_duplicate(sign(&signer(), &twice("sub"))));
    assert!(sign(&signer(), &twice("subject")).is_ok());
    for text in [
        r#"{"exp":1,"exp":2}"#,
        r#"{"exp":1,"\u0065xp":2}"#,
        r#"{"sub":"a","sub":"b"}"#,
    ] {
        let open = Signer::new(key()).without_expiry();
        assert!(is_duplicate(sign(&open, &raw(text))), "{text}");
    }
    // From the claims and from the signer.
    assert!(is_duplicate(sign(&signer(), &json!({"exp": 1}))));
    let named = signer().issuer("a");
    assert!(is_duplicate(sign(&named, &json!({"iss": "a"}))));
    assert!(sign(&named, &json!({"issuer": "a"})).is_ok());
}

/// One spelling of base64url, and UTF-8 in every place where text can stand.
#[test]
fn g_canonical_base64url_and_utf_8() {
    let names = [
        "2026-11",
        "clé",
        "ключ",
        "鍵",
        "🔑",
        "\u{7f}\u{80}",
        "\"\\\r\n",
        "",
    ];
    for (index, name) in names.into_iter().enumerate() {
        let key = key().with_key_id(name);
        let signer = Signer::new(key.clone())
            .issuer(format!("{name}."))
            .cty(name)
            .header_member("x", name)
            .without_expiry();
        // Payloads of every length.
        let claims = json!({"a": "ÿ".repeat(index), "b": name});
        let text = signer.at(at(NOW)).sign(&claims).unwrap();
        let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        assert!(text.bytes().all(is_symbol), "{text}");
        let (input, signature) = text.rsplit_once('.').unwrap();
        assert_eq!(
            signature,
            base64url(key.sign(input.as_bytes()).unwrap().as_ref())
        );
        let verifier = Verifier::new(KeyRing::new(key)).allow_missing_exp();
        let token = verifier.at(at(NOW)).verify::<Value>(&text).unwrap();
        let header = token.header();
        assert_eq!(header.key_id().map(|id| id.as_str()), Some(name));
        assert_eq!(
            (header.cty(), header.member("x")),
            (Some(name), Some(json!(name)))
        );
        assert_eq!(token.claims()["b"], name);
        assert_eq!(token.claims()["iss"], format!("{name}."));
    }
}
