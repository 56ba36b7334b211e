//! Signing with a private key: which keys and which messages are compared.

use std::fmt;
use std::hint::black_box;

use fastrand::Rng;
use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, PrivateKey};

use crate::attempt::Attempt;
use crate::inputs::signing_input;
use crate::leaky::LeakyPower;
use crate::measure::Draw;

/// How many different keys there are, and as many copies of one.
const KEYS: u8 = 16;

/// One class of signatures: what is the same in all of them, and what is drawn anew for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// One key signs one message.
    OneMessage,
    /// One key signs a message at random.
    ManyMessages,
    /// One key signs a message at random; the partner of `ManyKeys`.
    OneKey,
    /// One of many keys signs a message at random.
    ManyKeys,
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OneMessage => "one message",
            Self::ManyMessages => "many messages",
            Self::OneKey => "one key",
            Self::ManyKeys => "many keys",
        })
    }
}

/// Draws what the classes sign. The first byte of an input says which key signs what follows: the
/// copies of one key come first, then the many. There are as many copies as keys, so that both classes find
/// their keys equally near.
pub fn draw<'a>(classes: [Signed; 2], header: &'a str, rng: &mut Rng) -> Box<Draw<'a>> {
    let one = signing_input(header, rng.u64(..));
    Box::new(move |class, rng, out| {
        let class = classes[class];
        let first = if class == Signed::ManyKeys { KEYS } else { 0 };
        out.push(first + rng.u8(..KEYS));
        match class {
            Signed::OneMessage => out.extend_from_slice(&one),
            _ => out.extend_from_slice(&signing_input(header, rng.u64(..))),
        }
    })
}

/// Keys that take turns.
pub struct Signing<K> {
    keys: Vec<K>,
    key: usize,
    message: Vec<u8>,
}

impl Signing<PrivateKey> {
    /// # Panics
    /// If a signature does not hold.
    pub fn new(algorithm: Algorithm) -> Self {
        let generate = || match algorithm {
            Algorithm::Rs256 => PrivateKey::generate_rsa(algorithm, 2048),
            _ => PrivateKey::generate(algorithm),
        };
        let pem = generate().expect("random bytes").to_private_pem();
        // A clone would share the memory of its original.
        let copy = |_| PrivateKey::new(algorithm, pem.reveal()).expect("its own PEM");
        let copies = (0..KEYS).map(copy);
        let others = (0..KEYS).map(|_| generate().expect("random bytes"));
        let keys: Vec<_> = copies.chain(others).collect();
        for key in &keys {
            let signature = key.sign(b"message").expect("signs");
            assert!(key.public_key().verify(b"message", signature.as_ref()));
        }
        Self::of(keys)
    }
}

impl Signing<LeakyPower> {
    /// The one key has an exponent with few bits.
    pub fn leaky(rng: &mut Rng) -> Self {
        let copies = (0..KEYS).map(|_| LeakyPower([1; 16]));
        let others = (0..KEYS).map(|_| LeakyPower([(); 16].map(|()| rng.u64(..))));
        Self::of(copies.chain(others).collect())
    }
}

impl<K> Signing<K> {
    fn of(keys: Vec<K>) -> Self {
        let message = Vec::new();
        Self {
            keys,
            key: 0,
            message,
        }
    }
}

impl<K: SigningKey> Attempt for Signing<K> {
    fn load(&mut self, input: &[u8]) {
        let (&key, message) = input.split_first().expect("a key, and a message");
        self.key = key.into();
        self.message.clear();
        self.message.extend_from_slice(message);
    }

    fn succeeds(&self) -> bool {
        // Or else a signature that nobody looks at would not be computed.
        black_box(self.keys[self.key].sign(&self.message)).is_ok()
    }
}
