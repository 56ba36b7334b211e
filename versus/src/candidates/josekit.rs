//! `josekit`, on OpenSSL. Signer, verifier, header and validator are made once. Its payload is a
//! map: one made beforehand is signed, and one comes out of a verification, never a typed struct.

use std::hint::black_box;

use josekit::jws::alg::hmac::HmacJwsAlgorithm;
use josekit::jws::{HS256, HS512, JwsHeader};
use josekit::jwt::{self, JwtPayload, JwtPayloadValidator};
use josekit::{JoseError, Value};

use super::{Batch, Candidate, accepting, refusing, signing};
use crate::claims::{AUDIENCE, ISSUER};
use crate::token::Hash;
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "josekit",
    prepare,
    unchecked: super::checks_all,
};

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser | Work::SignHs512 | Work::SignAccess => sign(work),
        Work::VerifyUser
        | Work::VerifyForeignHeader
        | Work::VerifyHs512
        | Work::VerifyAccess
        | Work::VerifyValue
        | Work::VerifyPadded(_) => accepting(work, JwtPayload::claims_set, verify(work)),
        Work::RefuseForged => {
            let right = |error: &JoseError| matches!(error, JoseError::InvalidSignature(_));
            refusing(right, verify(work))
        }
        Work::RefuseExpired => {
            let right = |error: &JoseError| error.to_string().contains("expired");
            refusing(right, verify(work))
        }
        Work::RefuseGarbage(..) => refusing(|_| true, verify(work)),
        Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

fn algorithm(work: Work) -> HmacJwsAlgorithm {
    match work.hash() {
        Hash::Sha256 => HS256,
        Hash::Sha512 => HS512,
    }
}

fn sign(work: Work) -> Batch {
    let Value::Object(claims) = work.claims() else {
        unreachable!("claims are an object");
    };
    let payload = JwtPayload::from_map(claims).expect("valid claims");
    let mut header = JwsHeader::new();
    header.set_token_type("JWT");
    let secret = work.hash().secret();
    let signer = algorithm(work).signer_from_bytes(secret).expect("secret");
    signing(work, move || {
        jwt::encode_with_signer(black_box(&payload), &header, &signer)
    })
}

fn verify(work: Work) -> impl FnMut() -> Result<JwtPayload, JoseError> {
    let secret = work.hash().secret();
    let verifier = algorithm(work).verifier_from_bytes(secret).expect("secret");
    let mut validator = JwtPayloadValidator::new();
    if work.checks_access() {
        validator.set_issuer(ISSUER);
        validator.set_audience(AUDIENCE);
    }
    let text = work.token();
    move || {
        let (payload, _) = jwt::decode_with_verifier(black_box(&text), &verifier)?;
        validator.validate(&payload)?;
        Ok(payload)
    }
}
