//! A secret is for one purpose: one that signs and one that encrypts are never the same, wherever the two
//! meet (RFC 8725 §3.1). Both halves of a key of CBC-HS are secrets of their own (RFC 7518 §5.2.2.1).

use std::sync::Arc;

use glassbox::jwe::{
    AesKey, ContentEncryption, DecryptingKey, DecryptionKeys, DecryptionRing, EncryptError,
    KeyManagement, RecipientInfo, Wanted,
};
use glassbox::key::{KeyInfo, KeySource, Lookup, One, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyRing, SignError, Signer, Verifier, VerifyError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{lock, pairs, steel};

const HMACS: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

/// No byte of it comes twice.
fn secret(len: usize) -> Vec<u8> {
    (0..len).map(|index| 200 - index as u8).collect()
}

/// A key, and the secrets that it uses.
fn key(algorithm: KeyManagement, encryption: ContentEncryption) -> (AesKey, Vec<Vec<u8>>) {
    let len = match algorithm {
        KeyManagement::A128Kw => 16,
        KeyManagement::A256Kw => 32,
        _ => encryption.key_len(),
    };
    let whole = secret(len);
    let key = AesKey::new(algorithm, encryption, &whole).unwrap();
    let is_cbc = encryption.name().contains("CBC");
    let mut secrets = vec![whole.clone()];
    if is_cbc && algorithm == KeyManagement::Dir {
        secrets.extend(whole.chunks(len / 2).map(<[u8]>::to_vec));
    }
    (key, secrets)
}

fn hmac(algorithm: Algorithm, secret: &[u8]) -> HmacKey {
    HmacKey::with_short_secret(algorithm, secret).unwrap()
}

fn is_shared(verifier: &Verifier) -> bool {
    let is_found = |code| {
        let audit = verifier.audit();
        audit
            .findings()
            .iter()
            .any(|finding| finding.code() == code)
    };
    let is_refused = match verifier.check_configuration() {
        Ok(()) => false,
        Err(VerifyError::Configuration(error)) => {
            assert!(error.to_string().contains("one secret"), "{error}");
            let called = verifier.verify::<Value>("").unwrap_err();
            assert_eq!(called, VerifyError::Configuration(error));
            true
        }
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!(is_found("shared_secret"), is_refused);
    is_refused
}

fn signs_with(key: HmacKey, recipient: AesKey) -> bool {
    let signer = Signer::new(key).without_expiry().encrypt_to(recipient);
    let signed = signer.sign(&json!({})).map(drop);
    assert_eq!(signer.check_configuration(), signed);
    match signed {
        Ok(()) => false,
        Err(SignError::Encrypt(EncryptError::SharedSecret)) => true,
        Err(error) => panic!("{error:?}"),
    }
}

#[cfg(feature = "session")]
fn refreshes_with(key: HmacKey, recipient: AesKey) -> bool {
    use glassbox::session::{BuildError, MemoryStore, Sessions};
    let access = super::signer().encrypt_to(recipient);
    match Sessions::builder(access, key, MemoryStore::new())
        .build()
        .map(drop)
    {
        Ok(()) => false,
        Err(BuildError::SharedSecret) => true,
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn of_every_pair_and_part() {
    for (algorithm, encryption) in pairs() {
        let (steel, secrets) = key(algorithm, encryption);
        let mut other = secrets[0].clone();
        other[0] ^= 1;
        let cases = secrets.iter().map(|secret| (secret, true));
        let shorter = &secrets[0][1..];
        for (secret, expected) in cases.chain([(&other, false), (&shorter.to_vec(), false)]) {
            // HMAC fills a secret up with zeros (RFC 2104 §2).
            let padded = [&secret[..], &[0; 3]].concat();
            for hash in HMACS {
                for secret in [&**secret, &padded] {
                    let said = format!("{algorithm} {encryption} {hash} {}", secret.len());
                    let key = || hmac(hash, secret);
                    let verifier = Verifier::new(key()).decrypt_with(steel.clone());
                    assert_eq!(is_shared(&verifier), expected, "{said}");
                    assert_eq!(signs_with(key(), steel.clone()), expected, "{said}");
                    #[cfg(feature = "session")]
                    if secret.len() >= 64 {
                        assert_eq!(refreshes_with(key(), steel.clone()), expected, "{said}");
                    }
                }
            }
        }
    }
}

/// A secret that is longer than the block of its hash is that hash.
#[test]
fn a_hash_of_a_secret_is_that_secret() {
    let long = secret(99);
    let steel = AesKey::a256kw(Sha256::digest(&long)).unwrap();
    let verifier = Verifier::new(hmac(Algorithm::Hs256, &long)).decrypt_with(steel);
    assert!(is_shared(&verifier));
}

/// A source of others that shows the keys of an algorithm when it is asked for that one.
struct ByAlgorithm(Vec<HmacKey>);

impl KeySource for ByAlgorithm {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        let mut keys = self.0.iter();
        Ok(keys.any(|key| key.algorithm() == wanted.algorithm() && visit(key)))
    }
}

impl DecryptionKeys for ByAlgorithms {
    fn candidates(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        let is_wanted = |key: &AesKey| {
            (key.algorithm(), key.encryption()) == (wanted.algorithm(), wanted.encryption())
        };
        Ok(self.0.iter().any(|key| is_wanted(key) && visit(key)))
    }
}

struct ByAlgorithms(Vec<AesKey>);

/// However the keys are kept.
#[test]
fn in_sources_of_every_kind() {
    let (steel, secrets) = key(KeyManagement::A256Kw, ContentEncryption::A256Gcm);
    for hash in HMACS {
        let shared = || hmac(hash, &secrets[0]).with_key_id("shared");
        let ring = || KeyRing::new(lock()).accept(shared()).unwrap();
        let by_algorithm = ByAlgorithm(vec![lock(), shared()]);
        for verifier in [
            Verifier::new(shared()),
            Verifier::new(One(shared())),
            Verifier::new(Arc::new(shared())),
            Verifier::new(ring()),
            Verifier::new(
                KeyRing::new(lock())
                    .accept_until(shared(), super::at(1))
                    .unwrap(),
            ),
            Verifier::new(by_algorithm),
        ] {
            assert!(is_shared(&verifier.decrypt_with(steel.clone())), "{hash}");
        }
    }
    let none = ByAlgorithm(
        HMACS
            .map(|hash| hmac(hash, &secret(28 + hash as usize)))
            .into(),
    );
    assert!(!is_shared(&Verifier::new(none).decrypt_with(steel)));
}

#[test]
fn in_sources_of_keys_that_decrypt() {
    for (algorithm, encryption) in pairs() {
        let (shared, secrets) = key(algorithm, encryption);
        let shared = shared.with_key_id("shared");
        let verifier = || Verifier::new(hmac(Algorithm::Hs256, &secrets[0]));
        let ring = DecryptionRing::new(steel());
        for verifier in [
            verifier().decrypt_with(One(shared.clone())),
            verifier().decrypt_with(Box::new(shared.clone())),
            verifier().decrypt_with(ring.clone().accept(shared.clone()).unwrap()),
            verifier().decrypt_with(ring.accept_until(shared.clone(), super::at(1)).unwrap()),
            verifier().decrypt_with(ByAlgorithms(vec![steel(), shared])),
        ] {
            assert!(is_shared(&verifier), "{algorithm} {encryption}");
        }
    }
}

/// The audit shows each key of such a source, once.
#[test]
fn an_audit_sees_the_keys_of_every_algorithm() {
    let short = |hash| HmacKey::with_short_secret(hash, [hash as u8 + 1; 9]).unwrap();
    let verifier = Verifier::new(ByAlgorithm(HMACS.map(short).into()));
    let audit = verifier.audit();
    let codes = audit.findings().iter().map(|finding| finding.code());
    let codes: Vec<_> = codes
        .filter(|code| ["short_secret", "shared_secret"].contains(code))
        .collect();
    assert_eq!(codes, ["short_secret"; 3]);
    let key =
        |encryption: ContentEncryption| AesKey::generate(KeyManagement::Dir, encryption).unwrap();
    let keys = super::ENCRYPTIONS.map(key).into();
    let audit = Verifier::new(lock())
        .decrypt_with(ByAlgorithms(keys))
        .audit();
    let findings = audit.findings().iter();
    assert_eq!(
        findings
            .filter(|finding| finding.code() == "direct_gcm")
            .count(),
        2
    );
}
