//! What is timed.

use glassbox::key::VerifyingKey;
use glassbox::{RegisteredClaims, Verifier};

/// A verification or a signature. Its input is copied in beforehand, always to the same place, so that the
/// timed part finds both classes at the same addresses and equally near.
pub trait Attempt {
    fn load(&mut self, input: &[u8]);
    /// Whether it accepts or signs.
    fn succeeds(&self) -> bool;
}

/// A key alone; its input is the message with the MAC behind it.
pub struct Raw<K> {
    key: K,
    message_len: usize,
    input: Vec<u8>,
}

impl<K> Raw<K> {
    pub fn new(key: K, message_len: usize) -> Self {
        let input = Vec::new();
        Self {
            key,
            message_len,
            input,
        }
    }
}

impl<K: VerifyingKey> Attempt for Raw<K> {
    fn load(&mut self, input: &[u8]) {
        self.input.clear();
        self.input.extend_from_slice(input);
    }

    fn succeeds(&self) -> bool {
        let (message, mac) = self.input.split_at(self.message_len);
        self.key.verify(message, mac)
    }
}

/// A verifier; its input is a token.
pub struct Whole {
    verifier: Verifier,
    /// The code of the one refusal.
    refusal: &'static str,
    token: String,
}

impl Whole {
    /// For tokens whose MAC may be wrong.
    pub fn new(verifier: Verifier) -> Self {
        Self::refusing(verifier, "invalid_signature")
    }

    pub fn refusing(verifier: Verifier, refusal: &'static str) -> Self {
        Self {
            verifier,
            refusal,
            token: String::new(),
        }
    }
}

impl Attempt for Whole {
    fn load(&mut self, input: &[u8]) {
        self.token.clear();
        self.token
            .push_str(str::from_utf8(input).expect("a token is ASCII"));
    }

    fn succeeds(&self) -> bool {
        match self.verifier.verify::<RegisteredClaims>(&self.token) {
            Ok(_) => true,
            // Any other refusal would mean that the comparison was never reached.
            Err(error) if error.code() == self.refusal => false,
            Err(error) => panic!("{error}"),
        }
    }
}
