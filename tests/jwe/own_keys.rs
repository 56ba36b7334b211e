//! Keys of others, by the open traits.

use std::sync::atomic::{AtomicUsize, Ordering};

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

/// A key of somebody else that does as it likes.
struct Liar {
    algorithms: Vec<KeyManagement>,
    encryptions: Vec<ContentEncryption>,
    asked: [AtomicUsize; 2],
    encrypted: usize,
    secret: [u8; 64],
}

impl Liar {
    fn new(algorithms: &[KeyManagement], encryptions: &[ContentEncryption]) -> Self {
        Self {
            algorithms: algorithms.to_vec(),
            encryptions: encryptions.to_vec(),
            asked: [const { AtomicUsize::new(0) }; 2],
            encrypted: 0,
            secret: [7; 64],
        }
    }

    /// The next answer; of the last one, there is no end.
    fn next<T: Copy>(answers: &[T], asked: &AtomicUsize) -> T {
        let place = asked.fetch_add(1, Ordering::Relaxed);
        answers[place.min(answers.len() - 1)]
    }
}

impl RecipientInfo for Liar {
    fn algorithm(&self) -> KeyManagement {
        Self::next(&self.algorithms, &self.asked[0])
    }

    fn encryption(&self) -> ContentEncryption {
        Self::next(&self.encryptions, &self.asked[1])
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl EncryptingKey for Liar {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        Ok(Established::new(fresh, &vec![7; self.encrypted]))
    }
}

impl DecryptingKey for Liar {
    fn recover(&self, _: &Wrapped<'_>) -> Option<ContentKey> {
        ContentKey::new(&self.secret[..32])
    }
}

/// What is told of a token is how it was opened.
#[test]
fn a_key_that_changes_its_algorithms_opens_nothing_under_another_name() {
    use ContentEncryption::{A128CbcHs256, A256Gcm};
    let key = AesKey::direct(A256Gcm, [7; 32]).unwrap();
    let text = jwe::encrypt(b"any", &key).unwrap();
    let liar = |encryptions: &[ContentEncryption]| Liar::new(&[KeyManagement::Dir], encryptions);
    assert!(jwe::decrypt(&text, &One(liar(&[A256Gcm, A128CbcHs256]))).is_ok());
    let error = jwe::decrypt(&text, &One(liar(&[A128CbcHs256, A256Gcm]))).unwrap_err();
    assert_eq!(error.code(), "algorithm_mismatch");
}

/// A token that no reader takes is not made.
#[test]
fn an_encrypted_key_that_does_not_fit_is_an_error() {
    use KeyManagement::{A256Kw, Dir, EcdhEs, RsaOaep256};
    for (algorithm, encrypted, fits) in [
        (Dir, 0, true),
        (Dir, 1, false),
        (A256Kw, 0, false),
        (A256Kw, 39, false),
        (A256Kw, 40, true),
        (A256Kw, 41, false),
        (RsaOaep256, 0, false),
        (RsaOaep256, 1, true),
        (RsaOaep256, 1024, true),
        (RsaOaep256, 1025, false),
        // It gives no ephemeral key, at whatever time it says that it needs one.
        (EcdhEs, 0, false),
    ] {
        let mut liar = Liar::new(&[algorithm], &[ContentEncryption::A256Gcm]);
        liar.encrypted = encrypted;
        let made = jwe::encrypt(b"any", &liar);
        assert_eq!(made.is_ok(), fits, "{algorithm} {encrypted}");
        if let Ok(text) = made {
            assert!(
                jwe::Encrypted::parse(&text).is_ok(),
                "{algorithm} {encrypted}"
            );
        }
    }
    let liar = Liar::new(&[Dir, EcdhEs], &[ContentEncryption::A256Gcm]);
    let text = jwe::encrypt(b"any", &liar).unwrap();
    assert!(jwe::Encrypted::parse(&text).is_ok());
}
