//! Encrypted tokens that are refused: which part of them is wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fastrand::Rng;
use glassbox::jwe::EncryptingKey;
use glassbox::{HmacKey, Signer};

/// How many tokens take turns. Both classes are drawn from the same ones.
const TOKENS: usize = 256;

/// What they differ in, with as many digits each.
const IDS: Range<u64> = 1_000_000_000_000_000..9_000_000_000_000_000;

/// One class of encrypted tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Nothing,
    /// One bit of the wrapped key: it cannot be unwrapped.
    Key,
    /// One bit of the tag: the key is unwrapped, and does not fit the content.
    Tag,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "right",
            Self::Key => "wrapped key wrong",
            Self::Tag => "tag wrong",
        })
    }
}

/// Tokens that are signed, then encrypted to one key; all of one length.
pub struct Tokens(Vec<[Vec<u8>; 5]>);

impl Tokens {
    pub fn new(
        signing_key: HmacKey,
        recipient: impl EncryptingKey + Send + Sync + 'static,
        rng: &mut Rng,
    ) -> Self {
        let signer = Signer::new(signing_key).encrypt_to(recipient);
        let mut token = || {
            // Valid until 2100, so that what is right is accepted.
            let claims = BTreeMap::from([
                ("exp", 4_102_444_800),
                ("iat", 1_700_000_000),
                ("n", rng.u64(IDS)),
            ]);
            let text = signer.sign(&claims).expect("signs");
            let decode = |part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url");
            let parts: Vec<_> = text.split('.').map(decode).collect();
            parts.try_into().expect("five parts")
        };
        Self((0..TOKENS).map(|_| token()).collect())
    }

    /// Appends a token of that class.
    pub fn draw(&self, class: Wrong, rng: &mut Rng, out: &mut Vec<u8>) {
        let mut parts = self.0[rng.usize(..TOKENS)].clone();
        // Drawn for each class alike.
        let (bit, place) = (rng.u8(..8), rng.usize(..16));
        match class {
            Wrong::Nothing => {}
            Wrong::Key => parts[1][place] ^= 1 << bit,
            Wrong::Tag => parts[4][place] ^= 1 << bit,
        }
        let parts = parts.map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        out.extend_from_slice(parts.join(".").as_bytes());
    }
}
