//! Signs a user's claims with a key that was prepared once.
#![allow(clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use glassbox::{HmacKey, Signer, generate_token};
use serde_json::json;

fn sign(criterion: &mut Criterion) {
    let user = json!({"username": "testAdmin", "role": "admin"});
    let validity = core::time::Duration::from_secs(900);
    let mut group = criterion.benchmark_group("sign");
    group.throughput(Throughput::Elements(1));
    for (name, key) in [
        ("HS256", HmacKey::hs256([7; 32])),
        ("HS384", HmacKey::hs384([7; 48])),
        ("HS512", HmacKey::hs512([7; 64])),
    ] {
        let key = key.expect("as long as the hash");
        let signer = Signer::new(key.clone()).validity(validity);
        group.bench_function(name, |bencher| {
            bencher.iter(|| signer.sign(black_box(&user)));
        });
        group.bench_function(format!("{name} generate_token"), |bencher| {
            bencher.iter(|| generate_token(black_box(&user), &key, validity));
        });
    }
    group.finish();
}

criterion_group!(benches, sign);
criterion_main!(benches);
