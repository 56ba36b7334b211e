//! `glassbox` with key pairs: key, signer and verifier made once, W2's claims.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use glassbox::key::KeySource;
use glassbox::{Algorithm, PrivateKey, PublicKey, Signer, Token, Verifier, VerifyError};

use super::Task;
use super::fetched::{remote, set};
use super::pair::Pair;
use crate::candidates::{Batch, accepting, refusing, repeat};
use crate::claims::{User, user};
use crate::token::forge;
use crate::work::Work;

pub fn prepare(pair: Pair, task: Task) -> Batch {
    match task {
        Task::Verify => verify(pair, public(pair)),
        Task::Remembered => verify(pair, public(pair).remember_signatures(1)),
        Task::RefuseLength => refuse(pair, too_short(&pair.token()), "invalid_signature"),
        Task::RefuseAlgorithm => refuse(pair, foreign(pair), "algorithm_mismatch"),
        Task::Sign => sign(pair),
        Task::Import => import(pair),
        Task::Fetched => verify(pair, remote(pair, false)),
        Task::FetchedRemembered => verify(pair, remote(pair, true)),
    }
}

/// Verifies with a set of the same keys, which was never fetched.
pub fn with_a_set(pair: Pair, task: Task) -> Batch {
    match task {
        Task::FetchedRemembered => verify(pair, set(pair).remember_signatures(1)),
        _ => verify(pair, set(pair)),
    }
}

fn algorithm(pair: Pair) -> Algorithm {
    match pair {
        Pair::Rs256 | Pair::Rs256Long => Algorithm::Rs256,
        Pair::Ps256 => Algorithm::Ps256,
        Pair::Es256 => Algorithm::Es256,
        Pair::Es384 => Algorithm::Es384,
        Pair::EdDsa => Algorithm::EdDsa,
    }
}

fn private(pair: Pair) -> PrivateKey {
    PrivateKey::new(algorithm(pair), pair.private_pem()).expect("a key of the tests")
}

pub fn public(pair: Pair) -> PublicKey {
    PublicKey::new(algorithm(pair), pair.public_pem()).expect("a key of the tests")
}

fn sign(pair: Pair) -> Batch {
    let (signer, claims) = (Signer::new(private(pair)), user());
    let text = signer.sign(&claims).expect("signs");
    assert!(pair.holds(&text) && !pair.holds(&forge(&text)));
    repeat(move || signer.sign(black_box(&claims)))
}

fn verify(pair: Pair, keys: impl KeySource + Clone + 'static) -> Batch {
    let operation = verifying(Verifier::new(keys.clone()), pair.token());
    let batch = accepting(Work::VerifyUser, Token::claims, operation);
    // Now that a memory has the genuine one.
    let forged = verifying(Verifier::new(keys), forge(&pair.token()));
    drop(refusing(is("invalid_signature"), forged));
    batch
}

fn refuse(pair: Pair, text: String, code: &'static str) -> Batch {
    refusing(is(code), verifying(Verifier::new(public(pair)), text))
}

fn is(code: &'static str) -> impl Fn(&VerifyError) -> bool {
    move |error| error.code() == code
}

fn verifying(verifier: Verifier, text: String) -> impl FnMut() -> Result<Token<User>, VerifyError> {
    move || verifier.verify(black_box(&text))
}

fn import(pair: Pair) -> Batch {
    let (algorithm, der) = (algorithm(pair), pair.private_der());
    let damaged = &der[..der.len() - 1];
    assert!(PrivateKey::new(algorithm, damaged).is_err());
    assert!(PrivateKey::new(algorithm, &der).is_ok());
    repeat(move || PrivateKey::new(algorithm, black_box(&der)))
}

/// The last byte of the signature is missing.
fn too_short(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').expect("three segments");
    let bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
    let short = URL_SAFE_NO_PAD.encode(&bytes[..bytes.len() - 1]);
    format!("{input}.{short}")
}

/// The signature of another algorithm, whose name the header has.
fn foreign(pair: Pair) -> String {
    match pair {
        Pair::Es384 => Pair::Es256,
        _ => Pair::Es384,
    }
    .token()
}
