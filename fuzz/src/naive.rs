//! The formats once more, slow and plain.

use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "jwe")]
use glassbox::jwe::{ContentEncryption, KeyManagement};
use glassbox::key::SigningKey;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bit by bit: what is left over at the end is filled up with zeros.
pub(super) fn encode(bytes: &[u8]) -> String {
    let (mut text, mut bits, mut count) = (String::new(), 0_u32, 0);
    for bit in bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1))
    {
        bits = bits << 1 | u32::from(bit);
        count += 1;
        if count == 6 {
            text.push(char::from(SYMBOLS[bits as usize]));
            (bits, count) = (0, 0);
        }
    }
    if count > 0 {
        text.push(char::from(SYMBOLS[(bits << (6 - count)) as usize]));
    }
    text
}

/// A text is good if its bytes would be written so.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (vec![], 0_u32, 0);
    for character in text.bytes() {
        let value = SYMBOLS.iter().position(|&symbol| symbol == character)?;
        for place in (0..6).rev() {
            bits = bits << 1 | (value as u32 >> place & 1);
            count += 1;
            if count == 8 {
                bytes.push(bits as u8);
                (bits, count) = (0, 0);
            }
        }
    }
    (encode(&bytes) == text).then_some(bytes)
}

/// The members of a JSON object in their order, names as often as they come.
pub(super) struct Members<V = Value>(pub(super) Vec<(String, V)>);

impl<V> Members<V> {
    /// `None` for what is no JSON object, or has values that `V` does not hold.
    pub(super) fn read(json: &[u8]) -> Option<Self>
    where
        V: DeserializeOwned,
    {
        serde_json::from_slice(json).ok()
    }

    pub(super) fn get(&self, name: &str) -> Option<&V> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    pub(super) fn has_duplicates(&self) -> bool {
        let mut names: Vec<_> = self.0.iter().map(|(name, _)| name).collect();
        names.sort();
        names.windows(2).any(|two| two[0] == two[1])
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Members<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Object<V> {
            type Value = Members<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<V>, A::Error> {
                let mut members = vec![];
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object(PhantomData))
    }
}

/// A header, each value as its JSON.
pub(super) type Header = Members<Box<RawValue>>;

/// A header that may stand in a signed token (RFC 7515 §4), of whatever algorithm.
pub(super) fn header(json: &[u8]) -> Option<Header> {
    common(json).filter(|members| members.get("enc").is_none())
}

/// A header that may stand in an encrypted token (RFC 7516 §4), with algorithms that have names.
#[cfg(feature = "jwe")]
pub(super) fn encrypted_header(json: &[u8]) -> Option<Header> {
    let members = common(json)?;
    let text = |name| members.get(name).map(|json| text(json));
    let is_party = |name| match text(name) {
        None => true,
        Some(party) => party.is_some_and(|it| it.len() <= 683 && decode(&it).is_some()),
    };
    let is_ephemeral = |key: &RawValue| {
        let key = Header::read(key.get().as_bytes());
        key.is_some_and(|key| !key.has_duplicates() && key.get("d").is_none())
    };
    let epk = members.get("epk");
    let [alg, enc] = ["alg", "enc"].map(|name| text(name).flatten());
    let (alg, enc) = (KeyManagement::from_name(&alg?)?, enc?);
    let is_right = members.get("zip").is_none()
        && ContentEncryption::from_name(&enc).is_some()
        && is_party("apu")
        && is_party("apv")
        && epk.is_none_or(|key| is_ephemeral(key))
        && (epk.is_some() || !alg.name().starts_with("ECDH"));
    is_right.then_some(members)
}

/// Whether an encrypted key, an IV and a tag have the lengths that the algorithms make, in bytes.
#[cfg(feature = "jwe")]
pub(super) fn lengths_fit(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    [key, iv, tag]: [usize; 3],
) -> bool {
    let key_fits = match algorithm.name() {
        "dir" | "ECDH-ES" => key == 0,
        name if name.starts_with("RSA") => (1..=1024).contains(&key),
        _ => key == encryption.key_len() + 8,
    };
    let expected = match encryption {
        ContentEncryption::A128CbcHs256 => (16, 16),
        ContentEncryption::A256CbcHs512 => (16, 32),
        _ => (12, 16),
    };
    key_fits && (iv, tag) == expected
}

/// What both have in common.
fn common(json: &[u8]) -> Option<Header> {
    let members = Header::read(json)?;
    let texts = ["alg", "kid", "typ", "cty"];
    let ignored = ["jku", "x5u", "x5t", "x5t#S256"];
    let all_begin = |names: &[&str], first: char| {
        let mut values = names.iter().filter_map(|name| members.get(name));
        values.all(|value| value.get().starts_with(first))
    };
    let is_text = |name: &&str| members.get(name).is_none_or(|json| text(json).is_some());
    let is_right = members.0.len() <= 32
        && !members.has_duplicates()
        && members.get("crit").is_none()
        && members.get("alg").is_some()
        && texts.iter().all(is_text)
        && all_begin(&ignored, '"')
        && all_begin(&["jwk"], '{')
        && all_begin(&["x5c"], '[')
        && members.get("b64").is_none_or(|b64| b64.get() == "true");
    is_right.then_some(members)
}

/// What a string says, where it says something.
pub(super) fn text(json: &RawValue) -> Option<String> {
    serde_json::from_str(json.get()).ok()
}

/// A token of these parts as they stand, rightly signed.
pub(super) fn signed(header: &str, payload: &str, key: &impl SigningKey) -> String {
    let input = format!("{header}.{payload}");
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", encode(signature.as_ref()))
}
