//! Signs and verifies plain bytes of growing size: the cost of encoding and MAC.
#![allow(clippy::expect_used, missing_docs)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use glassbox::{HmacKey, jws};

fn codec(criterion: &mut Criterion) {
    let key = HmacKey::hs256([7; 32]).expect("as long as the hash");
    let mut group = criterion.benchmark_group("codec");
    for size in [64_usize, 1024, 16 * 1024, 64 * 1024] {
        let payload = vec![7; size];
        let text = jws::sign(&payload, &key).expect("bytes");
        assert_eq!(jws::verify(&text, &key).expect("signed here"), payload);
        group.throughput(Throughput::Bytes(size.try_into().expect("small")));
        group.bench_with_input(
            BenchmarkId::new("sign", size),
            &payload,
            |bencher, payload| {
                bencher.iter(|| jws::sign(black_box(payload), &key));
            },
        );
        group.bench_with_input(BenchmarkId::new("verify", size), &text, |bencher, text| {
            bencher.iter(|| jws::verify(black_box(text), &key));
        });
    }
    group.finish();
}

criterion_group!(benches, codec);
criterion_main!(benches);
