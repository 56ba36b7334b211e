//! Verifies a valid token, and texts that an attacker would send.
#![allow(clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use glassbox::{HmacKey, Signer, Verifier};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[expect(dead_code, reason = "read by the bench alone")]
struct User {
    username: String,
    role: String,
}

fn verify(criterion: &mut Criterion) {
    let key = HmacKey::hs256([7; 32]).expect("as long as the hash");
    let user = json!({"username": "testAdmin", "role": "admin"});
    let signer = Signer::new(key.clone()).validity(core::time::Duration::from_secs(86_400));
    let good = signer.sign(&user).expect("an object");
    let verifier = Verifier::new(key);
    assert!(verifier.verify::<User>(&good).is_ok());

    let (input, _) = good.rsplit_once('.').expect("two dots");
    let forged = format!("{input}.{}", "A".repeat(43));
    let garbage = "x".repeat(300);
    let mut group = criterion.benchmark_group("verify");
    group.throughput(Throughput::Elements(1));
    for (name, token) in [("good", &good), ("forged", &forged), ("garbage", &garbage)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| verifier.verify::<User>(black_box(token)));
        });
    }
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
