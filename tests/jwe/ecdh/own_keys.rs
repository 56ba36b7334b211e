//! A key in hardware that agrees, by the open traits.

use glassbox::jwe::{
    self, ContentEncryption, ContentKey, DecryptError, DecryptingKey, EncryptError, EncryptingKey,
    Established, KeyManagement, RecipientInfo, Wrapped,
};
use glassbox::key::{KeyId, One};
use serde_json::Value;

use super::known::{Known, P256, X25519, derived, forge};
use crate::vectors::hex;

/// It stands for a card: asked about one point alone, it answers with the secret.
struct Card(&'static Known);

impl RecipientInfo for Card {
    fn algorithm(&self) -> KeyManagement {
        KeyManagement::EcdhEs
    }

    fn encryption(&self) -> ContentEncryption {
        ContentEncryption::A256Gcm
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl DecryptingKey for Card {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        assert!(wrapped.encrypted_key().is_empty());
        let of = |json: &str| serde_json::from_str::<Value>(json).unwrap();
        if of(wrapped.ephemeral_key()?) != of(self.0.ephemeral) {
            return None;
        }
        let parties = [wrapped.party_u(), wrapped.party_v()];
        ContentKey::new(&derived(&hex(self.0.shared), "A256GCM", 256, parties))
    }
}

impl EncryptingKey for Card {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        assert_eq!(fresh.as_ref().len(), 32);
        let key = derived(&hex(self.0.shared), "A256GCM", 256, [b"", b""]);
        Established::new(ContentKey::new(&key).unwrap(), &[]).with_ephemeral_key(self.0.ephemeral)
    }
}

/// What the card encrypts, the key of the RFC decrypts, and the other way round.
#[test]
fn a_key_of_another_agrees() {
    for known in [&P256, &X25519] {
        let card = Card(known);
        let text = jwe::encrypt(b"any bytes", &card).unwrap();
        let decrypted = jwe::decrypt(&text, &known.key()).unwrap();
        assert_eq!(decrypted.content(), b"any bytes");

        let epk = format!(r#","apu":"QWxpY2U","apv":"Qm9i","epk":{}"#, known.ephemeral);
        let text = forge(&hex(known.shared), &epk, [b"Alice", b"Bob"]);
        let decrypted = jwe::decrypt(&text, &One(Card(known))).unwrap();
        assert_eq!(decrypted.content(), b"any");
        // To another ephemeral key, it has no secret.
        let text = jwe::encrypt(b"any", &known.key().public_key()).unwrap();
        let refused = jwe::decrypt(&text, &One(Card(known)));
        assert_eq!(refused, Err(DecryptError::Decryption));
    }
}

/// Its header would be refused.
#[test]
fn what_is_no_ephemeral_key() {
    let made = || Established::new(ContentKey::new(&[7; 32]).unwrap(), &[]);
    for jwk in [
        "",
        "x",
        "null",
        "[]",
        "{} {}",
        r#"{"x":1,"x":1}"#,
        P256.recipient,
        X25519.recipient,
    ] {
        let refused = made().with_ephemeral_key(jwk).map(drop);
        assert!(matches!(refused, Err(EncryptError::Key { .. })), "{jwk}");
    }
    assert!(made().with_ephemeral_key(P256.ephemeral).is_ok());

    struct Without;
    impl RecipientInfo for Without {
        fn algorithm(&self) -> KeyManagement {
            KeyManagement::EcdhEsA256Kw
        }
        fn encryption(&self) -> ContentEncryption {
            ContentEncryption::A256Gcm
        }
        fn key_id(&self) -> Option<&KeyId> {
            None
        }
    }
    impl EncryptingKey for Without {
        fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
            Ok(Established::new(fresh, &[7; 40]))
        }
    }
    let refused = jwe::encrypt(b"any", &Without);
    assert!(matches!(refused, Err(EncryptError::Key { .. })));
}

/// Of other algorithms there is nothing to agree on, whatever the header says.
#[test]
fn other_algorithms_have_no_ephemeral_key() {
    struct Direct;
    impl RecipientInfo for Direct {
        fn algorithm(&self) -> KeyManagement {
            KeyManagement::Dir
        }
        fn encryption(&self) -> ContentEncryption {
            ContentEncryption::A256Gcm
        }
        fn key_id(&self) -> Option<&KeyId> {
            None
        }
    }
    impl DecryptingKey for Direct {
        fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
            assert_eq!(wrapped.ephemeral_key(), None);
            assert!(wrapped.party_u().is_empty() && wrapped.party_v().is_empty());
            ContentKey::new(&crate::jwe::SECRET)
        }
    }
    let header = r#"{"alg":"dir","enc":"A256GCM","epk":{"x":1},"apu":"QWxpY2U"}"#;
    let text = crate::jwe::forge(header, "any");
    assert_eq!(jwe::decrypt(&text, &One(Direct)).unwrap().content(), b"any");
}
