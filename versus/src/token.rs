//! Tokens made by hand: what the candidates verify, and the check of what they sign.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Sha256, Sha512};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha512,
}

/// What W6 is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Garbage {
    /// `xxxx…`: of the alphabet, no dot, no header.
    Letters,
    /// Begins as a header would, of the alphabet, no dot.
    Headless,
    /// Printable characters at random.
    Random,
    /// Two dots where they belong, a foreign character in the header.
    Foreign,
    Spaces,
    Dots,
}

pub const GARBAGE: [Garbage; 6] = [
    Garbage::Letters,
    Garbage::Headless,
    Garbage::Random,
    Garbage::Foreign,
    Garbage::Spaces,
    Garbage::Dots,
];

pub const GARBAGE_BYTES: [usize; 4] = [300, 4 << 10, 64 << 10, 255 << 10];

/// A header that has to be read: it names a key, and the verifier's has no name.
pub const FOREIGN_HEADER: &str = r#"{"alg":"HS256","kid":"2026-11","typ":"JWT"}"#;

impl Hash {
    pub fn header(self) -> &'static str {
        match self {
            Self::Sha256 => r#"{"alg":"HS256","typ":"JWT"}"#,
            Self::Sha512 => r#"{"alg":"HS512","typ":"JWT"}"#,
        }
    }

    /// As long as the hash, which is what RFC 7518 asks for.
    pub fn secret(self) -> &'static [u8] {
        const SECRET: &[u8; 64] =
            b"a secret for measurements, sixty-four bytes long, used for HS512";
        match self {
            Self::Sha256 => &SECRET[..32],
            Self::Sha512 => SECRET,
        }
    }

    fn mac(self, message: &[u8]) -> Vec<u8> {
        fn tag<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> Vec<u8> {
            let mac = <M as KeyInit>::new_from_slice(secret).expect("any length");
            mac.chain_update(message).finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha256 => tag::<Hmac<Sha256>>(self.secret(), message),
            Self::Sha512 => tag::<Hmac<Sha512>>(self.secret(), message),
        }
    }
}

pub fn sign(hash: Hash, header: &str, payload: &[u8]) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let input = format!("{}.{}", encode(header.as_bytes()), encode(payload));
    let tag = encode(&hash.mac(input.as_bytes()));
    format!("{input}.{tag}")
}

/// The claims of a token, if its algorithm and signature are right.
pub fn open(hash: Hash, token: &str) -> Option<Value> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let header: Value = parse(header)?;
    let expected: Value = serde_json::from_str(hash.header()).ok()?;
    let genuine = URL_SAFE_NO_PAD.decode(signature).ok()? == hash.mac(input.as_bytes());
    (genuine && header["alg"] == expected["alg"]).then(|| parse(payload))?
}

fn parse(segment: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

/// The same token with one bit of its signature flipped.
pub fn forge(token: &str) -> String {
    flip(token, 2)
}

/// The same text with one bit of one of its parts flipped.
pub fn flip(token: &str, part: usize) -> String {
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    let mut bytes = URL_SAFE_NO_PAD.decode(&parts[part]).expect("base64url");
    bytes[7] ^= 1;
    parts[part] = URL_SAFE_NO_PAD.encode(bytes);
    parts.join(".")
}

pub fn garbage(kind: Garbage, bytes: usize) -> String {
    let filled = |start: &str, end: &str| {
        let filling = "A".repeat(bytes - start.len() - end.len());
        format!("{start}{filling}{end}")
    };
    match kind {
        Garbage::Letters => "x".repeat(bytes),
        Garbage::Headless => filled("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", ""),
        Garbage::Random => random(bytes),
        Garbage::Foreign => {
            let signature = format!(".{}", "A".repeat(43));
            filled("eyJhbGci!iJIUzI1NiIsInR5cCI6IkpXVCJ9.", &signature)
        }
        Garbage::Spaces => " ".repeat(bytes),
        Garbage::Dots => ".".repeat(bytes),
    }
}

/// Printable ASCII from a fixed seed (xorshift).
fn random(bytes: usize) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'!' + (state % 94) as u8)
    };
    (0..bytes).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_opens() {
        let token = sign(Hash::Sha256, Hash::Sha256.header(), br#"{"a":1}"#);
        assert_eq!(
            open(Hash::Sha256, &token),
            Some(serde_json::json!({"a": 1}))
        );
        assert_eq!(open(Hash::Sha512, &token), None);
        assert_eq!(open(Hash::Sha256, &forge(&token)), None);
    }

    #[test]
    fn garbage_is_as_long_as_it_says() {
        for kind in GARBAGE {
            for bytes in GARBAGE_BYTES {
                assert_eq!(garbage(kind, bytes).len(), bytes, "{kind:?}");
            }
        }
    }
}
