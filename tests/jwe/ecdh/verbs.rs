//! Through every verb of a signer and of a verifier, and what is told of it.

use glassbox::jwe::{
    self, ContentEncryption, DecryptionRing, EcdhCurve, EcdhPrivateKey, EncryptError, Encrypted,
    KeyManagement,
};
use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey, KeyRing, PrivateKey, SignError, Signer, Verifier, VerifyError};
use serde_json::{Value, json};

use super::{AGREEMENTS, CURVES, every, new};
use crate::jwe::{lock, opened, signer, steel};
use crate::support::{NOW, at};

fn key() -> EcdhPrivateKey {
    new(
        KeyManagement::EcdhEsA256Kw,
        ContentEncryption::A256Gcm,
        EcdhCurve::X25519,
    )
}

#[test]
fn every_verb() {
    for key in every() {
        let key = key.with_key_id("outer");
        let signer = signer().encrypt_to(key.public_key());
        let verifier = Verifier::new(lock()).decrypt_with(key.clone());
        signer.check_configuration().unwrap();
        verifier.check_configuration().unwrap();
        let (now, claims) = (at(NOW), json!({"sub": "42"}));
        let unsigned = signer.at(now).prepare(&claims).unwrap();
        let signature = lock().sign(unsigned.signing_input()).unwrap();
        let attached = unsigned.attach(signature.as_ref()).unwrap();
        let again = unsigned.attach(signature.as_ref()).unwrap();
        // A new pair for each, drawn when the signature is there.
        assert_ne!(attached.split('.').next(), again.split('.').next());
        for text in [signer.at(now).sign(&claims).unwrap(), attached, again] {
            let token = verifier.at(now).verify::<Value>(&text).unwrap();
            assert_eq!(token.claims()["sub"], "42");
            let encryption = token.encryption().unwrap();
            let id = encryption.key_id().map(|id| id.as_str());
            assert_eq!(id, Some("outer"));
            let mut buffer = Vec::new();
            let borrowed = verifier.at(now).verify_in::<Value>(&text, &mut buffer);
            assert_eq!(borrowed.unwrap(), token);
            assert!(verifier.at(now).explain(&text).verdict().is_ok());
            let encrypted = Encrypted::parse(&text).unwrap();
            assert_eq!(encrypted.key_id().map(|id| id.as_str()), Some("outer"));
            assert!(encrypted.header().member("epk").is_some());
        }
    }
}

/// No `typ`, `apu` or `apv`; `epk` last, with its public half alone.
#[test]
fn the_header_as_it_is_written() {
    for curve in CURVES {
        let key = new(KeyManagement::EcdhEs, ContentEncryption::A128Gcm, curve).with_key_id("a");
        let text = signer()
            .encrypt_to(key.public_key())
            .sign(&json!({}))
            .unwrap();
        let header = crate::vectors::base64(text.split('.').next().unwrap());
        let header = String::from_utf8(header).unwrap();
        let (start, epk) = header.split_at(header.find("\"epk\":").unwrap());
        assert_eq!(
            start,
            r#"{"alg":"ECDH-ES","enc":"A128GCM","cty":"JWT","kid":"a","#
        );
        let epk: Value = serde_json::from_str(&epk[6..epk.len() - 1]).unwrap();
        let names: Vec<_> = epk
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let (kty, due, len) = match curve {
            EcdhCurve::X25519 => ("OKP", &["crv", "kty", "x"][..], 32),
            EcdhCurve::P256 => ("EC", &["crv", "kty", "x", "y"][..], 32),
            _ => ("EC", &["crv", "kty", "x", "y"][..], 48),
        };
        assert_eq!(names, due);
        assert_eq!(
            (&epk["kty"], &epk["crv"]),
            (&kty.into(), &curve.name().into())
        );
        assert_eq!(
            crate::vectors::base64(epk["x"].as_str().unwrap()).len(),
            len
        );
    }
}

#[test]
fn in_a_ring() {
    let gcm = ContentEncryption::A256Gcm;
    let of = |algorithm, curve| new(algorithm, gcm, curve).with_key_id("a");
    let keys: Vec<_> = AGREEMENTS
        .into_iter()
        .zip(CURVES)
        .map(|(algorithm, curve)| of(algorithm, curve))
        .collect();
    let old = of(AGREEMENTS[0], CURVES[0]).with_key_id("old");
    let mut ring = DecryptionRing::new(steel().with_key_id("a"))
        .accept_until(old.clone(), at(NOW))
        .unwrap();
    for key in &keys {
        ring = ring.accept(key.clone()).unwrap();
    }
    for key in &keys {
        assert!(ring.clone().accept(key.clone()).is_err(), "its id is twice");
        let text = jwe::encrypt(b"any", &key.public_key()).unwrap();
        assert_eq!(opened(&text, &ring), "opened");
        let renamed = key.public_key().with_key_id("b");
        let text = jwe::encrypt(b"any", &renamed).unwrap();
        assert_eq!(opened(&text, &ring), "unknown_key");
    }
    let signer = signer().encrypt_to(old.public_key());
    let text = signer.at(at(NOW - 9)).sign(&json!({})).unwrap();
    let verifier = Verifier::new(lock()).decrypt_with(ring);
    assert!(verifier.at(at(NOW - 1)).verify::<Value>(&text).is_ok());
    let late = verifier.at(at(NOW)).verify::<Value>(&text).unwrap_err();
    assert_eq!(late.code(), "unknown_key");
}

#[test]
fn what_is_told() {
    let key = key().with_key_id("a");
    let verifier = Verifier::new(lock()).decrypt_with(key.clone());
    let text = signer()
        .encrypt_to(key.public_key())
        .sign(&json!({}))
        .unwrap();
    let report = verifier.explain(&text);
    let check = report
        .checks()
        .iter()
        .find(|check| check.name() == "encryption");
    let check = check.unwrap();
    assert_eq!(check.found(), Some("ECDH-ES+A256KW, A256GCM, kid \"a\""));
    let details: Vec<_> = check.details().collect();
    assert_eq!(
        details,
        ["key \"a\" (ECDH-ES+A256KW, A256GCM): candidate: opens it"]
    );
    let other = Verifier::new(lock()).decrypt_with(self::key().with_key_id("a"));
    let report = other.explain(&text);
    assert_eq!(report.verdict().unwrap_err().code(), "decryption_failed");
    // Nothing of it is a finding: 2^32 texts are the limit of a key that encrypts by itself.
    let audit = verifier.audit().to_string();
    assert!(!audit.contains("direct_gcm"), "{audit}");
    assert!(
        Encrypted::parse(&text)
            .unwrap()
            .to_string()
            .contains("X25519")
    );
}

/// A pair that signs does not also decrypt, and no number is a secret that signs.
#[test]
fn one_key_is_for_one_purpose() {
    let refused = SignError::Encrypt(EncryptError::SharedSecret);
    for (algorithm, curve) in [
        (Algorithm::Es256, EcdhCurve::P256),
        (Algorithm::Es384, EcdhCurve::P384),
    ] {
        let pair = PrivateKey::generate(algorithm).unwrap();
        let pem = pair.to_private_pem();
        let (wrap, gcm) = (KeyManagement::EcdhEsA256Kw, ContentEncryption::A256Gcm);
        let same = EcdhPrivateKey::new(wrap, gcm, pem.reveal()).unwrap();
        let other = new(wrap, gcm, curve);
        let ring = || KeyRing::new(pair.clone());
        let signs = |key: &EcdhPrivateKey| {
            let plain = Signer::new(pair.clone()).validity("1m");
            let by_ring = Signer::new(ring()).validity("1m");
            let beside = KeyRing::new(lock()).accept(pair.clone()).unwrap();
            let beside = Signer::new(beside).validity("1m");
            let verdicts = [
                plain.encrypt_to(key.public_key()).check_configuration(),
                by_ring.encrypt_to(key.public_key()).check_configuration(),
                beside.encrypt_to(key.public_key()).check_configuration(),
            ];
            assert_eq!(verdicts[0], verdicts[1]);
            assert_eq!(verdicts[0], verdicts[2]);
            verdicts.into_iter().next().unwrap()
        };
        assert_eq!(signs(&same), Err(refused.clone()));
        assert_eq!(signs(&other), Ok(()));
        for public in [true, false] {
            let verifies = |key: &EcdhPrivateKey| {
                let verifier = match public {
                    true => Verifier::new(pair.public_key()),
                    false => Verifier::new(ring()),
                };
                verifier.decrypt_with(key.clone())
            };
            let error = verifies(&same).check_configuration().unwrap_err();
            assert!(matches!(error, VerifyError::Configuration(_)), "{error:?}");
            assert!(
                verifies(&same)
                    .audit()
                    .to_string()
                    .contains("shared_secret")
            );
            assert_eq!(verifies(&other).check_configuration(), Ok(()));
            assert!(
                !verifies(&other)
                    .audit()
                    .to_string()
                    .contains("shared_secret")
            );
        }
    }
    // The number of the key, as the secret of another.
    let key = key();
    let jwk = key.to_private_jwk();
    let jwk: Value = serde_json::from_str(jwk.reveal()).unwrap();
    let secret = HmacKey::from_base64(Algorithm::Hs256, jwk["d"].as_str().unwrap()).unwrap();
    let verifier = Verifier::new(secret).decrypt_with(key);
    let error = verifier.check_configuration().unwrap_err();
    assert!(matches!(error, VerifyError::Configuration(_)), "{error:?}");
}

#[cfg(feature = "session")]
#[test]
fn sessions_hide_their_access_tokens() {
    use glassbox::session::{MemoryStore, NewSession, Presenter, Sessions};

    let key = key();
    let access = signer().audience("app").encrypt_to(key.public_key());
    let refresh = HmacKey::hs256([3; 32]).unwrap();
    let sessions = Sessions::builder(access, refresh, MemoryStore::new());
    let sessions = sessions.build().unwrap();
    let by = Presenter::first_party();
    let login = pollster::block_on(sessions.login(NewSession::new("42", by.clone()))).unwrap();
    let again = pollster::block_on(sessions.refresh(login.refresh_token(), &by)).unwrap();
    let verifier = Verifier::new(lock()).audience("app").decrypt_with(key);
    for refreshed in [login, again] {
        assert_eq!(refreshed.refresh_token().split('.').count(), 3);
        let token = verifier.verify::<Value>(refreshed.access_token()).unwrap();
        assert_eq!(token.claims()["sub"], "42");
    }
}
