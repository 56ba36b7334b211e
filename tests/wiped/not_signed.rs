//! Claims that were written for a token to be encrypted, and did not get into one.

use std::collections::{BTreeMap, BTreeSet};

use glassbox::jwe::{
    ContentEncryption, ContentKey, EncryptError, EncryptingKey, Established, KeyManagement,
    RecipientInfo,
};
use glassbox::key::{KeyId, KeyInfo, Signature, SigningKey};
use glassbox::{Algorithm, SignError, Signer};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};

use super::encryption::{encoded_letters, letters};
use super::{Wanted, with_secret};
use crate::jwe::steel;

/// A key whose signatures have so many bytes; without a number it fails.
struct Key(Option<usize>);

impl KeyInfo for Key {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Rs256
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl SigningKey for Key {
    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        let len = self.0.ok_or_else(|| SignError::key("no card"))?;
        Ok(Signature::new(vec![7; len]))
    }
}

/// Claims that cannot be written to their end.
struct Broken<'a>(&'a str);

impl Serialize for Broken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("a", self.0)?;
        Err(S::Error::custom("no more"))
    }
}

fn claims(letters: &str) -> BTreeMap<&str, &str> {
    BTreeMap::from([("a", letters), ("sub", "42")])
}

#[test]
fn what_was_not_signed_is_not_kept() {
    const SEED: u8 = 73;
    let claim = with_secret(SEED, |bytes| Wanted::new(letters(bytes)));
    let within = encoded_letters(SEED);
    let check = |what: &str, sign: &dyn Fn(&str) -> Result<String, SignError>, is_signed: bool| {
        let code = with_secret(SEED, |bytes| {
            let mut letters = letters(bytes);
            let signed = sign(std::str::from_utf8(&letters).unwrap());
            letters.fill(0);
            drop(std::hint::black_box(letters));
            signed.map(drop)
        });
        assert_eq!(code.is_ok(), is_signed, "{what}: {code:?}");
        for wanted in [&claim, &within] {
            assert_eq!(wanted.addresses(), BTreeSet::new(), "{what}");
        }
    };
    let signer = |key| Signer::new(key).without_expiry().encrypt_to(steel());
    for (what, len, is_signed) in [
        ("a key that fails", None, false),
        ("an empty signature", Some(0), false),
        ("a signature that is longer than any", Some(1025), false),
        ("the longest signature", Some(1024), true),
    ] {
        check(what, &|a| signer(Key(len)).sign(&claims(a)), is_signed);
    }
    let good = || signer(Key(Some(256)));
    let twice = |a: &str| good().subject("42").sign(&claims(a));
    check("a claim twice", &twice, false);
    let broken = |a: &str| good().sign(&Broken(a));
    check("claims that cannot be written", &broken, false);
    let shared = |a: &str| good().encrypt_to(Down).sign(&claims(a));
    check("a recipient that fails", &shared, false);
}

/// A recipient that cannot be asked.
struct Down;

impl RecipientInfo for Down {
    fn algorithm(&self) -> KeyManagement {
        KeyManagement::A256Kw
    }

    fn encryption(&self) -> ContentEncryption {
        ContentEncryption::A256Gcm
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl EncryptingKey for Down {
    fn establish(&self, _: ContentKey) -> Result<Established, EncryptError> {
        Err(EncryptError::key("no card"))
    }
}
