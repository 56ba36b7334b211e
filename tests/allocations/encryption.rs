//! Encrypted tokens. The text and the content that is encrypted are the two of a call that encrypts.

use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};
use glassbox::{Signer, Verifier};
use serde::{Deserialize, Serialize};

use super::support::base64url;
use super::{count, key};

const PAIRS: [(KeyManagement, ContentEncryption); 4] = [
    (KeyManagement::Dir, ContentEncryption::A256Gcm),
    (KeyManagement::Dir, ContentEncryption::A256CbcHs512),
    (KeyManagement::A256Kw, ContentEncryption::A256Gcm),
    (KeyManagement::A128Kw, ContentEncryption::A128CbcHs256),
];

#[derive(Serialize, Deserialize)]
struct Small {
    n: u32,
}

#[test]
fn encrypting_and_decrypting() {
    for (algorithm, encryption) in PAIRS {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        for len in [0, 200, 20_000] {
            let content = vec![7; len];
            assert_eq!(
                count(|| jwe::encrypt(&content, &key).unwrap()),
                2,
                "{encryption} {len}"
            );
            let text = jwe::encrypt(&content, &key).unwrap();
            // An empty content of GCM needs no room.
            let is_empty = text.split('.').nth(3) == Some("");
            let due = u64::from(!is_empty);
            assert_eq!(
                count(|| jwe::decrypt(&text, &key).unwrap()),
                due,
                "{encryption} {len}"
            );
        }
    }
}

#[test]
fn signed_and_encrypted() {
    for (algorithm, encryption) in PAIRS {
        let steel = AesKey::generate(algorithm, encryption).unwrap();
        let signer = Signer::new(key()).validity("15m").encrypt_to(steel.clone());
        let plain = Signer::new(key()).validity("15m");
        let claims = Small { n: 1 };
        let signing = count(|| plain.sign(&claims).unwrap());
        assert_eq!(count(|| signer.sign(&claims).unwrap()), signing + 2);
        let text = signer.sign(&claims).unwrap();
        let verifier = Verifier::new(key()).decrypt_with(steel);
        let mut buffer = Vec::new();
        let borrowed = || drop(verifier.verify_in::<Small>(&text, &mut buffer).unwrap());
        assert_eq!(count(borrowed), 0, "{algorithm} {encryption}");
        // The buffer, with the room for the payload behind what is decrypted: if it had to grow, the text
        // would be left behind.
        assert_eq!(count(|| verifier.verify::<Small>(&text).unwrap()), 1);
    }
}

/// To agree: the ephemeral key and its JSON, the header and its characters, beside the two of each text; to
/// read it: the header and its members, beside the content.
#[cfg(feature = "public-keys")]
#[test]
fn agreeing() {
    use glassbox::jwe::{EcdhCurve, EcdhPrivateKey};

    for curve in [EcdhCurve::P256, EcdhCurve::P384, EcdhCurve::X25519] {
        for algorithm in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA256Kw] {
            let encryption = ContentEncryption::A256Gcm;
            let key = EcdhPrivateKey::generate(algorithm, encryption, curve).unwrap();
            let public = key.public_key();
            for len in [1, 200, 20_000] {
                let content = vec![7; len];
                let encrypting = count(|| jwe::encrypt(&content, &public).unwrap());
                assert_eq!(encrypting, 6, "{algorithm} {curve} {len}");
                let text = jwe::encrypt(&content, &public).unwrap();
                let decrypting = count(|| jwe::decrypt(&text, &key).unwrap());
                assert_eq!(decrypting, 4, "{algorithm} {curve} {len}");
            }
        }
    }
}

#[test]
fn refusing() {
    let steel = AesKey::a256kw([7; 32]).unwrap();
    let text = jwe::encrypt(b"any", &steel).unwrap();
    let plain = Verifier::new(key());
    assert_eq!(count(|| plain.verify::<Small>(&text).is_err()), 0);
    let verifier = Verifier::new(key()).decrypt_with(steel);
    for text in ["", "....", "a.b.c", "AA..AA.AA.AA."] {
        assert_eq!(
            count(|| verifier.verify::<Small>(text).is_err()),
            0,
            "{text}"
        );
    }
}

/// A text beyond the limits is not read, neither to verify it nor to say why not.
#[test]
fn what_is_too_large_is_not_read_to_explain_it() {
    let members = "a".repeat(1 << 22);
    let header = format!(r#"{{"alg":"dir","enc":"A256GCM","x":"{members}"}}"#);
    let text = format!("{}....", base64url(header.as_bytes()));
    let verifier = Verifier::new(key()).decrypt_with(AesKey::a256kw([7; 32]).unwrap());
    for verifier in [verifier.clone(), verifier.max_token_bytes(usize::MAX)] {
        let mut report = None;
        let info = allocation_counter::measure(|| report = Some(verifier.explain(&text)));
        assert!(report.is_some_and(|report| report.verdict().is_err()));
        assert!(info.bytes_total < 1 << 16, "{} bytes", info.bytes_total);
    }
}
