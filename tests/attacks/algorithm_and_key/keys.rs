//! A5, A7, A8, A17: what is taken for a secret.

use glassbox::key::One;
use glassbox::{Algorithm, HmacKey, KeyError, Verifier};
use sha2::{Digest, Sha256};

use super::super::{
    AnySecret, HEADER, SECRET, headers, hides, key, said, token, verdicts, verifier,
};
use super::{JWK, NoKeys, PEM, PublicKey, der};
use crate::support::forge;

#[test]
fn a5_key_material_in_disguise() {
    let lower = PEM.replace("BEGIN PUBLIC KEY", "begin public key");
    let set = format!(r#"{{"keys":[{JWK}]}}"#);
    for text in [
        PEM.to_owned(),
        format!(" {PEM}"),
        format!("\n{PEM}"),
        format!("\r\n\t {PEM}"),
        format!("\u{feff}{PEM}"),
        format!("\u{feff}\n{PEM}"),
        lower,
        JWK.to_owned(),
        format!(" \n{JWK}"),
        set,
    ] {
        let error = HmacKey::hs256(&text).unwrap_err();
        assert!(matches!(error, KeyError::NotASecret { .. }), "{text}");
        let error = HmacKey::with_short_secret(Algorithm::Hs256, &text).unwrap_err();
        assert!(matches!(error, KeyError::NotASecret { .. }), "{text}");
        hides(&error, &[PEM, JWK]);
    }
    // Whatever passes for a secret, the type keeps the two apart: a public key is no `HmacKey`, and a
    // verifier that has one takes no MAC, whatever it was made with.
    for public in [der(), format!("[{JWK}]").into_bytes()] {
        let verifier = Verifier::new(One(PublicKey(Algorithm::Es256))).allow_missing_exp();
        let text = forge(HEADER, "{}", &AnySecret(&public));
        assert_eq!(said(&verifier, &text), "alg_mismatch");
    }
    // A secret may look like anything else.
    for secret in [
        "-----begin to count, and do not stop",
        "{a brace} is no key of a set at all",
    ] {
        let made = HmacKey::hs256(secret);
        let is_armour = secret.starts_with('-');
        assert_eq!(made.is_err(), is_armour, "{secret}");
    }
}

#[test]
fn a7_empty_or_absent_key() {
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let made = [
            HmacKey::new(algorithm, ""),
            HmacKey::new(algorithm, []),
            HmacKey::with_short_secret(algorithm, ""),
            HmacKey::from_base64(algorithm, ""),
        ];
        for key in made {
            assert_eq!(key.unwrap_err(), KeyError::Empty);
        }
    }
    let text = forge(HEADER, "{}", &AnySecret(b""));
    assert_eq!(said(&verifier(), &text), "bad_signature");
    // A source without keys has no word for anybody.
    let verifier = Verifier::new(NoKeys).allow_missing_exp();
    verdicts(&verifier, [(text, "bad_key"), (token("{}"), "bad_key")]);
}

#[test]
fn a8_weak_key() {
    for (algorithm, least) in [
        (Algorithm::Hs256, 32),
        (Algorithm::Hs384, 48),
        (Algorithm::Hs512, 64),
    ] {
        assert!(HmacKey::new(algorithm, &SECRET[..least]).is_ok());
        for len in [1, least - 1] {
            let secret = &SECRET[..len];
            let error = HmacKey::new(algorithm, secret).unwrap_err();
            let expected = KeyError::TooShort {
                algorithm,
                minimum: least,
                actual: len,
                is_encoded: false,
            };
            assert_eq!(error, expected);
            hides(&error, &[SECRET]);
            // By name alone.
            let key = HmacKey::with_short_secret(algorithm, secret).unwrap();
            let text = forge(&format!(r#"{{"alg":"{algorithm}"}}"#), "{}", &key);
            let verifier = Verifier::new(key).allow_missing_exp();
            assert_eq!(said(&verifier, &text), "accept");
        }
    }
}

/// RFC 2104 §2: a key is filled up with zeros to the block of 64 bytes, and a longer one is hashed.
/// So there are secrets that differ and are the same key; that two are equal is told by a MAC alone.
#[test]
fn a17_secrets_that_are_the_same_key() {
    let secret = &SECRET.as_bytes()[..40];
    let padded = |len: usize| {
        let mut secret = secret.to_vec();
        secret.resize(len, 0);
        secret
    };
    let long = SECRET.repeat(2);
    let hashed = Sha256::digest(&long).to_vec();
    for (one, other, word) in [
        (padded(40), padded(41), "accept"),
        (padded(40), padded(64), "accept"),
        // Beyond the block it is hashed with its zeros.
        (padded(40), padded(65), "bad_signature"),
        (long.clone().into_bytes(), hashed.clone(), "accept"),
        (
            SECRET.into(),
            Sha256::digest(SECRET).to_vec(),
            "bad_signature",
        ),
    ] {
        for (signer, verifier) in [(&one, &other), (&other, &one)] {
            let text = forge(HEADER, "{}", &HmacKey::hs256(signer).unwrap());
            let key = HmacKey::hs256(verifier).unwrap();
            let verifier = Verifier::new(key).allow_missing_exp();
            assert_eq!(said(&verifier, &text), word);
        }
    }
}

/// A key that the token brings along is never taken.
#[test]
fn a12_embedded_key() {
    let mine = b"a secret of the attacker, as long as need be";
    let k = crate::support::base64url(mine);
    let oct = format!(r#"{{"alg":"HS256","typ":"JWT","jwk":{{"kty":"oct","k":"{k}"}}}}"#);
    let with_kid = oct.replace("\"jwk\"", "\"kid\":\"mine\",\"jwk\"");
    for header in [&oct, &with_kid] {
        let text = forge(header, "{}", &AnySecret(mine));
        assert_eq!(said(&verifier(), &text), "bad_signature");
    }
    // An RSA key goes with an RSA algorithm, which is not the key's: that is seen first.
    let rsa = r#"{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}"#;
    headers(&verifier(), [(rsa, "alg_mismatch")]);
    // Signed with the right key, it is a member like any other.
    assert_eq!(said(&verifier(), &forge(&oct, "{}", &key())), "accept");
}
