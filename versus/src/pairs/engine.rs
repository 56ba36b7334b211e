//! The engine that glassbox has for key pairs, alone: no token around it, keys made once.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graviola::hashing::{Sha256, Sha384};
use graviola::signing::ecdsa::{P256, P384};
use graviola::signing::{ecdsa, eddsa, rsa};

use super::pair::Pair;
use super::{Task, glassbox};
use crate::candidates::{Batch, GLASSBOX, repeat};
use crate::work::Work;

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8> + Send>;
type Verify = Box<dyn Fn(&[u8], &[u8]) -> bool + Send>;

/// What a figure is a multiple of: the engine; where it has nothing to do, glassbox with HMAC; for keys that are
/// fetched, a set of the same keys.
pub fn unit(pair: Pair, task: Task) -> Batch {
    match task {
        Task::Verify => verify(pair),
        Task::Sign => sign(pair),
        Task::Import => import(pair),
        Task::Remembered => hmac(Work::VerifyUser),
        Task::RefuseLength | Task::RefuseAlgorithm => hmac(Work::RefuseForged),
        Task::Fetched | Task::FetchedRemembered => glassbox::with_a_set(pair, task),
    }
}

fn hmac(work: Work) -> Batch {
    (GLASSBOX.prepare)(work).expect("glassbox does every work item")
}

fn verify(pair: Pair) -> Batch {
    let token = pair.token();
    let (input, signature) = token.rsplit_once('.').expect("three segments");
    let (input, signature) = (
        input.to_owned(),
        URL_SAFE_NO_PAD.decode(signature).expect("base64url"),
    );
    let verify = verifying(pair);
    assert!(verify(input.as_bytes(), &signature));
    repeat(move || verify(black_box(input.as_bytes()), black_box(&signature)))
}

fn sign(pair: Pair) -> Batch {
    let (input, key) = (pair.signing_input(), Key::read(pair, &pair.private_der()));
    let mut room = [0; 512];
    repeat(move || key.sign(pair, black_box(input.as_bytes()), &mut room).len())
}

/// Reads both halves, signs and verifies once: what no check of a private key can do without.
fn import(pair: Pair) -> Batch {
    const MESSAGE: &[u8] = b"a trial signature";
    let der = pair.private_der();
    repeat(move || {
        let key = Key::read(pair, black_box(&der));
        let mut room = [0; 512];
        let signature = key.sign(pair, MESSAGE, &mut room);
        assert!(key.public().verify(pair, MESSAGE, signature));
    })
}

/// Signs as the algorithm says.
pub fn signing(pair: Pair) -> Sign {
    let key = Key::read(pair, &pair.private_der());
    Box::new(move |message| key.sign(pair, message, &mut [0; 512]).to_vec())
}

/// Verifies as the algorithm says.
pub fn verifying(pair: Pair) -> Verify {
    let key = Key::read(pair, &pair.private_der()).public();
    Box::new(move |message, signature| key.verify(pair, message, signature))
}

// Apart from the heap, as glassbox has them.
enum Key {
    Rsa(Box<rsa::SigningKey>),
    P256(Box<ecdsa::SigningKey<P256>>),
    P384(Box<ecdsa::SigningKey<P384>>),
    Ed25519(Box<eddsa::Ed25519SigningKey>),
}

enum Public {
    Rsa(Box<rsa::VerifyingKey>),
    P256(Box<ecdsa::VerifyingKey<P256>>),
    P384(Box<ecdsa::VerifyingKey<P384>>),
    Ed25519(Box<eddsa::Ed25519VerifyingKey>),
}

impl Key {
    fn read(pair: Pair, der: &[u8]) -> Self {
        let key = match pair {
            Pair::Rs256 | Pair::Ps256 | Pair::Rs256Long => {
                rsa::SigningKey::from_pkcs8_der(der).map(|key| Self::Rsa(Box::new(key)))
            }
            Pair::Es256 => {
                ecdsa::SigningKey::from_pkcs8_der(der).map(|key| Self::P256(Box::new(key)))
            }
            Pair::Es384 => {
                ecdsa::SigningKey::from_pkcs8_der(der).map(|key| Self::P384(Box::new(key)))
            }
            Pair::EdDsa => eddsa::Ed25519SigningKey::from_pkcs8_der(der)
                .map(|key| Self::Ed25519(Box::new(key))),
        };
        key.expect("a key of the tests")
    }

    /// Read from its bytes, as the public half of a file is.
    fn public(&self) -> Public {
        const OWN: &str = "its own";
        match self {
            Self::Rsa(key) => {
                let mut room = [0; 600];
                let der = key.public_key().to_pkcs1_der(&mut room).expect(OWN);
                let key = rsa::VerifyingKey::from_pkcs1_der(der);
                Public::Rsa(Box::new(key.expect(OWN)))
            }
            Self::P256(key) => {
                let point = key.private_key.public_key_uncompressed();
                let key = ecdsa::VerifyingKey::from_x962_uncompressed(&point);
                Public::P256(Box::new(key.expect(OWN)))
            }
            Self::P384(key) => {
                let point = key.private_key.public_key_uncompressed();
                let key = ecdsa::VerifyingKey::from_x962_uncompressed(&point);
                Public::P384(Box::new(key.expect(OWN)))
            }
            Self::Ed25519(key) => {
                let key = eddsa::Ed25519VerifyingKey::from_bytes(&key.public_key().as_bytes());
                Public::Ed25519(Box::new(key.expect(OWN)))
            }
        }
    }

    fn sign<'r>(&self, pair: Pair, message: &[u8], room: &'r mut [u8; 512]) -> &'r [u8] {
        let signature = match self {
            Self::Rsa(key) if pair == Pair::Ps256 => key.sign_pss_sha256(room, message),
            Self::Rsa(key) => key.sign_pkcs1_sha256(room, message),
            Self::P256(key) => key.sign::<Sha256>(&[message], room),
            Self::P384(key) => key.sign::<Sha384>(&[message], room),
            Self::Ed25519(key) => {
                let signature = key.sign(message);
                room[..64].copy_from_slice(&signature);
                return &room[..64];
            }
        };
        signature.expect("signs")
    }
}

impl Public {
    fn verify(&self, pair: Pair, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) if pair == Pair::Ps256 => key.verify_pss_sha256(signature, message),
            Self::Rsa(key) => key.verify_pkcs1_sha256(signature, message),
            Self::P256(key) => key.verify::<Sha256>(&[message], signature),
            Self::P384(key) => key.verify::<Sha384>(&[message], signature),
            Self::Ed25519(key) => key.verify(signature, message),
        }
        .is_ok()
    }
}
