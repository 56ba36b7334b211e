//! A token whose key is known: the keys of an issuer beside a set of the same keys. The signature is
//! remembered, so that what the source adds can be seen.
#![allow(clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
use glassbox::{Algorithm, PrivateKey, Signer, Verifier};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[expect(dead_code, reason = "read by the bench alone")]
struct User {
    username: String,
    role: String,
}

struct Published(Vec<u8>);

impl Transport for Published {
    fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        Ok(Response::new(200, self.0.clone()).header("Cache-Control", "max-age=86400"))
    }
}

fn remote_keys(criterion: &mut Criterion) {
    let key = PrivateKey::generate(Algorithm::Es256)
        .expect("a key")
        .with_key_id("2026-11");
    let user = json!({"username": "testAdmin", "role": "admin"});
    let signer = Signer::new(key.clone()).validity(core::time::Duration::from_secs(86_400));
    let text = signer.sign(&user).expect("an object");

    let set = JwkSet::of([&key.public_key()]);
    let published = Published(serde_json::to_vec(&set).expect("a set"));
    let keys = RemoteKeys::builder().remember_signatures(100);
    let keys = keys
        .build("https://issuer.example/jwks", published)
        .expect("an address");
    keys.refresh().wait().expect("it answers");
    let of_set = Verifier::new(set.remember_signatures(100));
    let of_keys = Verifier::new(keys.clone());

    let mut group = criterion.benchmark_group("remote_keys");
    group.throughput(Throughput::Elements(1));
    group.bench_function("set", |bencher| {
        bencher.iter(|| of_set.verify::<User>(black_box(&text)));
    });
    group.bench_function("remote", |bencher| {
        bencher.iter(|| of_keys.verify::<User>(black_box(&text)));
    });
    group.bench_function("remote, may wait", |bencher| {
        bencher.iter(|| keys.verify_blocking::<User>(&of_keys, black_box(&text)));
    });
    group.finish();
}

criterion_group!(benches, remote_keys);
criterion_main!(benches);
