//! `jwt`. The key is the prepared HMAC state of hmac 0.12. It checks signature and `alg`; what the
//! claims say is left to the caller.

use std::hint::black_box;

use hmac_0_12::{Hmac, Mac};
use jwt::header::HeaderType;
use jwt::{
    AlgorithmType, Error, Header, SignWithKey, SigningAlgorithm, Token, VerifyWithKey,
    VerifyingAlgorithm,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2_0_10::{Sha256, Sha512};

use super::{Batch, Candidate, accepting, refusing, signing};
use crate::claims::{Access, Padded, User, access, user};
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "jwt",
    prepare,
    unchecked,
};

fn unchecked(work: Work) -> &'static str {
    match work {
        Work::VerifyAccess => "exp, nbf, iss, aud",
        Work::VerifyUser
        | Work::VerifyForeignHeader
        | Work::VerifyHs512
        | Work::VerifyValue
        | Work::VerifyPadded(_) => "exp",
        _ => "",
    }
}

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser => sign(work, user()),
        Work::SignAccess => sign(work, access()),
        Work::VerifyUser | Work::VerifyForeignHeader => accept::<_, User>(work, hs256(work)),
        Work::VerifyHs512 => {
            let key = Hmac::<Sha512>::new_from_slice(work.hash().secret());
            accept::<_, User>(work, key.expect("any length"))
        }
        Work::VerifyAccess => accept::<_, Access>(work, hs256(work)),
        Work::VerifyValue => accept::<_, Value>(work, hs256(work)),
        Work::VerifyPadded(_) => accept::<_, Padded>(work, hs256(work)),
        Work::RefuseForged => refuse(work, |error| {
            matches!(error, Error::InvalidSignature | Error::RustCryptoMac(_))
        }),
        Work::RefuseGarbage(..) => refuse(work, |_| true),
        Work::RefuseExpired
        | Work::SignHs512
        | Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

fn hs256(work: Work) -> impl SigningAlgorithm + VerifyingAlgorithm + Send + 'static {
    Hmac::<Sha256>::new_from_slice(work.hash().secret()).expect("any length")
}

fn sign<C: Serialize + Send + Sync + 'static>(work: Work, claims: C) -> Batch {
    let key = hs256(work);
    signing(work, move || -> Result<String, Error> {
        let header = Header {
            algorithm: AlgorithmType::Hs256,
            type_: Some(HeaderType::JsonWebToken),
            ..Header::default()
        };
        let token = Token::new(header, black_box(&claims)).sign_with_key(&key)?;
        Ok(token.into())
    })
}

fn accept<K, C>(work: Work, key: K) -> Batch
where
    K: VerifyingAlgorithm + Send + 'static,
    C: DeserializeOwned + Serialize + 'static,
{
    accepting(work, |claims: &C| claims, verify(work, key))
}

fn refuse(work: Work, right: fn(&Error) -> bool) -> Batch {
    refusing(right, verify::<_, User>(work, hs256(work)))
}

fn verify<K: VerifyingAlgorithm, C: DeserializeOwned>(
    work: Work,
    key: K,
) -> impl FnMut() -> Result<C, Error> {
    let text = work.token();
    move || black_box(text.as_str()).verify_with_key(&key)
}
