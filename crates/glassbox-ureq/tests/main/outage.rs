//! An issuer that cannot be reached.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use glassbox_ureq::Ureq;

use crate::support::{Issuer, Page, builder, pair, remote, set, token, verify};

#[test]
fn without_any_keys_a_token_is_not_judged() {
    let issuer = Issuer::start();
    let keys = remote(&issuer.url("/jwks"));
    drop(issuer);
    let refused = verify(&keys, &token(&pair("1"))).unwrap_err();
    assert!(refused.is_unavailable(), "{refused}");
}

/// Two hours, minute by minute: the keys are fresh for five minutes, and used for an hour more.
#[test]
fn known_keys_are_used_for_an_hour_while_the_issuer_is_away() {
    let issuer = Issuer::start();
    let (key, other) = (pair("1"), pair("2"));
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    let begin = Instant::now();
    let minutes = Arc::new(AtomicU64::new(0));
    let clock = {
        let minutes = Arc::clone(&minutes);
        move || begin + Duration::from_secs(60 * minutes.load(Ordering::Relaxed))
    };
    let keys = builder().clock(clock);
    let keys = keys.build(&issuer.url("/jwks"), Ureq::new()).unwrap();
    keys.refresh().wait().unwrap();
    issuer.publish("/jwks", Page::new(500, "down"));
    for minute in 0..120 {
        minutes.store(minute, Ordering::Relaxed);
        let known = verify(&keys, &token(&key)).map(drop);
        let unknown = verify(&keys, &token(&other)).unwrap_err();
        match minute < 65 {
            true => assert_eq!((known, unknown.code()), (Ok(()), "unknown_key"), "{minute}"),
            // To be answered with 503, and not with 401: nobody logs in again because of it.
            false => assert!(known.unwrap_err().is_unavailable() && unknown.is_unavailable()),
        }
    }
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    minutes.fetch_add(2, Ordering::Relaxed);
    assert!(verify(&keys, &token(&key)).is_ok());
}
