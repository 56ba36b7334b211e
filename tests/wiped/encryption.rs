//! Secrets that encrypt.

use std::collections::BTreeSet;

use glassbox::Verifier;
use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};
use serde::de::IgnoredAny;
use serde_json::Value;

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

/// A nested token with the letters of [`letters`] as a claim, made by the test module `jwe` (`forge`).
const NESTED: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiSldUIn0..BQUFBQUFBQUFBQUF.\
    AWaaDKtITg4kNBWW1BJihCzReTucdgJgH_z4KvQSMAw43HDgxw6UHv6ZotjrRUWNNYuV8beAPV9nbzQF3JYts65LK2koRDJ-\
    GHr5Exr4QvbTa90UkGOXUmNvEJyUP3xwa61YdxT_WlPgKRwkcyi0-IA8G8pHn1TpRDAXHlH4Xtk7lrvL6DLDF5elAueOVDjr\
    TAGEOObEaZIzYseB1OcnYQ.c_wojWYTbh7GpQt9odefGw";

/// The same claims, not signed.
const UNSIGNED: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiSldUIn0..BQUFBQUFBQUFBQUF.\
    Hz2-C71qD11JGg-O0y5s_TPqaA-dUQcNJff4U-UgCBohx2ODpyS9Dc693trWSWmlDIjz9aKFAFJpHg8.\
    t2YugSmqfdTc4oh31GMYyg";

fn letters(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| b'A' + byte % 26).collect()
}

/// Neither the claims nor the signed token with them, except where the caller asked for them.
#[test]
fn what_was_decrypted_is_not_kept() {
    let claim = with_secret(71, |bytes| Wanted::new(letters(bytes)));
    // Where they stand in the payload, three of them are four characters.
    let within = with_secret(71, |bytes| {
        let mut letters = letters(bytes);
        let text = base64url(&letters);
        letters.fill(0);
        drop(std::hint::black_box(letters));
        Wanted::new(text.into_bytes())
    });
    let is_gone = |said: &str| {
        for wanted in [&claim, &within] {
            assert_eq!(wanted.addresses(), BTreeSet::new(), "{said}");
        }
    };
    is_gone("before");
    let accepting = crate::jwe::verifier();
    let refusing = Verifier::new(crate::jwe::lock()).decrypt_with(crate::jwe::direct());
    let verify = |verifier: &Verifier, text| verifier.verify::<IgnoredAny>(text).map(drop);
    assert_eq!(verify(&accepting, NESTED), Ok(()));
    is_gone("accepted");
    for (verifier, text, code) in [
        (&refusing, NESTED, "missing_claim"),
        (&accepting, UNSIGNED, "not_nested"),
    ] {
        assert_eq!(verify(verifier, text).unwrap_err().code(), code);
        is_gone(code);
        for capacity in [0, 9999] {
            let mut buffer = Vec::with_capacity(capacity);
            let refused = verifier.verify_in::<IgnoredAny>(text, &mut buffer);
            assert_eq!(refused.unwrap_err().code(), code);
            is_gone(code);
        }
    }
    // A buffer that has to grow does not leave behind what it had.
    let mut buffer = Vec::with_capacity(1);
    drop(accepting.verify_in::<IgnoredAny>(NESTED, &mut buffer));
    let longer = crate::jwe::forge(crate::jwe::NESTED, [7; 9999]);
    drop(accepting.verify_in::<IgnoredAny>(&longer, &mut buffer));
    is_gone("grown");
    let decrypted = jwe::decrypt(NESTED, &crate::jwe::direct()).unwrap();
    assert!(!within.addresses().is_empty(), "not found while it is held");
    drop(decrypted);
    is_gone("decrypted");
    let token = accepting.verify::<Value>(NESTED).unwrap();
    assert!(!claim.addresses().is_empty(), "not found while it is held");
    drop(token);
}
