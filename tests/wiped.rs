//! What a key was made of is gone from the heap once the key is made, and its hash states once the
//! last clone is dropped. Read from the process's own memory; stacks are left out, where a moved
//! value leaves what safe code cannot wipe.
#![cfg(target_os = "linux")]

#[cfg(feature = "jwe")]
mod encryption;
#[cfg(feature = "jwe")]
mod not_signed;
#[cfg(feature = "public-keys")]
mod pairs;

use std::collections::BTreeSet;
use std::fs::{File, read_to_string};
use std::io::BufRead;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, PoisonError};

use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey};
use sha2::block_api::compress256;

use crate::support::base64url;

/// Bytes to look for, kept under a mask so that this copy is not found. The first sixteen are left
/// out: an allocator writes over them in what is freed.
struct Wanted(Vec<u8>);

const MASK: u8 = 0xa5;

impl Wanted {
    /// Takes the bytes and wipes them.
    fn new(mut bytes: Vec<u8>) -> Self {
        let masked = bytes[16..].iter().map(|byte| byte ^ MASK).collect();
        bytes.fill(0);
        drop(std::hint::black_box(bytes));
        Self(masked)
    }

    fn starts(&self, memory: &[u8]) -> bool {
        let pairs = self.0.iter().zip(memory);
        memory.len() >= self.0.len() && pairs.into_iter().all(|(a, b)| a ^ MASK == *b)
    }

    fn places(&self, memory: &[u8]) -> Vec<usize> {
        let (mut places, mut rest) = (Vec::new(), memory);
        // The standard library's own search for a byte is fast in a build for tests, too.
        while rest.skip_until(self.0[0] ^ MASK).unwrap() > 0 {
            let place = memory.len() - rest.len() - 1;
            if self.starts(&memory[place..]) {
                places.push(place);
            }
        }
        places
    }

    /// The addresses at which the bytes stand in writable memory, this thread's stack excepted.
    fn addresses(&self) -> BTreeSet<u64> {
        const CHUNK: usize = 1 << 20;
        // One search at a time: the buffer of another one holds what it has just read.
        static SEARCH: Mutex<()> = Mutex::new(());
        let _alone = SEARCH.lock().unwrap_or_else(PoisonError::into_inner);
        let here = 0_u8;
        let stack = std::ptr::from_ref(&here).addr() as u64;
        let memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0; CHUNK + self.0.len()];
        let mut found = BTreeSet::new();
        for (start, end) in writable()
            .into_iter()
            .filter(|(start, end)| !(start..end).contains(&&stack))
        {
            for at in (start..end).step_by(CHUNK) {
                let length = buffer.len().min((end - at) as usize);
                // Other threads may unmap what was mapped a moment ago.
                let Ok(read) = memory.read_at(&mut buffer[..length], at) else {
                    continue;
                };
                let places = self.places(&buffer[..read]);
                found.extend(places.into_iter().map(|from| at + from as u64));
            }
        }
        buffer.fill(0);
        drop(std::hint::black_box(buffer));
        found
    }
}

fn writable() -> Vec<(u64, u64)> {
    let maps = read_to_string("/proc/self/maps").unwrap();
    let lines = maps
        .lines()
        .filter(|line| line.contains(" rw") && !line.contains("[stack]"));
    let ranges = lines.filter_map(|line| line.split_once(' ')?.0.split_once('-'));
    let number = |text| u64::from_str_radix(text, 16).unwrap();
    ranges
        .map(|(start, end)| (number(start), number(end)))
        .collect()
}

/// Lends a secret that stands nowhere in the program, and wipes it.
fn with_secret<T>(seed: u8, user: impl FnOnce(&[u8]) -> T) -> T {
    let byte = |index: u8| index.wrapping_mul(167).wrapping_add(seed).rotate_left(3);
    let mut secret: Vec<u8> = (0..48).map(byte).collect();
    let made = user(&secret);
    secret.fill(0);
    drop(std::hint::black_box(secret));
    made
}

fn secret(seed: u8) -> Wanted {
    with_secret(seed, |bytes| Wanted::new(bytes.to_vec()))
}

fn key(seed: u8) -> HmacKey {
    with_secret(seed, |bytes| HmacKey::hs256(bytes).unwrap())
}

/// The state after the inner padded key: as good as the key itself (RFC 2104 §4).
fn inner_state(secret: &[u8]) -> Vec<u8> {
    let mut state = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    let mut block = [0x36; 64];
    for (pad, byte) in block.iter_mut().zip(secret) {
        *pad ^= byte;
    }
    compress256(&mut state, &[block]);
    state
        .iter()
        .flat_map(|word: &u32| word.to_ne_bytes())
        .collect()
}

#[test]
fn the_search_finds_what_was_not_wiped() {
    let wanted = secret(1);
    with_secret(1, |_| assert!(!wanted.addresses().is_empty()));
    assert_eq!(wanted.addresses(), BTreeSet::new());
    drop(with_secret(1, |bytes| bytes.to_vec()));
    assert!(!wanted.addresses().is_empty());
}

#[test]
fn a_secret_is_not_kept() {
    let wanted = secret(2);
    let plain = key(2);
    assert_eq!(wanted.addresses(), BTreeSet::new());
    let text = with_secret(2, base64url);
    let decoded = HmacKey::from_base64(Algorithm::Hs256, &text).unwrap();
    assert_eq!(wanted.addresses(), BTreeSet::new());
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let text = with_secret(2, digits);
    let from_hex = HmacKey::from_hex(Algorithm::Hs256, &text).unwrap();
    assert_eq!(wanted.addresses(), BTreeSet::new());
    // What the digits stand for is looked at, to say that they look like some.
    let of_digits = HmacKey::hs256(&text).unwrap();
    assert_eq!(wanted.addresses(), BTreeSet::new());
    let mac = |key: &HmacKey| key.sign(b"message").unwrap().as_ref().to_vec();
    assert_eq!(mac(&plain), mac(&decoded));
    assert_eq!(mac(&plain), mac(&from_hex));
    assert_ne!(mac(&plain), mac(&of_digits));
}

/// It is read in many ways, to see whether it is a key of another kind.
#[test]
fn a_secret_of_text_is_not_kept() {
    let letters = |bytes: &[u8]| -> Vec<u8> { bytes.iter().map(|byte| b'A' + byte % 26).collect() };
    let wanted = with_secret(5, |bytes| Wanted::new(letters(bytes)));
    let lower = with_secret(5, |bytes| {
        let mut text = letters(bytes);
        text.make_ascii_lowercase();
        Wanted::new(text)
    });
    let key = with_secret(5, |bytes| {
        let mut text = letters(bytes);
        let key = HmacKey::hs256(&text).unwrap();
        text.fill(0);
        drop(std::hint::black_box(text));
        key
    });
    assert_eq!(wanted.addresses(), BTreeSet::new());
    assert_eq!(lower.addresses(), BTreeSet::new());
    drop(key);
}

#[test]
fn hash_states_are_wiped_with_the_last_clone() {
    let wanted = Wanted::new(with_secret(3, inner_state));
    let before = wanted.addresses();
    let key = key(3);
    let clone = key.clone();
    assert!(key.sign(b"message").is_ok());
    drop(key);
    let held = wanted.addresses();
    assert!(
        held.difference(&before).count() > 0,
        "not found while it is held"
    );
    drop(clone);
    let left = wanted.addresses();
    assert_eq!(left.difference(&before).count(), 0);
}
