//! Secrets that encrypt.

use std::collections::{BTreeMap, BTreeSet};

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
        (66, KeyManagement::A256Kw, ContentEncryption::A128Gcm),
        (67, KeyManagement::A256Kw, ContentEncryption::A128CbcHs256),
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

/// Nor does it move into a key that is made afterwards.
#[test]
fn a_key_carries_nothing_of_the_one_before() {
    let wanted = with_secret(65, |secret| Wanted::new(secret[..32].to_vec()));
    let before = |algorithm, encryption| {
        let of = |secret: &[u8]| AesKey::new(algorithm, encryption, &secret[..32]).unwrap();
        let key = with_secret(65, of);
        let text = jwe::encrypt(b"any", &key).unwrap();
        assert_eq!(jwe::decrypt(&text, &key).unwrap().content(), b"any");
    };
    let mut held = Vec::new();
    for (algorithm, encryption) in [
        (KeyManagement::A256Kw, ContentEncryption::A256Gcm),
        (KeyManagement::Dir, ContentEncryption::A256Gcm),
        (KeyManagement::Dir, ContentEncryption::A128CbcHs256),
    ] {
        for (after, encrypts) in crate::jwe::pairs() {
            before(algorithm, encryption);
            held.push(AesKey::generate(after, encrypts).unwrap());
            assert_eq!(
                wanted.addresses(),
                BTreeSet::new(),
                "{algorithm} {encryption}, then {after} {encrypts}"
            );
        }
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

pub(super) fn letters(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| b'A' + byte % 26).collect()
}

/// The letters as they stand in the text of a token: before them is `{"a":"`, which is eight characters
/// there, and three of them are four.
pub(super) fn encoded_letters(seed: u8) -> Wanted {
    with_secret(seed, |bytes| {
        let mut letters = letters(bytes);
        let text = base64url(&letters);
        letters.fill(0);
        drop(std::hint::black_box(letters));
        Wanted::new(text.into_bytes())
    })
}

/// Neither the claims nor the signed token with them, except where the caller asked for them.
#[test]
fn what_was_decrypted_is_not_kept() {
    let claim = with_secret(71, |bytes| Wanted::new(letters(bytes)));
    let within = encoded_letters(71);
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

/// Nor is what was encrypted: neither the claims as they were written, nor the signed token with them.
#[test]
fn what_was_encrypted_is_not_kept() {
    const SEED: u8 = 72;
    let claim = with_secret(SEED, |bytes| Wanted::new(letters(bytes)));
    let within = encoded_letters(SEED);
    let signer = crate::jwe::signer().encrypt_to(crate::jwe::steel());
    let sign = |bytes: &[u8]| {
        let mut letters = letters(bytes);
        let claims = BTreeMap::from([("a", std::str::from_utf8(&letters).unwrap())]);
        let text = signer.sign(&claims).unwrap();
        letters.fill(0);
        drop(std::hint::black_box(letters));
        text
    };
    for _ in 0..3 {
        with_secret(SEED, sign);
        for wanted in [&claim, &within] {
            assert_eq!(wanted.addresses(), BTreeSet::new());
        }
    }
}

/// Private keys that agree, and the files that they are written to.
#[cfg(feature = "public-keys")]
mod agreement {
    use glassbox::jwe::{EcdhCurve, EcdhPrivateKey, EcdhPublicKey};
    use glassbox::{Algorithm, KeyError};

    use super::super::pairs::{Traces, wipe};
    use super::*;
    use crate::vectors::hex;

    const ALGORITHM: KeyManagement = KeyManagement::EcdhEsA256Kw;
    const ENCRYPTION: ContentEncryption = ContentEncryption::A256Gcm;

    /// The curves, and the algorithm that signs whose file has the number in the same place.
    const CURVES: [(EcdhCurve, Algorithm); 3] = [
        (EcdhCurve::P256, Algorithm::Es256),
        (EcdhCurve::P384, Algorithm::Es384),
        (EcdhCurve::X25519, Algorithm::EdDsa),
    ];

    fn generate(curve: EcdhCurve) -> EcdhPrivateKey {
        EcdhPrivateKey::generate(ALGORITHM, ENCRYPTION, curve).unwrap()
    }

    #[test]
    fn a_key_that_agrees_is_not_kept() {
        for (curve, place) in CURVES {
            let key = generate(curve);
            let pem = key.to_private_pem();
            let traces = Traces::of(place, pem.reveal());
            assert!(traces.of_key() > 0 && traces.of_text() > 0, "{curve}");
            let text = jwe::encrypt(b"any", &key.public_key()).unwrap();
            assert!(jwe::decrypt(&text, &key).is_ok());
            drop(key);
            assert_eq!(traces.of_key(), 0, "{curve}, which was made here");

            let read = EcdhPrivateKey::new(ALGORITHM, ENCRYPTION, pem.reveal()).unwrap();
            drop(pem);
            assert_eq!(traces.of_text(), 0, "the text of {curve}");
            let clone = read.clone().with_key_id("a");
            drop(read);
            assert!(traces.of_key() > 0, "{curve}, which is held");
            assert!(jwe::decrypt(&text, &clone).is_ok());
            drop(clone);
            assert_eq!(traces.of_key(), 0, "{curve}, which was read");
        }
    }

    /// A public key is held by whoever encrypts, and nobody wipes it.
    #[test]
    fn a_public_key_carries_nothing_of_a_private_one() {
        let mut held = Vec::new();
        for (curve, place) in CURVES {
            let pem = generate(curve).to_private_pem();
            let traces = Traces::of(place, pem.reveal());
            drop(pem);
            assert_eq!(traces.of_key(), 0, "{curve}");
            for (after, _) in CURVES {
                let key = generate(curve);
                let pem = key.to_private_pem();
                let traces = Traces::of(place, pem.reveal());
                held.push(key.public_key());
                let text = jwe::encrypt(b"any", &key.public_key()).unwrap();
                assert!(jwe::decrypt(&text, &key).is_ok());
                held.push(generate(after).public_key());
                let der = held[held.len() - 1].to_der();
                held.push(EcdhPublicKey::new(ALGORITHM, ENCRYPTION, der).unwrap());
                drop((key, pem));
                assert_eq!(traces.of_key(), 0, "{curve}, then {after}");
            }
        }
    }

    #[test]
    fn a_json_web_key_that_agrees_is_not_kept() {
        for (curve, place) in CURVES {
            let key = generate(curve);
            let pem = key.to_private_pem();
            let traces = Traces::of(place, pem.reveal());
            drop(pem);
            let jwk = key.to_private_jwk();
            drop(key);
            assert_eq!(traces.of_key(), 0, "{curve}, which was written");
            let read = |text: &str| EcdhPrivateKey::from_jwk(ALGORITHM, ENCRYPTION, text);
            let held = read(jwk.reveal()).unwrap();
            assert!(traces.of_key() > 0, "{curve}, which is held");
            drop(held);
            assert_eq!(traces.of_key(), 0, "{curve}, which was read");
            // One that is refused was read before it was refused.
            for (from, to) in [
                ("\"x\":\"", "\"x\":\"AAAA"),
                ("A256KW", "A128KW"),
                ("\"}", "A\"}"),
            ] {
                let mut text = String::with_capacity(jwk.reveal().len() + 8);
                let (before, after) = jwk.reveal().split_once(from).unwrap();
                text.extend([before, to, after]);
                let refused: Result<_, KeyError> = read(&text).map(drop);
                assert!(refused.is_err(), "{to}");
                wipe(text.into_bytes());
                assert_eq!(traces.of_key(), 0, "{curve} {to}");
            }
        }
    }

    /// The secret of RFC 7520 §5.5, in both orders, and the key that is made of it.
    #[test]
    fn what_was_agreed_on_is_not_kept() {
        let example = include_str!(
            "../vectors/data/rfc7520-cookbook/jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"
        );
        let example: serde_json::Value = serde_json::from_str(example).unwrap();
        let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A128CbcHs256);
        let jwk = example["input"]["key"].to_string();
        let key = EcdhPrivateKey::from_jwk(algorithm, encryption, &jwk).unwrap();
        let shared = "4b31712e096e5f20b4ecf9790fd8cc7c8b7e2c8ad90bda81cb224f62c0e7b9a6";
        let mut reversed = hex(shared);
        reversed.reverse();
        let derived = "8731dd95f4080047a16fc1eb77f9854612ac28b1333dfb217d7b3d97a6ab7827";
        let wanted = [hex(shared), reversed, hex(derived)].map(Wanted::new);
        let text = example["output"]["compact"].as_str().unwrap();
        for _ in 0..3 {
            assert!(jwe::decrypt(text, &key).is_ok());
        }
        for wanted in wanted {
            assert_eq!(wanted.addresses(), BTreeSet::new());
        }
    }
}
