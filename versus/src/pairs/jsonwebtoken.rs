//! `jsonwebtoken` with key pairs, by each of its providers.

use std::hint::black_box;

use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation, decode, encode,
};

use super::Task;
use super::pair::Pair;
use crate::candidates::{Batch, Provider, accepting, refusing, repeat};
use crate::claims::{User, user};
use crate::token::forge;
use crate::work::Work;

pub fn by_aws_lc_rs(pair: Pair, task: Task) -> Option<Batch> {
    prepare(pair, task, Provider::AwsLcRs)
}

pub fn by_rust_crypto(pair: Pair, task: Task) -> Option<Batch> {
    prepare(pair, task, Provider::RustCrypto)
}

fn prepare(pair: Pair, task: Task, provider: Provider) -> Option<Batch> {
    provider.choose();
    let batch = match task {
        Task::Verify => verify(pair),
        Task::Sign => sign(pair),
        _ => return None,
    };
    Some(provider.by(batch))
}

fn sign(pair: Pair) -> Batch {
    let (header, claims, key) = (Header::new(algorithm(pair)), user(), private(pair));
    let text = encode(&header, &claims, &key).expect("signs");
    assert!(pair.holds(&text) && !pair.holds(&forge(&text)));
    repeat(move || encode(&header, black_box(&claims), &key))
}

fn verify(pair: Pair) -> Batch {
    let forged = verifying(pair, forge(&pair.token()));
    let is_invalid = |error: &Error| matches!(error.kind(), ErrorKind::InvalidSignature);
    drop(refusing(is_invalid, forged));
    let genuine = verifying(pair, pair.token());
    accepting(
        Work::VerifyUser,
        |token: &TokenData<User>| &token.claims,
        genuine,
    )
}

fn verifying(pair: Pair, text: String) -> impl FnMut() -> Result<TokenData<User>, Error> {
    let (key, mut validation) = (public(pair), Validation::new(algorithm(pair)));
    validation.leeway = 0;
    move || decode(black_box(&text), &key, &validation)
}

fn algorithm(pair: Pair) -> Algorithm {
    pair.algorithm().parse().expect("one of theirs")
}

fn private(pair: Pair) -> EncodingKey {
    let pem = pair.private_pem().as_bytes();
    match pair {
        Pair::Rs256 | Pair::Ps256 | Pair::Rs256Long => EncodingKey::from_rsa_pem(pem),
        Pair::Es256 | Pair::Es384 => EncodingKey::from_ec_pem(pem),
        Pair::EdDsa => EncodingKey::from_ed_pem(pem),
    }
    .expect("a key of the tests")
}

fn public(pair: Pair) -> DecodingKey {
    let pem = pair.public_pem().as_bytes();
    match pair {
        Pair::Rs256 | Pair::Ps256 | Pair::Rs256Long => DecodingKey::from_rsa_pem(pem),
        Pair::Es256 | Pair::Es384 => DecodingKey::from_ec_pem(pem),
        Pair::EdDsa => DecodingKey::from_ed_pem(pem),
    }
    .expect("a key of the tests")
}
