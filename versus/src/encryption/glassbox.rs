//! `glassbox`: keys, signer and verifier made once.

use std::hint::black_box;

use glassbox::jwe::{self, AesKey, ContentEncryption, DecryptError, KeyManagement};
use glassbox::{HmacKey, Signer, Token, Verifier};

use super::floor;
use super::suite::Suite;
use crate::candidates::{Batch, accepting, refusing, repeat};
use crate::claims::{User, user};
use crate::token::{self, Hash, flip};
use crate::work::Work;

fn key(suite: Suite) -> AesKey {
    let [alg, enc] = suite.names();
    let alg = KeyManagement::from_name(alg).expect("one of ours");
    let enc = ContentEncryption::from_name(enc).expect("one of ours");
    AesKey::new(alg, enc, suite.secret()).expect("a secret of the right length")
}

pub fn encrypt(suite: Suite, content: Vec<u8>) -> Batch {
    let key = key(suite);
    let text = jwe::encrypt(&content, &key).expect("encrypts");
    assert_eq!(floor::open(suite, &text).as_deref(), Some(&*content));
    repeat(move || jwe::encrypt(black_box(&content), &key))
}

pub fn decrypt(suite: Suite, text: String, content: &[u8]) -> Batch {
    let key = key(suite);
    let opened = jwe::decrypt(&text, &key).expect("decrypts");
    assert_eq!(opened.content(), content);
    drop(refuse(suite, flip(&text, 4)));
    repeat(move || jwe::decrypt(black_box(&text), &key))
}

/// What cannot be decrypted.
pub fn refuse(suite: Suite, text: String) -> Batch {
    let key = key(suite);
    let is_right = |error: &DecryptError| *error == DecryptError::Decryption;
    refusing(is_right, move || jwe::decrypt(black_box(&text), &key))
}

fn lock() -> HmacKey {
    HmacKey::hs256(Hash::Sha256.secret()).expect("long enough")
}

/// W1, then encrypted: by one call, or by two.
pub fn nest(by_one: bool) -> Batch {
    let (signer, key, claims) = (Signer::new(lock()), key(Suite::WrappedGcm), user());
    let right = Work::SignUser.claims();
    let is_right = move |text: &str| {
        let signed = floor::open(Suite::WrappedGcm, text).expect("encrypted");
        let signed = String::from_utf8(signed).expect("ASCII");
        assert_eq!(token::open(Hash::Sha256, &signed).as_ref(), Some(&right));
    };
    if by_one {
        let signer = signer.encrypt_to(key);
        is_right(&signer.sign(&claims).expect("signs"));
        return repeat(move || signer.sign(black_box(&claims)));
    }
    let both = move || {
        let signed = signer.sign(black_box(&claims)).expect("signs");
        jwe::encrypt(signed.as_bytes(), &key)
    };
    is_right(&both().expect("encrypts"));
    repeat(both)
}

/// Decrypted, then W2: by one call, or by two.
pub fn read(by_one: bool) -> Batch {
    let (verifier, key) = (Verifier::new(lock()), key(Suite::WrappedGcm));
    let signer = Signer::new(lock()).encrypt_to(key.clone());
    let text = signer.sign(&user()).expect("signs");
    if by_one {
        let verifier = verifier.decrypt_with(key);
        let verify = move || verifier.verify::<User>(black_box(&text));
        return accepting(Work::VerifyUser, Token::claims, verify);
    }
    accepting(Work::VerifyUser, Token::claims, move || {
        let opened = jwe::decrypt(black_box(&text), &key).expect("decrypts");
        let signed = std::str::from_utf8(opened.content()).expect("ASCII");
        verifier.verify::<User>(signed)
    })
}
