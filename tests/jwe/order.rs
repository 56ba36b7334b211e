//! The order is fixed: what costs nothing is judged first, and no key is asked before the text is one that
//! its algorithms make.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::Verifier;
use glassbox::jwe::{AesKey, DecryptingKey, DecryptionKeys, Wanted};
use glassbox::key::Unavailable;

use super::{lock, steel, with_part};
use crate::explained::explained;
use crate::support::{NOW, at, base64url};

/// A source that counts how often it is asked.
#[derive(Clone)]
struct Asked(AesKey, Arc<AtomicUsize>);

impl DecryptionKeys for Asked {
    fn candidates(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.candidates(wanted, visit)
    }
}

/// A text with every fault there is, of which one after the other is mended.
#[test]
fn the_first_failure_in_the_fixed_order_wins() {
    let asked = Arc::new(AtomicUsize::new(0));
    let keys = Asked(steel(), Arc::clone(&asked));
    let verifier = Verifier::new(lock()).decrypt_with(keys.clone());
    let small = verifier.clone().max_token_bytes(9);
    let text = |header: &str| {
        let other = AesKey::a256kw([1; 32]).unwrap();
        let text = glassbox::jwe::encrypt(b"any", &other).unwrap();
        let lengths = with_part(&text, 4, |tag| tag[4..].into());
        with_part(&lengths, 0, |_| base64url(header.as_bytes()))
    };
    let worst = text(r#"{"alg":1,"enc":"x","zip":1,"x":1,"x":1}"#);
    let surplus = format!("{worst}.AAAA");
    let names = text(r#"{"alg":"RSA1_5","enc":"x","zip":1,"x":1,"x":1}"#);
    let zip = text(r#"{"alg":"RSA1_5","enc":"x","zip":1}"#);
    let unknown = text(r#"{"alg":"RSA1_5","enc":"x"}"#);
    let agreed = text(r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#);
    let mismatch = text(r#"{"alg":"A128KW","enc":"A128GCM"}"#);
    let rows = [
        (&small, surplus.clone(), "too_large", "longer than 9 bytes"),
        (&verifier, surplus, "malformed", "five parts"),
        (&verifier, worst, "invalid_header", "alg is not a string"),
        (&verifier, names, "invalid_header", "given twice"),
        (&verifier, zip, "invalid_header", "compressed"),
        (&verifier, unknown, "unsupported_algorithm", "supported"),
        (&verifier, agreed, "invalid_header", "epk"),
        (&verifier, mismatch, "malformed", "five parts"),
    ];
    let before = asked.load(Ordering::Relaxed); // while the verifiers were made
    for (verifier, text, code, said) in rows {
        let error = verifier.verify::<serde_json::Value>(&text).unwrap_err();
        assert_eq!(error.code(), code, "{text}");
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), before);
    // Then the key is asked, by its algorithms before anything is decrypted.
    let lengths = |header: &str| with_part(&text(header), 4, |_| base64url(&[7; 16]));
    for (header, code) in [
        (r#"{"alg":"A128KW","enc":"A256GCM"}"#, "algorithm_mismatch"),
        (r#"{"alg":"A256KW","enc":"A256GCM"}"#, "decryption_failed"),
    ] {
        assert_eq!(explained(&verifier, at(NOW), &lengths(header)), code);
    }
    assert!(asked.load(Ordering::Relaxed) > before);
}
