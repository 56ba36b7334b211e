//! `jwt-simple`. It encrypts claims alone, so its figures include their JSON, and judging them.

use std::hint::black_box;

use jwt_simple::prelude::{A256KWKey, Duration, JWTClaims, UnixTimeStamp};
use jwt_simple::prelude::{DecryptionOptions, VerificationOptions};
use serde_json::Value;

use super::floor;
use super::suite::Suite;
use crate::candidates::{Batch, refusing, repeat};
use crate::claims::{EXPIRES, ISSUED, PaddedOwn};
use crate::token::flip;

pub fn encrypt(suite: Suite, content: Vec<u8>) -> Option<Batch> {
    let key = key(suite)?;
    let claims = JWTClaims {
        issued_at: Some(UnixTimeStamp::from_secs(ISSUED as u64)),
        expires_at: Some(UnixTimeStamp::from_secs(EXPIRES as u64)),
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        // Borrowed for ever, so that a clone of the claims does not copy them.
        custom: &*Box::leak(Box::new(own(&content))),
    };
    let text = key.encrypt(claims.clone()).expect("encrypts");
    let opened = floor::open(suite, &text).expect("encrypted");
    assert_eq!(json(&opened), json(&content));
    Some(repeat(move || key.encrypt(black_box(&claims).clone())))
}

pub fn decrypt(suite: Suite, text: String, content: &[u8]) -> Option<Batch> {
    let options = DecryptionOptions {
        claim_options: Some(VerificationOptions {
            time_tolerance: Some(Duration::from_secs(0)),
            ..VerificationOptions::default()
        }),
        ..DecryptionOptions::default()
    };
    let decrypting = move |text: String| {
        let (key, options) = (key(suite)?, options.clone());
        Some(move || key.decrypt_token::<PaddedOwn>(black_box(&text), Some(options.clone())))
    };
    let open = decrypting(text.clone())?;
    let opened = serde_json::to_value(open().expect("decrypts")).expect("plain fields");
    assert_eq!(opened, json(content));
    drop(refusing(|_| true, decrypting(flip(&text, 4))?));
    Some(repeat(open))
}

fn key(suite: Suite) -> Option<A256KWKey> {
    let is_known = suite == Suite::WrappedGcm;
    is_known.then(|| A256KWKey::from_bytes(suite.secret()).expect("32 bytes"))
}

fn own(content: &[u8]) -> PaddedOwn {
    serde_json::from_slice(content).expect("our own JSON")
}

fn json(content: &[u8]) -> Value {
    serde_json::from_slice(content).expect("our own JSON")
}
