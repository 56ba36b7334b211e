//! Resources whose tokens are encrypted: a client learns no more of a refusal than of any other.

use glassbox::jwe::{AesKey, DecryptionRing};
use glassbox::web::Protect;
use glassbox::{HmacKey, Verifier};
use serde_json::{Value, json};

use super::{asks, bearer, good, protect, signer_with, verifier};
use crate::jwe::{Down, steel, with_part};
use crate::support::{NOW, at, key};

fn protecting(verifier: Verifier) -> Protect {
    Protect::new("app-01", verifier).build().unwrap()
}

fn encrypted(key: HmacKey, steel: AesKey, seconds: i64) -> String {
    let signer = signer_with(key).encrypt_to(steel);
    signer
        .at(at(NOW - seconds))
        .sign(&json!({"sub": "42"}))
        .unwrap()
}

/// What is sent for a token.
fn answer(protect: &Protect, token: &str) -> (u16, Vec<(String, String)>, String) {
    let refused = protect.check::<Value>(&asks(bearer(token))).unwrap_err();
    let answer = refused.answer();
    let fields = answer
        .headers()
        .map(|(name, value)| (name.into(), value.into()));
    (answer.status(), fields.collect(), answer.body().into())
}

#[test]
fn an_encrypted_token_passes_and_a_plain_one_is_refused() {
    let strict = protecting(verifier().decrypt_with(steel()));
    let both = protecting(verifier().decrypt_with(steel()).or_unencrypted());
    let token = encrypted(key(), steel(), 0);
    for (protect, token) in [(&strict, &token), (&both, &token), (&both, &good())] {
        let token = protect.check::<Value>(&asks(bearer(token))).unwrap();
        assert_eq!(token.claims()["sub"], "42");
    }
    let invalid = answer(&protect(), "x");
    assert_eq!(answer(&strict, &good()), invalid);
    // And where nothing is decrypted.
    assert_eq!(answer(&protect(), &token), invalid);
}

/// Whichever of the two boxes it was, and whichever key.
#[test]
fn refusals_are_alike() {
    let ring = DecryptionRing::new(steel().with_key_id("a"));
    let protect = protecting(verifier().decrypt_with(ring));
    let good = encrypted(key(), steel().with_key_id("a"), 0);
    let other = AesKey::a256kw([1; 32]).unwrap();
    let invalid = answer(&super::protect(), "x");
    assert_eq!(invalid.0, 401);
    for (token, code) in [
        (
            with_part(&good, 1, |key| {
                key.replacen(&key[..1], if key.starts_with('A') { "B" } else { "A" }, 1)
            }),
            "decryption_failed",
        ),
        (
            with_part(&good, 4, |tag| {
                tag.replacen(&tag[..1], if tag.starts_with('A') { "B" } else { "A" }, 1)
            }),
            "decryption_failed",
        ),
        (encrypted(key(), other, 0), "decryption_failed"),
        (encrypted(key(), steel().with_key_id("b"), 0), "unknown_key"),
        (
            encrypted(key(), AesKey::a128kw([1; 16]).unwrap(), 0),
            "algorithm_mismatch",
        ),
        (
            encrypted(HmacKey::hs256([1; 32]).unwrap(), steel(), 0),
            "invalid_signature",
        ),
        (
            glassbox::jwe::encrypt(b"{}", &steel()).unwrap(),
            "not_nested",
        ),
        (format!("{good}."), "malformed"),
        (good.replacen('.', "", 1), "malformed"),
    ] {
        let refused = protect.check::<Value>(&asks(bearer(&token))).unwrap_err();
        assert_eq!(refused.why().code(), code);
        assert_eq!(answer(&protect, &token), invalid, "{code}");
    }
    // That it expired is said of those that are genuine.
    let plain = super::protect();
    let expired = answer(&plain, &super::aged(900));
    assert_eq!(answer(&protect, &encrypted(key(), steel(), 900)), expired);
    assert_ne!(expired, invalid);
    assert_eq!(
        answer(&protecting(verifier().decrypt_with(Down)), &good).0,
        503
    );
}
