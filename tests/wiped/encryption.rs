//! Secrets that encrypt.

use std::collections::BTreeSet;

use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};

use super::{Wanted, with_secret};
use crate::support::base64url;

#[test]
fn a_secret_that_encrypts_is_gone_with_the_last_key() {
    for (seed, algorithm, encryption) in [
        (61, KeyManagement::A256Kw, ContentEncryption::A256Gcm),
        (62, KeyManagement::A256Kw, ContentEncryption::A256CbcHs512),
        (63, KeyManagement::Dir, ContentEncryption::A256Gcm),
        (64, KeyManagement::Dir, ContentEncryption::A128CbcHs256),
    ] {
        let of = |secret: &[u8]| {
            let text = base64url(&secret[..32]);
            AesKey::from_base64(algorithm, encryption, &text).unwrap()
        };
        let wanted = with_secret(seed, |secret| Wanted::new(secret[..32].to_vec()));
        let key = with_secret(seed, of);
        let text = jwe::encrypt(b"any", &key).unwrap();
        let renamed = key.clone().with_key_id("a");
        drop(key);
        // It is there while it is used: so the search would find what was left.
        if algorithm == KeyManagement::Dir {
            assert!(!wanted.addresses().is_empty(), "{encryption}");
        }
        assert_eq!(jwe::decrypt(&text, &renamed).unwrap().content(), b"any");
        drop(renamed);
        assert_eq!(
            wanted.addresses(),
            BTreeSet::new(),
            "{algorithm} {encryption}"
        );
    }
}
