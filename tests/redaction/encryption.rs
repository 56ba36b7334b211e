//! The errors of encryption.

use glassbox::jwe::{
    AesKey, ContentEncryption, DecryptionRing, EncryptError, Encrypted, KeyManagement,
};
use glassbox::{HmacKey, KeyError, SignError, Signer, Verifier, VerifyError};
use serde_json::{Value, json};

use super::errors::{PRIVATE, logged, part_of};
use crate::jwe::{DIRECT, Down, NESTED, direct, forge, lock, steel, verifier};
use crate::support::{NOW, at, token};

/// 32 bytes, as a key that signs and as one that encrypts takes them.
fn secret() -> String {
    PRIVATE.repeat(4)[..32].into()
}

fn shared() -> (HmacKey, AesKey) {
    (
        HmacKey::hs256(secret()).unwrap(),
        AesKey::a256kw(secret()).unwrap(),
    )
}

pub fn keys() -> Vec<KeyError> {
    let encryption = ContentEncryption::A256Gcm;
    #[allow(unused_mut)]
    let mut errors = vec![
        AesKey::a256kw(PRIVATE).unwrap_err(),
        AesKey::new(KeyManagement::RsaOaep, encryption, PRIVATE).unwrap_err(),
        AesKey::direct(ContentEncryption::A128CbcHs256, secret()[..16].repeat(2)).unwrap_err(),
    ];
    #[cfg(feature = "public-keys")]
    errors.extend(agreeing());
    errors
}

/// Errors of texts that hold private keys.
#[cfg(feature = "public-keys")]
fn agreeing() -> Vec<KeyError> {
    use crate::jwe::ecdh::known::{P256, X25519};
    use glassbox::jwe::{EcdhPrivateKey, EcdhPublicKey};
    let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    let public = |json: &str| EcdhPublicKey::from_jwk(algorithm, encryption, json).unwrap_err();
    let private = |json: &str| EcdhPrivateKey::from_jwk(algorithm, encryption, json).unwrap_err();
    let mut errors = vec![
        EcdhPrivateKey::new(KeyManagement::Dir, encryption, PRIVATE).unwrap_err(),
        EcdhPrivateKey::new(algorithm, encryption, PRIVATE).unwrap_err(),
        EcdhPrivateKey::new(algorithm, encryption, crate::pairs::text("rsa.pem")).unwrap_err(),
    ];
    for known in [P256, X25519] {
        let (_, d) = known.recipient.split_once("\"d\":\"").unwrap();
        let (d, _) = d.split_once('"').unwrap();
        let with = |name: &str| {
            known
                .recipient
                .replace('}', &format!(r#","{name}":"{d}"}}"#))
        };
        let refused = [
            public(known.recipient),
            private(&with("use")),
            private(&with("alg")),
            private(&with("key_ops")),
            private(&with("d")),
            private(&known.recipient[1..]),
            private(&known.recipient.replace("\"kty\"", "\"k\"")),
        ];
        for error in refused {
            let shown = format!("{error} {error:?} {error:#?}");
            assert_eq!(
                crate::redaction::leak(&shown, d.as_bytes()),
                None,
                "{shown}"
            );
            errors.push(error);
        }
    }
    errors
}

pub fn configuration() -> VerifyError {
    let (lock, steel) = shared();
    let verifier = Verifier::new(lock).decrypt_with(steel);
    verifier.check_configuration().unwrap_err()
}

pub fn encrypting() -> Vec<EncryptError> {
    vec![
        EncryptError::SharedSecret,
        EncryptError::key("the card was pulled"),
    ]
}

pub fn signing() -> Vec<SignError> {
    let (lock, steel) = shared();
    let signer = Signer::new(lock).without_expiry().encrypt_to(steel);
    let refused = signer.sign(&json!({"sub": PRIVATE})).unwrap_err();
    let mut errors = vec![refused];
    errors.extend(encrypting().into_iter().map(SignError::from));
    errors
}

/// Nothing of the token is shown before it is decrypted, and nothing of what was within.
pub fn verifying() -> Vec<VerifyError> {
    let inside = token(&json!({"sub": PRIVATE}).to_string());
    let with = |members: &str| {
        let members = members.replace('$', PRIVATE);
        forge(&NESTED.replace('}', &format!(",{members}}}")), &inside)
    };
    let named = DecryptionRing::new(direct().with_key_id("a"));
    let new = |keys| Verifier::new(lock()).allow_missing_exp().decrypt_with(keys);
    let small = verifier().max_token_bytes(99);
    let large = forge(NESTED, &inside);
    let of = |header: &str| forge(&header.replace('$', PRIVATE), &inside);
    let refused = [
        (verifier(), inside.clone()),
        (verifier(), format!("{large}=")),
        (small, large.clone()),
        (verifier(), of(r#"{"alg":"dir","kid":"$"}"#)),
        (verifier(), with(r#""zip":"$""#)),
        (verifier(), with(r#""epk":{"d":"$"}"#)),
        (verifier(), with(r#""apu":"$""#)),
        (verifier(), of(r#"{"alg":"$","enc":"A256GCM"}"#)),
        (verifier(), of(r#"{"alg":"dir","enc":"A128GCM"}"#)),
        (
            Verifier::new(lock()).decrypt_with(named),
            with(r#""kid":"$""#),
        ),
        (Verifier::new(lock()).decrypt_with(Down), large.clone()),
        (new(steel()), large.clone()),
        (
            new(AesKey::direct(ContentEncryption::A256Gcm, [1; 32]).unwrap()),
            large,
        ),
        (verifier(), of(DIRECT)),
        (verifier(), forge(NESTED, PRIVATE)),
        (verifier(), with(r#""sub":"other""#)),
    ];
    let errors = refused.map(|(verifier, token)| {
        let error = verifier.at(at(NOW)).verify::<Value>(&token).unwrap_err();
        let text = logged(&error);
        assert_eq!(part_of(&text, &token), None, "{text}");
        assert!(!text.contains(&PRIVATE[..4]), "{text}");
        error
    });
    errors.into()
}

#[test]
fn nothing_of_an_encrypted_token_is_shown() {
    assert_eq!(verifying().len(), 16);
    let text = glassbox::jwe::encrypt(PRIVATE.as_bytes(), &steel()).unwrap();
    let shown = format!("{:?}", Encrypted::parse(&text).unwrap());
    assert_eq!(part_of(&shown, &text), None, "{shown}");
}
