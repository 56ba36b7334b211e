//! `Clock` and its kinds, and the views `.at(now)`: the clock is only the default source of "now",
//! and one "now" serves keys and claims.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{Claims, HmacKey, KeyRing, NumericDate, Signer, Verifier};
use serde_json::json;

use crate::support::{NOW, at, key, token};

/// Tells how often it was asked; each time a second later.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicU32>);

impl Counting {
    fn asked(&self) -> u32 {
        self.0.swap(0, Ordering::SeqCst)
    }
}

impl Clock for Counting {
    fn now(&self) -> NumericDate {
        at(NOW + i64::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

#[test]
fn clones_of_a_fixed_clock_share_the_instant() {
    let clock = FixedClock::new(at(NOW));
    let other = clock.clone();
    clock.advance(Duration::from_millis(2999));
    assert_eq!(other.now(), at(NOW + 2));
    other.set(at(-1));
    assert_eq!(clock.now(), at(-1));
    clock.set(NumericDate::MAX);
    clock.advance(Duration::MAX);
    assert_eq!(other.now(), NumericDate::MAX);
}

#[test]
fn the_system_clock_shows_the_present() {
    let seconds = SystemClock.now().seconds();
    assert!(
        (1_700_000_000..4_102_444_800).contains(&seconds),
        "{seconds}"
    );
}

#[test]
fn signer_and_verifier_follow_their_clock() {
    let clock = FixedClock::new(at(NOW));
    let signer = Signer::new(key())
        .clock(clock.clone())
        .validity(Duration::from_secs(5));
    let verifier = Verifier::new(key()).clock(clock.clone());
    let text = signer.sign(&json!({})).unwrap();
    clock.advance(Duration::from_secs(4));
    assert!(verifier.verify::<Claims>(&text).is_ok());
    clock.advance(Duration::from_secs(1));
    assert!(verifier.verify::<Claims>(&text).unwrap_err().is_expired());

    let again = signer.sign(&json!({})).unwrap();
    let token = verifier.verify::<Claims>(&again).unwrap();
    assert_eq!(token.claims().registered.issued_at, Some(at(NOW + 5)));
}

#[test]
fn an_instant_goes_before_the_clock() {
    let clock = Counting::default();
    let signer = Signer::new(key())
        .clock(clock.clone())
        .validity(Duration::from_secs(5));
    let text = signer.at(at(7)).sign(&json!({})).unwrap();
    assert_eq!(
        signer
            .at(at(7))
            .prepare(&json!({}))
            .unwrap()
            .signing_input(),
        {
            let end = text.rfind('.').unwrap();
            &text.as_bytes()[..end]
        }
    );
    let verifier = Verifier::new(key()).clock(clock.clone());
    let token = verifier.at(at(11)).verify::<Claims>(&text).unwrap();
    assert_eq!(token.expires_at(), Some(at(12)));
    assert!(verifier.at(at(12)).verify::<Claims>(&text).is_err());
    let mut buffer = Vec::new();
    assert!(
        verifier
            .at(at(11))
            .verify_in::<Claims>(&text, &mut buffer)
            .is_ok()
    );
    assert_eq!(clock.asked(), 0);
}

#[test]
fn the_clock_is_asked_once_for_keys_and_claims() {
    let clock = Counting::default();
    let old = HmacKey::hs256([1; 32]).unwrap().with_key_id("old");
    let new = HmacKey::hs256([2; 32]).unwrap().with_key_id("new");
    let ring = KeyRing::new(new)
        .accept_until(old.clone(), at(NOW + 1))
        .unwrap();
    let signer = Signer::new(old)
        .clock(clock.clone())
        .not_before(Duration::ZERO)
        .validity(Duration::from_secs(1));
    let text = signer.sign(&json!({})).unwrap();
    assert_eq!(clock.asked(), 1);

    // Were it asked twice, exp or the old key's end would have come.
    let verifier = Verifier::new(ring)
        .clock(clock.clone())
        .max_age(Duration::from_secs(1));
    assert!(verifier.verify::<Claims>(&text).is_ok());
    assert_eq!(clock.asked(), 1);
}

#[test]
fn the_clock_is_not_asked_where_nothing_is_judged_by_it() {
    let clock = Counting::default();
    let signer = Signer::new(key()).clock(clock.clone());
    signer.sign(&json!({"iat": 1, "exp": 2})).unwrap();
    let verifier = Verifier::new(key()).clock(clock.clone());
    assert!(verifier.verify::<Claims>("garbage").is_err());
    let bad = format!("{}A", token(r#"{"exp":1}"#));
    assert!(verifier.verify::<Claims>(&bad).is_err());
    assert_eq!(clock.asked(), 0);
}

#[test]
fn any_clock_behind_an_arc() {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock::new(at(NOW)));
    let verifier = Verifier::new(key()).clock(Arc::clone(&clock));
    let text = token(&format!(r#"{{"exp":{}}}"#, NOW + 1));
    assert!(verifier.verify::<Claims>(&text).is_ok());
    assert_eq!(clock.now(), at(NOW));
}
