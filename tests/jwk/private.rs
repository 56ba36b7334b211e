//! Private keys as JSON: which are taken, and what is said of the others.

use glassbox::key::{JwkProblem, KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, KeyError, PrivateKey};
use serde_json::{Value, json};

use super::{ed25519, other_rsa, p256, p384, public, rsa, whole, with, wrong, zeros_before};
use crate::support::base64url;

fn read(jwk: &Value) -> Result<PrivateKey, KeyError> {
    PrivateKey::from_jwk(&jwk.to_string())
}

fn refused(jwk: &Value) -> KeyError {
    read(jwk).map(drop).unwrap_err()
}

const fn damaged(what: &'static str) -> KeyError {
    KeyError::Damaged { what }
}

/// Every algorithm, out and in again: it signs what the first one verifies.
#[test]
fn out_and_in_again() {
    for (algorithm, name) in crate::pairs::ALGORITHMS {
        let key = crate::pairs::private(algorithm, name).with_key_id("a \"b\" \u{202e}");
        let text = key.to_private_jwk();
        let again = PrivateKey::from_jwk(text.reveal()).unwrap();
        assert_eq!(again.algorithm(), algorithm);
        assert_eq!(again.key_id(), key.key_id());
        let signature = again.sign(b"message").unwrap();
        assert!(key.verify(b"message", signature.as_ref()));
        assert_eq!(again.to_private_jwk().reveal(), text.reveal());
        assert_eq!(
            again.to_private_pem().reveal(),
            key.to_private_pem().reveal()
        );
        assert!(!format!("{again:?} {text:?}").contains(whole(&key)["d"].as_str().unwrap()));
    }
}

/// RFC 8037 A.1 and A.4: deterministic, so the signature is known.
#[test]
fn rfc_8037_a_4() {
    let key = PrivateKey::from_jwk(
        r#"{"kty":"OKP","crv":"Ed25519","alg":"EdDSA",
            "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    )
    .unwrap();
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = key.sign(input.as_bytes()).unwrap();
    assert_eq!(
        base64url(signature.as_ref()),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn a_private_key_says_its_algorithm_as_a_public_one_does() {
    for key in [p256(), p384()] {
        let without = read(&with(&whole(&key), "alg", None)).unwrap();
        assert_eq!(without.algorithm(), key.algorithm());
    }
    for key in [rsa(Algorithm::Rs256), ed25519(Algorithm::EdDsa)] {
        let jwk = whole(&key);
        let error = refused(&with(&jwk, "alg", None));
        assert_eq!(error, wrong("alg", JwkProblem::Missing));
        let error = refused(&with(&jwk, "alg", json!("ES256")));
        assert_eq!(error, wrong("alg", JwkProblem::OtherKind));
        let error = refused(&with(&jwk, "alg", json!("HS256")));
        assert_eq!(error, wrong("alg", JwkProblem::OtherKind));
    }
}

#[test]
fn what_a_private_key_says_it_is_for() {
    let jwk = with(&whole(&p256()), "use", None);
    for (operations, is_taken) in [
        (json!(["sign"]), true),
        (json!(["sign", "verify"]), true),
        (json!(["verify"]), false),
        (json!([]), false),
        (json!(["sign", "sign"]), false),
    ] {
        let taken = read(&with(&jwk, "key_ops", operations.clone()));
        assert_eq!(taken.is_ok(), is_taken, "{operations}");
    }
    let error = refused(&with(&jwk, "use", json!("enc")));
    assert_eq!(error, wrong("use", JwkProblem::OtherUse));
}

/// RFC 7518 §6.3.2: all of the primes and what follows from them, or none; here all.
#[test]
fn the_numbers_of_rsa() {
    let jwk = whole(&rsa(Algorithm::Rs256));
    let others = ["p", "q", "dp", "dq", "qi"];
    let alone = others
        .iter()
        .fold(jwk.clone(), |jwk, name| with(&jwk, name, None));
    assert_eq!(refused(&alone), wrong("d", JwkProblem::WithoutPrimes));
    for name in others {
        let error = refused(&with(&jwk, name, None));
        assert_eq!(error, wrong(name, JwkProblem::Missing));
        let one = with(&alone, name, jwk[name].clone());
        let missing = if name == "p" { "q" } else { "p" };
        assert_eq!(refused(&one), wrong(missing, JwkProblem::Missing));
    }
    assert_eq!(
        refused(&with(&jwk, "d", None)),
        wrong("d", JwkProblem::Missing)
    );
    for oth in [json!([]), json!([{"r": "AQ", "d": "AQ", "t": "AQ"}])] {
        let error = refused(&with(&jwk, "oth", oth));
        assert_eq!(error, wrong("oth", JwkProblem::Unsupported));
    }
}

/// Zero has several spellings, and is no number of a key; a number has one.
#[test]
fn zero_and_zeros() {
    let jwk = whole(&rsa(Algorithm::Rs256));
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        for zero in ["", "AA", "AAA", "AAAAAAAA"] {
            let error = refused(&with(&jwk, name, json!(zero)));
            assert_eq!(error, wrong(name, JwkProblem::NotBase64Url), "{name}");
        }
        let error = refused(&zeros_before(&jwk, name));
        assert_eq!(error, wrong(name, JwkProblem::NotBase64Url));
    }
    for (key, len) in [(p256(), 32), (p384(), 48), (ed25519(Algorithm::EdDsa), 32)] {
        let jwk = whole(&key);
        for bytes in [len - 1, len + 1, 0] {
            let error = refused(&with(&jwk, "d", json!(base64url(&vec![1; bytes]))));
            assert_eq!(error, wrong("d", JwkProblem::NotBase64Url));
        }
        if len == 32 && key.algorithm() == Algorithm::EdDsa {
            continue;
        }
        for byte in [0, 0xff] {
            let error = refused(&with(&jwk, "d", json!(base64url(&vec![byte; len]))));
            let what = "its private number is zero or too large";
            assert_eq!(error, damaged(what));
        }
    }
}

/// The public half that is given has to be the key's own: one that signs with another's gives the
/// private number away (RFC 8032 §5.1.5).
#[test]
fn the_public_half_is_compared() {
    for key in [p256(), p384(), ed25519(Algorithm::EdDsa)] {
        let foreign = PrivateKey::generate(key.algorithm()).unwrap();
        let (mut jwk, foreign) = (whole(&key), public(&foreign));
        for name in ["x", "y"] {
            if let Some(value) = foreign.get(name) {
                jwk = with(&jwk, name, value.clone());
            }
        }
        assert_eq!(refused(&jwk), damaged("its public half is another key's"));
        let missing = with(&whole(&key), "x", None);
        assert_eq!(refused(&missing), wrong("x", JwkProblem::Missing));
    }
    let (one, other) = (
        whole(&rsa(Algorithm::Rs256)),
        whole(&other_rsa(Algorithm::Rs256)),
    );
    for name in ["n", "p", "q", "dp", "dq", "qi"] {
        let error = refused(&with(&one, name, other[name].clone()));
        assert!(matches!(error, KeyError::Damaged { .. }), "{name}: {error}");
    }
}

#[test]
fn what_is_no_private_key() {
    for key in [rsa(Algorithm::Rs256), p256(), ed25519(Algorithm::EdDsa)] {
        assert_eq!(refused(&public(&key)), KeyError::PublicGiven);
    }
    let secret = json!({"kty": "oct", "k": base64url(&[7; 32]), "alg": "HS256"});
    assert_eq!(refused(&secret), wrong("kty", JwkProblem::SharedSecret));
    for text in ["", "[]", "-----BEGIN PRIVATE KEY-----"] {
        let error = PrivateKey::from_jwk(text).unwrap_err();
        assert!(matches!(error, KeyError::NotJwk { .. }), "{error}");
    }
    let twice = whole(&p256()).to_string().replacen('{', r#"{"d":"AA","#, 1);
    let error = PrivateKey::from_jwk(&twice).unwrap_err();
    assert_eq!(error, wrong("d", JwkProblem::Duplicate));
    let ed448 = with(&whole(&ed25519(Algorithm::EdDsa)), "crv", json!("Ed448"));
    let found = "Ed448";
    assert_eq!(refused(&ed448), KeyError::UnsupportedKey { found });
    // An escape would have to be decoded elsewhere.
    let jwk = whole(&p256());
    let d = jwk["d"].as_str().unwrap();
    let escaped = format!("\\u{:04x}{}", u32::from(d.chars().next().unwrap()), &d[1..]);
    let escaped = jwk.to_string().replace(d, &escaped);
    let error = PrivateKey::from_jwk(&escaped).unwrap_err();
    assert_eq!(error, wrong("d", JwkProblem::NotBase64Url));
}
