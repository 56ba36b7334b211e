//! Messages with their right MACs, and the inputs that are made of them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fastrand::Rng;
use glassbox::HmacKey;
use glassbox::key::SigningKey;

use crate::mac::Mac;

/// How many pairs of messages take turns. Both classes are drawn from the same ones.
const PAIRS: usize = 128;

/// Signing inputs (RFC 7515 §5.1), all equally long, with their MACs, in pairs: each message is
/// the other one of its partner. So a class of right MACs and one of the partners' MACs present
/// the very same bytes, equally often, and differ only in the messages that they come with.
pub struct Inputs {
    pairs: Vec<[Signed; 2]>,
    shape: Shape,
}

struct Signed {
    message: Vec<u8>,
    mac: Vec<u8>,
}

/// What is made of a message and a MAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The MAC's bytes behind the message.
    Bytes,
    /// A token.
    Token,
}

impl Inputs {
    /// `header` is the JSON of the tokens' header.
    pub fn new(header: &str, key: &HmacKey, shape: Shape, rng: &mut Rng) -> Self {
        let mut sign = || {
            let message = signing_input(header, rng.u64(..));
            let mac = key.sign(&message).expect("an HMAC key signs anything");
            let mac = mac.as_ref().to_vec();
            Signed { message, mac }
        };
        let mut pair = || {
            loop {
                let [one, other] = [sign(), sign()];
                if one.mac[0] != other.mac[0] {
                    return [one, other];
                }
            }
        };
        let pairs = (0..PAIRS).map(|_| pair()).collect();
        Self { pairs, shape }
    }

    pub fn message_len(&self) -> usize {
        self.pairs[0][0].message.len()
    }

    /// Appends an input with a MAC of that class.
    pub fn draw(&self, class: Mac, rng: &mut Rng, out: &mut Vec<u8>) {
        let pair = &self.pairs[rng.usize(..PAIRS)];
        let side = usize::from(rng.bool());
        let [signed, other] = [&pair[side], &pair[1 - side]];
        let mac = class.forge(&signed.mac, &other.mac, rng);
        out.extend_from_slice(&signed.message);
        match self.shape {
            Shape::Bytes => out.extend_from_slice(&mac),
            Shape::Token => {
                out.push(b'.');
                out.extend_from_slice(BASE64_URL_SAFE_NO_PAD.encode(mac).as_bytes());
            }
        }
    }
}

/// All of one length.
pub fn signing_input(header: &str, id: u64) -> Vec<u8> {
    // Valid until 2100, so that a right MAC makes a token that is accepted.
    let payload = format!(
        r#"{{"username":"testAdmin","role":"admin","iat":1700000000,"exp":4102444800,"jti":"{id:016x}"}}"#
    );
    let [header, payload] = [header, &payload].map(|json| BASE64_URL_SAFE_NO_PAD.encode(json));
    format!("{header}.{payload}").into_bytes()
}
