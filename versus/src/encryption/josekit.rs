//! `josekit`, on OpenSSL: encrypter, decrypter and header made once.

use std::hint::black_box;

use josekit::jwe::{self, A256KW, Dir, ECDH_ES_A256KW, JweDecrypter, JweEncrypter, JweHeader};

use super::agreement::Curve;
use super::floor;
use super::suite::Suite;
use crate::candidates::{Batch, refusing, repeat};
use crate::token::flip;

pub fn encrypt(suite: Suite, content: Vec<u8>) -> Option<Batch> {
    let encrypter = encrypter(suite);
    let mut header = JweHeader::new();
    header.set_content_encryption(suite.names()[1]);
    let text = jwe::serialize_compact(&content, &header, &*encrypter).expect("encrypts");
    assert_eq!(floor::open(suite, &text).as_deref(), Some(&*content));
    Some(repeat(move || {
        jwe::serialize_compact(black_box(&content), &header, &*encrypter)
    }))
}

pub fn decrypt(suite: Suite, text: String, content: &[u8]) -> Option<Batch> {
    let opened = jwe::deserialize_compact(&text, &*decrypter(suite)).expect("decrypts");
    assert_eq!(opened.0, content);
    let (changed, key) = (flip(&text, 4), decrypter(suite));
    drop(refusing(
        |_| true,
        move || jwe::deserialize_compact(&changed, &*key),
    ));
    let decrypter = decrypter(suite);
    Some(repeat(move || {
        jwe::deserialize_compact(black_box(&text), &*decrypter)
    }))
}

pub fn encrypt_to(curve: Curve, content: Vec<u8>) -> Option<Batch> {
    let key = ECDH_ES_A256KW
        .encrypter_from_pem(curve.public_pem())
        .expect("a key");
    let mut header = JweHeader::new();
    header.set_content_encryption("A256GCM");
    let text = jwe::serialize_compact(&content, &header, &key).expect("encrypts");
    assert_eq!(curve.open(&text), content);
    Some(repeat(move || {
        jwe::serialize_compact(black_box(&content), &header, &key)
    }))
}

pub fn decrypt_as(curve: Curve, text: String, content: &[u8]) -> Option<Batch> {
    let key = ECDH_ES_A256KW
        .decrypter_from_pem(curve.private_pem())
        .expect("a key");
    let opened = jwe::deserialize_compact(&text, &key).expect("decrypts");
    assert_eq!(opened.0, content);
    Some(repeat(move || {
        jwe::deserialize_compact(black_box(&text), &key)
    }))
}

fn encrypter(suite: Suite) -> Box<dyn JweEncrypter + Send> {
    let secret = suite.secret();
    match suite {
        Suite::WrappedGcm => Box::new(A256KW.encrypter_from_bytes(secret).expect("a secret")),
        _ => Box::new(Dir.encrypter_from_bytes(secret).expect("a secret")),
    }
}

fn decrypter(suite: Suite) -> Box<dyn JweDecrypter + Send> {
    let secret = suite.secret();
    match suite {
        Suite::WrappedGcm => Box::new(A256KW.decrypter_from_bytes(secret).expect("a secret")),
        _ => Box::new(Dir.decrypter_from_bytes(secret).expect("a secret")),
    }
}
