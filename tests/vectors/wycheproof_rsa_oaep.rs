//! Wycheproof, json_web_encryption: the keys of RSA-OAEP-256, through the type of `examples/rsa_oaep.rs`.

use glassbox::jwe::{self, ContentEncryption, DecryptError, Decrypted};
use glassbox::key::One;
use rsa::{BoxedUint, PrivateKey};
use serde_json::Value;

use super::{Tally, base64, hex};
use crate::support::base64url;

#[expect(dead_code, reason = "tests/examples.rs runs its main as a program")]
#[path = "../../examples/rsa_oaep.rs"]
mod rsa_oaep;

use rsa_oaep::RsaOaep256;

/// The cases with their keys.
fn cases() -> Vec<(PrivateKey, Value)> {
    let vectors = include_str!("data/wycheproof/json_web_encryption_test.json");
    let vectors: Value = serde_json::from_str(vectors).unwrap();
    let groups = vectors["testGroups"].as_array().unwrap().iter();
    let ours = groups.filter(|group| group["private"]["alg"] == "RSA-OAEP-256");
    let cases = ours.flat_map(|group| {
        let key = key(&group["private"]);
        let cases = group["tests"].as_array().unwrap();
        cases.iter().map(move |case| (key.clone(), case.clone()))
    });
    cases.collect()
}

fn key(jwk: &Value) -> PrivateKey {
    let number = |name: &str| {
        let bytes = base64(jwk[name].as_str().unwrap());
        BoxedUint::from_be_slice_vartime(&bytes)
    };
    let primes = vec![number("p"), number("q")];
    PrivateKey::from_components(number("n"), number("e"), number("d"), primes).unwrap()
}

/// The content encryption that the token names, if there is such a one.
fn encryption(token: &str) -> Option<ContentEncryption> {
    let header = base64(token.split('.').next().unwrap());
    let header: Value = serde_json::from_slice(&header).unwrap();
    ContentEncryption::from_name(header["enc"].as_str().unwrap())
}

fn decrypt(token: &str, key: PrivateKey) -> Result<Decrypted, DecryptError> {
    let encryption = encryption(token).unwrap_or(ContentEncryption::A256Gcm);
    jwe::decrypt(token, &One(RsaOaep256 { key, encryption }))
}

pub fn run(tally: &mut Tally) {
    for (key, case) in cases() {
        let token = case["jwe"].as_str().unwrap();
        match decrypt(token, key) {
            Err(error) if encryption(token).is_none() => {
                assert_eq!(error.code(), "unsupported_algorithm", "{case}");
                tally.skip("an algorithm that is not there");
                continue;
            }
            // All that are refused name RSA1_5, which no key has.
            Err(error) => {
                assert_eq!(case["result"], "invalid", "{case}");
                assert_eq!(error.code(), "unsupported_algorithm", "{case}");
            }
            Ok(decrypted) => {
                assert_eq!(case["result"], "valid", "{case}");
                assert_eq!(decrypted.content(), hex(case["pt"].as_str().unwrap()));
            }
        }
        tally.ran += 1;
    }
}

/// RFC 7516 §11.5: what the key does not decrypt is refused as a changed content is, whatever the reason.
#[test]
fn a_key_that_rsa_does_not_decrypt_is_refused_as_every_other() {
    let (key, case) = cases().swap_remove(0);
    let token = case["jwe"].as_str().unwrap();
    let [header, encrypted, rest] = *token.splitn(3, '.').collect::<Vec<_>>() else {
        panic!("{token}");
    };
    let encrypted = base64(encrypted);
    let changed = |at: usize| {
        let mut changed = encrypted.clone();
        changed[at] ^= 1;
        changed
    };
    let public = key.to_public_key();
    let oaep = |bytes: &[u8]| public.oaep_encrypt::<rsa::sha2::Sha256>(bytes).unwrap();
    for encrypted in [
        changed(0),
        changed(encrypted.len() - 1),
        encrypted[1..].to_vec(),
        [&[0], &*encrypted].concat(),
        vec![0; encrypted.len()],
        vec![0xff; encrypted.len()],
        vec![1],
        public.pkcs1v15_encrypt(&[7; 16]).unwrap(),
        oaep(&[7; 15]),
        oaep(&[7; 16]),
        oaep(&[7; 17]),
        oaep(&[7; 65]),
        public.oaep_encrypt::<rsa::sha2::Sha384>(&[7; 16]).unwrap(),
    ] {
        let token = format!("{header}.{}.{rest}", base64url(&encrypted));
        let refused = decrypt(&token, key.clone());
        assert_eq!(
            refused,
            Err(DecryptError::Decryption),
            "{}",
            encrypted.len()
        );
    }
}
