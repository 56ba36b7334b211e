//! Keys of others, by the open traits.

use glassbox::jwe::{
    self, AesKey, ContentEncryption, ContentKey, DecryptError, DecryptingKey, EncryptError,
    EncryptingKey, Established, KeyManagement, RecipientInfo, Wrapped,
};
use glassbox::key::{KeyId, One};
use glassbox::{Signer, Verifier};
use serde_json::{Value, json};

use super::{direct, lock, signer, steel};

/// It stands for a service that encrypts by RSA: the "encrypted" key is the key, turned around.
struct Service {
    /// The length of the key that it gives back.
    len: usize,
    fails: bool,
}

const GOOD: Service = Service {
    len: 32,
    fails: false,
};

impl RecipientInfo for Service {
    fn algorithm(&self) -> KeyManagement {
        KeyManagement::RsaOaep256
    }

    fn encryption(&self) -> ContentEncryption {
        ContentEncryption::A256Gcm
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

fn turned(bytes: &[u8]) -> Vec<u8> {
    // As long as what RSA with 2048 bits makes.
    let mut turned = vec![0; 256];
    turned[..bytes.len()].copy_from_slice(bytes);
    turned.reverse();
    turned
}

impl EncryptingKey for Service {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        assert_eq!(fresh.as_ref().len(), 32);
        if self.fails {
            return Err(EncryptError::key("the service is gone"));
        }
        let key = ContentKey::new(&fresh.as_ref()[..self.len]).unwrap();
        Ok(Established::new(key, &turned(fresh.as_ref())))
    }
}

impl DecryptingKey for Service {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        assert_eq!(wrapped.encrypted_key().len(), 256);
        let key = turned(wrapped.encrypted_key());
        ContentKey::new(&key[..self.len]).filter(|_| !self.fails)
    }
}

#[test]
fn a_key_of_another_encrypts_and_decrypts() {
    let text = jwe::encrypt(b"any bytes", &GOOD).unwrap();
    assert_eq!(
        jwe::decrypt(&text, &One(GOOD)).unwrap().content(),
        b"any bytes"
    );

    let signer = signer().encrypt_to(GOOD);
    let verifier = Verifier::new(lock()).decrypt_with(One(GOOD));
    let text = signer.sign(&json!({"sub": "42"})).unwrap();
    let token = verifier.verify::<Value>(&text).unwrap();
    assert_eq!(token.claims()["sub"], "42");
    let encryption = token.encryption().unwrap();
    assert_eq!(encryption.algorithm(), KeyManagement::RsaOaep256);
}

/// RFC 7516 §11.5: nobody learns whether it was the key or the content.
#[test]
fn what_a_key_does_not_recover_is_refused_as_a_changed_content() {
    let text = jwe::encrypt(b"any bytes", &GOOD).unwrap();
    for key in [
        Service { len: 31, ..GOOD },
        Service { len: 33, ..GOOD },
        Service { len: 16, ..GOOD },
        Service { len: 0, ..GOOD },
        Service {
            fails: true,
            ..GOOD
        },
    ] {
        assert_eq!(
            jwe::decrypt(&text, &One(key)),
            Err(DecryptError::Decryption)
        );
    }
}

/// Never the signed token instead.
#[test]
fn a_key_that_fails_is_an_error() {
    let error = EncryptError::key("the service is gone");
    let failing = Service {
        fails: true,
        ..GOOD
    };
    assert_eq!(jwe::encrypt(b"any", &failing), Err(error.clone()));
    let signer = Signer::new(lock()).validity("1m").encrypt_to(failing);
    assert_eq!(signer.sign(&json!({})), Err(error.into()));
    let short = Service { len: 31, ..GOOD };
    assert!(matches!(
        jwe::encrypt(b"any", &short),
        Err(EncryptError::Key { .. })
    ));
}

#[test]
fn a_content_key_has_64_bytes_at_most() {
    for len in [0, 1, 64] {
        assert_eq!(
            ContentKey::new(&[7; 65][..len]).unwrap().as_ref(),
            &[7; 65][..len]
        );
    }
    assert!(ContentKey::new(&[7; 65]).is_none());
    assert_eq!(
        format!("{:?}", ContentKey::new(&[7; 32]).unwrap()),
        "ContentKey(32 bytes)"
    );
}

/// Whoever passes the calls on to a key of this crate has that key.
#[test]
fn a_key_behind_another_type_is_the_same_key() {
    struct Behind(AesKey);
    impl RecipientInfo for Behind {
        fn algorithm(&self) -> KeyManagement {
            self.0.algorithm()
        }
        fn encryption(&self) -> ContentEncryption {
            self.0.encryption()
        }
        fn key_id(&self) -> Option<&KeyId> {
            self.0.key_id()
        }
    }
    impl EncryptingKey for Behind {
        fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
            self.0.establish(fresh)
        }
    }
    impl DecryptingKey for Behind {
        fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
            self.0.recover(wrapped)
        }
    }
    for key in [steel(), direct(), steel().with_key_id("a")] {
        let text = jwe::encrypt(b"any", &Behind(key.clone())).unwrap();
        assert_eq!(jwe::decrypt(&text, &key).unwrap().content(), b"any");
        assert_eq!(
            jwe::decrypt(&text, &One(Behind(key))).unwrap().content(),
            b"any"
        );
    }
}
