//! Every call that takes a key takes a pair.

use std::time::Duration;

use glassbox::jwt::Unsigned;
use glassbox::key::{KeyInfo, RemoteKey, SigningKey, VerifyingKey};
use glassbox::{
    Algorithm, HmacKey, KeyRing, NumericDate, PrivateKey, PublicKey, SignError, Signer, Verifier,
    VerifyError, generate_token, jws, verify_token,
};
use serde_json::{Value, json};

use super::{ALGORITHMS, file, private};

const VALIDITY: Duration = Duration::from_secs(900);

#[test]
fn tokens_and_bytes_of_every_algorithm() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name).with_key_id("a");
        let public = key.public_key();
        let claims = json!({"sub": "42"});
        let text = generate_token(&claims, &key, VALIDITY).unwrap();
        let token = verify_token::<Value>(&text, &public).unwrap();
        assert_eq!(token.claims()["sub"], "42");
        assert_eq!(token.header().algorithm(), Some(algorithm));
        assert_eq!(token.header().key_id().unwrap().as_str(), "a");

        let signed = Signer::new(key.clone()).validity(VALIDITY).sign(&claims);
        let verifier = Verifier::new(public.clone());
        assert!(verifier.verify::<Value>(&signed.unwrap()).is_ok());
        // A header that has to be parsed.
        let unusual = Signer::new(key.clone())
            .validity(VALIDITY)
            .header_member("x5t", "AAAA");
        assert!(
            verifier
                .verify::<Value>(&unusual.sign(&claims).unwrap())
                .is_ok()
        );

        let bytes = jws::sign(b"any bytes", &key).unwrap();
        assert_eq!(jws::verify(&bytes, &public).unwrap(), b"any bytes");

        let other = PrivateKey::generate(algorithm).unwrap();
        let error = verify_token::<Value>(&text, &other.public_key()).unwrap_err();
        assert_eq!(error, VerifyError::InvalidSignature);
        let hmac = HmacKey::hs256([7; 32]).unwrap();
        let error = verify_token::<Value>(&text, &hmac).unwrap_err();
        assert_eq!(error.code(), "algorithm_mismatch");
    }
}

#[test]
fn a_ring_of_pairs_and_secrets() {
    let secret = HmacKey::hs256([7; 32]).unwrap().with_key_id("secret");
    let new = private(Algorithm::EdDsa, "ed25519.pem").with_key_id("new");
    let old = private(Algorithm::Rs256, "rsa.pem").with_key_id("old");
    let ring = KeyRing::new(new.clone())
        .accept(secret.clone())
        .and_then(|ring| ring.accept_until(old.public_key(), NumericDate::MAX))
        .unwrap();
    assert_eq!(ring.algorithm(), Algorithm::EdDsa);
    for text in [
        generate_token(&json!({}), &ring, VALIDITY),
        generate_token(&json!({}), &secret, VALIDITY),
        generate_token(&json!({}), &old, VALIDITY),
    ] {
        assert!(verify_token::<Value>(&text.unwrap(), &ring).is_ok());
    }
    // The id leads to a key of another algorithm.
    let forged = HmacKey::hs256(file("rsa.pub.der")).is_err();
    assert!(forged, "a public key is no secret");
    let es = private(Algorithm::Es256, "p256.pem").with_key_id("old");
    let text = generate_token(&json!({}), &es, VALIDITY).unwrap();
    let error = verify_token::<Value>(&text, &ring).unwrap_err();
    assert_eq!(error.code(), "algorithm_mismatch");
}

#[test]
fn a_signature_of_elsewhere_is_attached_raw_or_in_der() {
    for (algorithm, name) in [
        (Algorithm::Es256, "p256.pem"),
        (Algorithm::Es384, "p384.pem"),
    ] {
        let key = private(algorithm, name);
        for round in 0..50 {
            let unsigned = Signer::new(RemoteKey::new(algorithm)).validity(VALIDITY);
            let unsigned = unsigned.prepare(&json!({"round": round})).unwrap();
            let raw = key.sign(unsigned.signing_input()).unwrap();
            let token = unsigned.attach(raw.as_ref()).unwrap();
            let der = to_der(raw.as_ref());
            assert_eq!(unsigned.attach_der(&der).unwrap(), token);
            assert!(verify_token::<Value>(&token, &key.public_key()).is_ok());
            // Each for the other is an error.
            assert!(matches!(
                unsigned.attach(&der),
                Err(SignError::SignatureLength { .. })
            ));
            assert_eq!(
                unsigned.attach_der(raw.as_ref()),
                Err(SignError::NotDer { algorithm })
            );
        }
    }
    let unsigned = |algorithm| -> Unsigned {
        Signer::new(RemoteKey::new(algorithm))
            .validity(VALIDITY)
            .prepare(&json!({}))
            .unwrap()
    };
    let der = to_der(&[7; 64]);
    assert!(unsigned(Algorithm::Es256k).attach_der(&der).is_ok());
    assert!(
        unsigned(Algorithm::Es512)
            .attach_der(&to_der(&[7; 132]))
            .is_ok()
    );
    for algorithm in [Algorithm::Rs256, Algorithm::Hs256, Algorithm::EdDsa] {
        let error = Err(SignError::NotDer { algorithm });
        assert_eq!(unsigned(algorithm).attach_der(&der), error);
    }
    // r or s too large for the curve, negative, with zeros in front, with more behind; empty.
    let algorithm = Algorithm::Es256;
    let mut long = der.clone();
    long.push(0);
    for bad in [
        to_der(&[7; 66]),
        long,
        vec![0x30, 6, 2, 1, 0x81, 2, 1, 1],
        vec![0x30, 7, 2, 2, 0, 1, 2, 1, 1],
        vec![0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1],
        vec![],
    ] {
        assert_eq!(
            unsigned(algorithm).attach_der(&bad),
            Err(SignError::NotDer { algorithm })
        );
    }
}

/// SEQUENCE { r, s }, both as short as can be.
fn to_der(raw: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut bytes = number[zeros..].to_vec();
        if bytes.first().is_none_or(|first| *first >= 0x80) {
            bytes.insert(0, 0);
        }
        [vec![2, bytes.len() as u8], bytes].concat()
    };
    let (r, s) = raw.split_at(raw.len() / 2);
    let content = [integer(r), integer(s)].concat();
    let length = match content.len() {
        len @ ..=0x7f => vec![len as u8],
        len => vec![0x81, len as u8],
    };
    [vec![0x30], length, content].concat()
}

#[test]
fn a_wrong_length_is_no_signature() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        let good = key.sign(b"message").unwrap();
        let good = good.as_ref();
        for len in [0, 1, good.len() - 1] {
            assert!(!key.verify(b"message", &good[..len]), "{algorithm}");
        }
        for longer in [[good, &[0]].concat(), [&[0], good].concat()] {
            assert!(!key.verify(b"message", &longer), "{algorithm}");
        }
    }
}

#[test]
fn generated_keys_live_in_files() {
    for (algorithm, _) in ALGORITHMS {
        let key = PrivateKey::generate(algorithm).unwrap();
        let pem = key.to_private_pem();
        let again = PrivateKey::new(algorithm, pem.reveal()).unwrap();
        assert_eq!(again.public_key().to_der(), key.public_key().to_der());
        let public = PublicKey::new(algorithm, key.public_key().to_pem()).unwrap();
        assert!(super::are_a_pair(&key, &public) && super::are_a_pair(&again, &public));
    }
    let key = PrivateKey::generate_rsa(Algorithm::Rs256, 2048).unwrap();
    assert_eq!(key.sign(b"").unwrap().as_ref().len(), 256);
    assert!(PrivateKey::generate_rsa(Algorithm::Rs256, 2056).is_err());
    assert!(PrivateKey::generate_rsa(Algorithm::Es256, 2048).is_err());
    assert!(PrivateKey::generate(Algorithm::Hs256).is_err());
}

/// The applications have the public half, and cannot make tokens of their own.
#[cfg(feature = "session")]
#[test]
fn sessions_sign_with_a_private_key() {
    use glassbox::session::{MemoryStore, NewSession, Presenter, Sessions};

    let key = private(Algorithm::Es256, "p256.pem").with_key_id("a");
    let verifier = Verifier::new(key.public_key()).audience("app-01");
    let signer = Signer::new(key).audience("app-01").validity(VALIDITY);
    let own = HmacKey::hs256([7; 32]).unwrap();
    let sessions = Sessions::builder(signer, own, MemoryStore::new())
        .build()
        .unwrap();
    let client = Presenter::first_party();
    let login = pollster::block_on(sessions.login(NewSession::new("42", client.clone()))).unwrap();
    let fresh = pollster::block_on(sessions.refresh(login.refresh_token(), &client)).unwrap();
    for text in [login.access_token(), fresh.access_token()] {
        let token = verifier.verify::<Value>(text).unwrap();
        assert_eq!(token.claims()["sub"], "42");
    }
    // A refresh token is no access token, whatever the key.
    let error = verifier.verify::<Value>(login.refresh_token()).unwrap_err();
    assert_eq!(error.code(), "unexpected_typ");
}
