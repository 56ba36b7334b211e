//! `Unsigned` and `RemoteKey`: tokens whose signature is made elsewhere. A signature of another
//! length than the algorithm makes is refused, DER where JOSE wants r and s above all.

use glassbox::jwt::Unsigned;
use glassbox::key::{KeyId, KeyInfo, RemoteKey, SigningKey};
use glassbox::{Algorithm, HmacKey, SignError, Signer, Verifier};
use serde_json::{Value, json};

use crate::support::{NOW, at, forge, key};

fn prepared(algorithm: Algorithm) -> Unsigned {
    let signer = Signer::new(RemoteKey::new(algorithm).with_key_id("kms-1"));
    signer.prepare(&json!({"iat": 1, "exp": NOW + 1})).unwrap()
}

#[test]
fn attached_outside_it_is_what_a_signer_makes() {
    let outside = key();
    let claims = json!({"sub": "42"});
    let remote = Signer::new(RemoteKey::new(Algorithm::Hs256))
        .issuer("https://auth.example")
        .validity(std::time::Duration::from_secs(5));
    let unsigned = remote.at(at(NOW)).prepare(&claims).unwrap();
    let signature = outside.sign(unsigned.signing_input()).unwrap();
    let text = unsigned.attach(signature.as_ref()).unwrap();

    let local = Signer::new(key())
        .issuer("https://auth.example")
        .validity(std::time::Duration::from_secs(5));
    assert_eq!(Ok(text.clone()), local.at(at(NOW)).sign(&claims));
    let verifier = Verifier::new(key());
    assert!(verifier.at(at(NOW)).verify::<Value>(&text).is_ok());
}

#[test]
fn a_signer_with_a_secret_prepares_the_same() {
    let claims = json!({"iat": 1, "exp": 2});
    let signer = Signer::new(key());
    let unsigned = signer.prepare(&claims).unwrap();
    let signature = key().sign(unsigned.signing_input()).unwrap();
    assert_eq!(unsigned.attach(signature.as_ref()), signer.sign(&claims));
}

#[test]
fn the_signing_input_is_header_dot_payload() {
    let unsigned = prepared(Algorithm::Es256);
    assert_eq!(unsigned.algorithm(), Algorithm::Es256);
    let payload = format!(r#"{{"exp":{},"iat":1}}"#, NOW + 1);
    let whole = forge(
        r#"{"alg":"ES256","typ":"JWT","kid":"kms-1"}"#,
        &payload,
        &key(),
    );
    let (input, _) = whole.rsplit_once('.').unwrap();
    assert_eq!(unsigned.signing_input(), input.as_bytes());
    assert_eq!(unsigned, unsigned.clone());
}

#[test]
fn a_signature_of_the_wrong_length_is_refused() {
    for (algorithm, expected) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
        (Algorithm::Es256, 64),
        (Algorithm::Es256k, 64),
        (Algorithm::Es384, 96),
        (Algorithm::Es512, 132),
        (Algorithm::Ed25519, 64),
        (Algorithm::Ed448, 114),
    ] {
        let unsigned = prepared(algorithm);
        let token = unsigned.attach(&vec![7; expected]).unwrap();
        assert!(token.starts_with(std::str::from_utf8(unsigned.signing_input()).unwrap()));
        for actual in [0, 1, expected - 1, expected + 1, expected * 2] {
            let error = unsigned.attach(&vec![7; actual]).unwrap_err();
            assert_eq!(
                error,
                SignError::SignatureLength {
                    algorithm,
                    expected: Some(expected),
                    actual
                }
            );
        }
    }
}

#[test]
fn a_der_signature_is_refused_with_advice() {
    // r and s of 32 bytes as an ASN.1 sequence: 70 to 72 bytes.
    for (r, s) in [(32, 32), (33, 32), (33, 33)] {
        let mut der = vec![0x30, 4 + r + s, 2, r];
        der.extend(vec![1; r as usize]);
        der.extend([2, s]);
        der.extend(vec![1; s as usize]);
        let error = prepared(Algorithm::Es256).attach(&der).unwrap_err();
        assert!(matches!(
            error,
            SignError::SignatureLength {
                expected: Some(64),
                ..
            }
        ));
        for word in ["64", "ES256", "DER", "r and s"] {
            assert!(error.to_string().contains(word), "{word}: {error}");
        }
    }
}

#[test]
fn where_the_key_decides_the_length_any_but_an_empty_one_is_taken() {
    for algorithm in [
        Algorithm::Rs256,
        Algorithm::Rs384,
        Algorithm::Rs512,
        Algorithm::Ps256,
        Algorithm::Ps384,
        Algorithm::Ps512,
        Algorithm::EdDsa,
    ] {
        let unsigned = prepared(algorithm);
        for len in [1, 64, 256, 512] {
            assert!(unsigned.attach(&vec![7; len]).is_ok());
        }
        let error = unsigned.attach(&[]).unwrap_err();
        assert!(matches!(
            error,
            SignError::SignatureLength { actual: 0, .. }
        ));
        // The text must not say that the algorithm makes nothing.
        assert!(!error.to_string().contains("makes 0"), "{error}");
    }
}

#[test]
fn preparing_refuses_what_signing_refuses() {
    let signer = Signer::new(RemoteKey::new(Algorithm::Es256));
    let refused = |claims: Value| signer.prepare(&claims).unwrap_err();
    assert_eq!(refused(json!({})), SignError::MissingExpiry);
    assert_eq!(refused(json!([])), SignError::NotAnObject);
    let reserved = signer.clone().header_member("crit", json!(["b64"]));
    assert!(matches!(
        reserved.prepare(&json!({"exp": 1})).unwrap_err(),
        SignError::ReservedHeaderMember { .. }
    ));
}

#[test]
fn a_remote_key_is_an_identity() {
    let key = RemoteKey::new(Algorithm::Ps256);
    assert_eq!((key.algorithm(), key.key_id()), (Algorithm::Ps256, None));
    let named = key.clone().with_key_id(String::from("kms-1"));
    assert_eq!(named.key_id().map(KeyId::as_str), Some("kms-1"));
    assert_eq!(named, key.clone().with_key_id("kms-1"));
    assert_ne!(named, key);
    // It names an algorithm, whatever the HMAC key beside it is.
    assert_ne!(
        HmacKey::hs256([7; 32]).unwrap().algorithm(),
        key.algorithm()
    );
}
