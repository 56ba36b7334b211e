//! RFC 2104 §2: a secret is filled up with zeros to the block of its hash, and a longer one is hashed.
//! So different bytes may be one secret; wherever it is asked whether two are, they are.

use glassbox::{Algorithm, HmacKey, KeyRing, Verifier};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha384, Sha512};

const HMACS: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

/// The MAC of a message by the raw primitive, under each hash.
fn macs(secret: &[u8]) -> [Vec<u8>; 3] {
    macro_rules! mac {
        ($hash:ty) => {{
            let mac = Hmac::<$hash>::new_from_slice(secret).unwrap();
            mac.chain_update(b"message")
                .finalize()
                .into_bytes()
                .to_vec()
        }};
    }
    [mac!(Sha256), mac!(Sha384), mac!(Sha512)]
}

/// Whether one hash at least takes the two for the same.
fn are_one(one: &[u8], other: &[u8]) -> bool {
    macs(one)
        .iter()
        .zip(macs(other))
        .any(|(one, other)| *one == other)
}

fn key(algorithm: Algorithm, secret: &[u8]) -> HmacKey {
    HmacKey::with_short_secret(algorithm, secret).unwrap()
}

/// Whether the audit of a verifier finds that two keys share a secret.
fn audited(one: HmacKey, other: HmacKey) -> bool {
    let ring = KeyRing::new(one.with_key_id("a")).accept(other.with_key_id("b"));
    let audit = Verifier::new(ring.unwrap()).audit();
    let mut findings = audit.findings().iter();
    findings.any(|finding| finding.code() == "shared_secret")
}

/// Whether sessions refuse a refresh key for an access key's secret.
#[cfg(feature = "session")]
fn built(access: HmacKey, refresh: HmacKey) -> bool {
    use glassbox::session::{BuildError, MemoryStore, Sessions};
    let signer = glassbox::Signer::new(access).validity(std::time::Duration::from_secs(300));
    let built = Sessions::builder(signer, refresh, MemoryStore::new()).build();
    match built.map(drop) {
        Ok(()) => false,
        Err(BuildError::SharedSecret) => true,
        Err(error) => panic!("{error:?}"),
    }
}

/// Each pair of algorithms finds it, whichever of the two hashes takes them for the same.
#[track_caller]
fn found(one: &[u8], other: &[u8], expected: bool) {
    for first in HMACS {
        for second in HMACS {
            for (one, other) in [(one, other), (other, one)] {
                let keys = || (key(first, one), key(second, other));
                let said = format!("{first} {} {second} {}", one.len(), other.len());
                assert_eq!(audited(keys().0, keys().1), expected, "{said}");
                #[cfg(feature = "session")]
                if one.len() >= 64 && other.len() >= 64 {
                    assert_eq!(built(keys().0, keys().1), expected, "{said}");
                }
            }
        }
    }
}

fn secret(length: usize) -> Vec<u8> {
    (1..=length).map(|index| index as u8 | 1).collect()
}

fn padded(secret: &[u8], length: usize) -> Vec<u8> {
    let mut secret = secret.to_vec();
    secret.resize(length, 0);
    secret
}

/// The block is of 64 bytes for HS256, and of 128 for the others.
#[test]
fn with_zeros_behind_it() {
    for (length, longer, is_one) in [
        (32, 33, true),
        (32, 64, true),
        (63, 64, true),
        (64, 65, true),
        (64, 128, true),
        (64, 129, false),
        (65, 66, true),
        (100, 128, true),
        (127, 128, true),
        (128, 129, false),
        (128, 200, false),
    ] {
        let one = secret(length);
        let other = padded(&one, longer);
        assert_eq!(are_one(&one, &other), is_one, "{length} {longer}");
        found(&one, &other, is_one);
    }
}

#[test]
fn beyond_the_block_and_hashed() {
    for length in [64, 65, 128, 129, 300] {
        let one = secret(length);
        let hashes = [
            (Sha256::digest(&one).to_vec(), length > 64),
            (Sha384::digest(&one).to_vec(), length > 128),
            (Sha512::digest(&one).to_vec(), length > 128),
        ];
        for (hash, is_one) in hashes {
            assert_eq!(are_one(&one, &hash), is_one, "{length} {}", hash.len());
            found(&one, &hash, is_one);
            // Zeros behind the hash, too: also where one hash makes it, and another takes it.
            for longer in [64, 65, 128] {
                found(&one, &padded(&hash, longer), is_one);
            }
        }
    }
}

#[test]
fn what_only_resembles_it_is_another() {
    for length in [32, 64, 65, 128, 129] {
        let one = secret(length);
        for place in [0, length / 2, length - 1] {
            let mut other = one.clone();
            other[place] ^= 0x80;
            assert!(!are_one(&one, &other));
            found(&one, &other, false);
        }
        found(&one, &one[..length - 1], false);
        found(&one, &[&[0], &one[..]].concat(), false);
        found(&one, &[&one[..], &[1]].concat(), false);
    }
}
