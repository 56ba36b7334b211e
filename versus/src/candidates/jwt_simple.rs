//! `jwt-simple`, with its `pure-rust` feature. It keeps registered claims in its own `JWTClaims`
//! and takes claims and options by value, so that a clone of each is part of the figures; the
//! tolerance is set to zero.

use std::collections::HashSet;
use std::hint::black_box;

use jwt_simple::prelude::{
    Audiences, Duration, HS256Key, HS512Key, JWTClaims, MACLike, UnixTimeStamp, VerificationOptions,
};
use jwt_simple::{Error, JWTError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Batch, Candidate, accepting, checks_all, refusing, signing};
use crate::claims::{
    AUDIENCE, AccessOwn, EXPIRES, ISSUED, ISSUER, PaddedOwn, SUBJECT, TOKEN_ID, UserOwn,
    access_own, user_own,
};
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "jwt-simple",
    prepare,
    unchecked: checks_all,
};

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser => sign(work, claims(user_own())),
        Work::SignAccess => sign(
            work,
            JWTClaims {
                invalid_before: Some(UnixTimeStamp::from_secs(ISSUED as u64)),
                issuer: Some(ISSUER.into()),
                subject: Some(SUBJECT.into()),
                audiences: Some(Audiences::AsString(AUDIENCE.into())),
                jwt_id: Some(TOKEN_ID.into()),
                ..claims(access_own())
            },
        ),
        Work::VerifyUser | Work::VerifyForeignHeader => accept::<_, UserOwn>(hs256(work), work),
        Work::VerifyHs512 => accept::<_, UserOwn>(HS512Key::from_bytes(work.hash().secret()), work),
        Work::VerifyAccess => accept::<_, AccessOwn>(hs256(work), work),
        Work::VerifyValue => accept::<_, Value>(hs256(work), work),
        Work::VerifyPadded(_) => accept::<_, PaddedOwn>(hs256(work), work),
        Work::RefuseForged => refuse(work, |error| {
            matches!(error, JWTError::InvalidAuthenticationTag)
        }),
        Work::RefuseExpired => refuse(work, |error| matches!(error, JWTError::TokenHasExpired)),
        Work::RefuseGarbage(..) => {
            let verify = verify::<_, UserOwn>(hs256(work), work);
            refusing(|_: &Error| true, verify)
        }
        Work::SignHs512
        | Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

/// Borrowed for ever, so that a clone of the claims does not copy them.
fn claims<C>(custom: C) -> JWTClaims<&'static C> {
    JWTClaims {
        issued_at: Some(UnixTimeStamp::from_secs(ISSUED as u64)),
        expires_at: Some(UnixTimeStamp::from_secs(EXPIRES as u64)),
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom: Box::leak(Box::new(custom)),
    }
}

fn hs256(work: Work) -> HS256Key {
    HS256Key::from_bytes(work.hash().secret())
}

fn sign<C: Serialize + Sync>(work: Work, claims: JWTClaims<&'static C>) -> Batch {
    let key = hs256(work);
    signing(work, move || key.authenticate(black_box(&claims).clone()))
}

fn accept<K, C>(key: K, work: Work) -> Batch
where
    K: MACLike + Send + 'static,
    C: DeserializeOwned + Serialize + 'static,
{
    accepting(work, |claims: &JWTClaims<C>| claims, verify(key, work))
}

fn refuse(work: Work, right: fn(&JWTError) -> bool) -> Batch {
    let right = |error: &Error| error.downcast_ref().is_some_and(right);
    refusing(right, verify::<_, UserOwn>(hs256(work), work))
}

fn verify<K: MACLike, C: DeserializeOwned>(
    key: K,
    work: Work,
) -> impl FnMut() -> Result<JWTClaims<C>, Error> {
    let mut options = VerificationOptions {
        time_tolerance: Some(Duration::from_secs(0)),
        ..VerificationOptions::default()
    };
    if work.checks_access() {
        options.allowed_issuers = Some(HashSet::from([ISSUER.into()]));
        options.allowed_audiences = Some(HashSet::from([AUDIENCE.into()]));
    }
    let token = work.token();
    move || key.verify_token(black_box(&token), Some(options.clone()))
}
