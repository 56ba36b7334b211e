//! Replaces a secret without refusing any token: the verifiers accept the new key first, then the
//! issuer signs with it, and the verifiers drop the old key when the last token that it signed has
//! expired.

use std::time::Duration;

use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{HmacKey, KeyRing, Signer, Validity, Verifier};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = FixedClock::new(SystemClock.now());
    let validity: Validity = "15m".parse()?;
    let old = HmacKey::hs256(b"the secret of this year, 32 bytes or more")?.with_key_id("2026");
    let new = HmacKey::hs256(b"the secret of next year, 32 bytes or more")?.with_key_id("2027");
    let user = json!({"username": "testAdmin"});
    let issuer = |ring: KeyRing| Signer::new(ring).validity(validity).clock(clock.clone());
    let verifier = |ring: KeyRing| Verifier::new(ring).clock(clock.clone());

    // 1. Everywhere: accept the new key, and still sign with the old one.
    let first = KeyRing::new(old.clone()).accept(new.clone())?;
    let before = issuer(first.clone()).sign(&user)?;

    // 2. On the issuer: sign with the new key. The old one stays until its tokens have expired
    // (plus the leeway of the verifiers).
    let until = clock.now().saturating_add(validity.duration());
    let second = KeyRing::new(new).accept_until(old, until)?;
    let after = issuer(second.clone()).sign(&user)?;

    for (name, token) in [("before", &before), ("after", &after)] {
        let token = verifier(second.clone()).verify::<Value>(token)?;
        println!(
            "signed {name} the change, kid {:?}: accepted",
            token.header().key_id()
        );
    }
    // A verifier that has not made step 2 yet accepts both tokens as well.
    verifier(first).verify::<Value>(&after)?;

    clock.advance(Duration::from_secs(900));
    if let Err(error) = verifier(second).verify::<Value>(&before) {
        println!("a quarter of an hour later, with the old key: {error}");
    }
    Ok(())
}
