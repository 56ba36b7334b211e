//! Many callers at once, over tokio and over threads.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use glassbox::jwks::RemoteKeys;
use glassbox::{Token, Verifier};
use glassbox_ureq::Ureq;
use serde_json::Value;

use crate::support::{Issuer, Page, builder, pair, remote, set, token, verify};

/// A token by 50 tasks.
async fn verify_by_50(keys: &RemoteKeys, text: &str) {
    let verifier = Verifier::new(keys.clone());
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (keys, verifier, text) = (keys.clone(), verifier.clone(), text.to_owned());
            tokio::spawn(async move {
                let token: Token<Value> = keys.verify(&verifier, &text).await.unwrap();
                assert_eq!(token.claims()["sub"], "42");
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tasks_make_one_request() {
    let issuer = Issuer::start();
    let (first, second) = (pair("first"), pair("second"));
    issuer.publish("/jwks", Page::new(200, set(&[&first])));
    let keys = remote(&issuer.url("/jwks"));
    verify_by_50(&keys, &token(&first)).await;
    assert_eq!(issuer.asked().len(), 1);
    // The issuer has another key, which nobody knows until the first token of it.
    issuer.publish("/jwks", Page::new(200, set(&[&first, &second])));
    verify_by_50(&keys, &token(&second)).await;
    verify_by_50(&keys, &token(&first)).await;
    assert_eq!(issuer.asked().len(), 2);
}

#[test]
fn fifty_threads_make_one_request() {
    let issuer = Issuer::start();
    let key = pair("1");
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    let keys = remote(&issuer.url("/jwks"));
    let text = token(&key);
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| verify(&keys, &text).unwrap());
        }
    });
    assert_eq!(issuer.asked().len(), 1);
}

/// It does not take the fetch with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_goes_away_harms_nobody() {
    let issuer = Issuer::start();
    let key = pair("1");
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    let keys = remote(&issuer.url("/jwks"));
    let verifier = Verifier::new(keys.clone());
    let text = token(&key);
    issuer.hold();
    let wait = || {
        let (keys, verifier, text) = (keys.clone(), verifier.clone(), text.clone());
        tokio::spawn(async move { keys.verify::<Value>(&verifier, &text).await.map(drop) })
    };
    let (first, second) = (wait(), wait());
    tokio::task::block_in_place(|| issuer.wait_for(1));
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    issuer.release();
    second.await.unwrap().unwrap();
    assert_eq!(issuer.asked().len(), 1);
}

#[test]
fn a_flood_of_unknown_keys_makes_one_request() {
    let issuer = Issuer::start();
    let key = pair("1");
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    let keys = remote(&issuer.url("/jwks"));
    keys.refresh().wait().unwrap();
    let forger = pair("x");
    for number in 0..500 {
        let text = token(&forger.clone().with_key_id(format!("made-up-{number}")));
        assert_eq!(verify(&keys, &text).unwrap_err().code(), "unknown_key");
    }
    // One for all of them, and none for who is known meanwhile.
    assert!(verify(&keys, &token(&key)).is_ok());
    assert_eq!(issuer.asked().len(), 2);
}

/// Requests run all the time, and the issuer goes from key to key, which nobody is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_refuses_nobody() {
    let issuer = Issuer::start();
    let now = Arc::new(Mutex::new(Instant::now()));
    let clock = {
        let now = Arc::clone(&now);
        move || *now.lock().unwrap()
    };
    let keys = builder().clock(clock);
    let keys = keys.build(&issuer.url("/jwks"), Ureq::new()).unwrap();
    let mut former = pair("0");
    for number in 1..=10 {
        let next = pair(&number.to_string());
        issuer.publish("/jwks", Page::new(200, set(&[&former, &next])));
        for pair in [&former, &next] {
            verify_by_50(&keys, &token(pair)).await;
        }
        assert_eq!(issuer.asked().len(), number);
        // No two rotations are closer than that.
        *now.lock().unwrap() += Duration::from_secs(30);
        former = next;
    }
}
