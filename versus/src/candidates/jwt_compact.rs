//! `jwt-compact`. Signature and `alg` by its validator, `exp` and `nbf` by the two calls on its
//! claims; key, header and time options are made once, the leeway is zero.

use std::hint::black_box;

use chrono::{DateTime, Duration, Utc};
use jwt_compact::alg::{Hs256, Hs256Key, Hs512, Hs512Key};
use jwt_compact::{
    Algorithm, AlgorithmExt, Claims, Header, ParseError, TimeOptions, Token, UntrustedToken,
    ValidationError,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Batch, Candidate, accepting, refusing, signing};
use crate::claims::{EXPIRES, ISSUED, PaddedOwn, UserOwn, access, user_own};
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "jwt-compact",
    prepare,
    unchecked,
};

fn unchecked(work: Work) -> &'static str {
    match work {
        Work::VerifyAccess => "iss, aud",
        _ => "",
    }
}

/// Its own claims are the three times; the other registered ones belong to the caller's type.
#[derive(Serialize, Deserialize)]
struct AccessRest {
    iss: String,
    sub: String,
    aud: String,
    jti: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    name: String,
}

#[derive(Debug)]
enum Refusal {
    Parse(#[allow(dead_code)] ParseError),
    Validation(ValidationError),
}

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser => sign(work, user_own()),
        Work::SignAccess => sign(work, access_rest()),
        Work::VerifyUser | Work::VerifyForeignHeader => {
            accept::<_, UserOwn>(Hs256, hs256(work), work)
        }
        Work::VerifyHs512 => accept::<_, UserOwn>(Hs512, Hs512Key::new(work.hash().secret()), work),
        Work::VerifyAccess => accept::<_, AccessRest>(Hs256, hs256(work), work),
        Work::VerifyValue => accept::<_, Value>(Hs256, hs256(work), work),
        Work::VerifyPadded(_) => accept::<_, PaddedOwn>(Hs256, hs256(work), work),
        Work::RefuseForged => refuse(work, |error| {
            matches!(
                error,
                Refusal::Validation(ValidationError::InvalidSignature)
            )
        }),
        Work::RefuseExpired => refuse(work, |error| {
            matches!(error, Refusal::Validation(ValidationError::Expired))
        }),
        Work::RefuseGarbage(..) => refuse(work, |_| true),
        Work::SignHs512
        | Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

fn access_rest() -> AccessRest {
    let all = access();
    AccessRest {
        iss: all.iss,
        sub: all.sub,
        aud: all.aud,
        jti: all.jti,
        scope: all.scope,
        roles: all.roles,
        email: all.email,
        name: all.name,
    }
}

fn hs256(work: Work) -> Hs256Key {
    Hs256Key::new(work.hash().secret())
}

fn sign<C: Serialize + Send + 'static>(work: Work, custom: C) -> Batch {
    let instant = |seconds| DateTime::<Utc>::from_timestamp(seconds, 0);
    let mut claims = Claims::new(custom);
    claims.issued_at = instant(ISSUED);
    claims.expiration = instant(EXPIRES);
    if work == Work::SignAccess {
        claims.not_before = instant(ISSUED);
    }
    let header = Header::empty().with_token_type("JWT");
    let key = hs256(work);
    signing(work, move || Hs256.token(&header, black_box(&claims), &key))
}

fn accept<A, C>(algorithm: A, key: A::VerifyingKey, work: Work) -> Batch
where
    A: Algorithm + Send + 'static,
    A::VerifyingKey: Send + 'static,
    C: DeserializeOwned + Serialize + 'static,
{
    let verify = verify::<A, C>(algorithm, key, work);
    accepting(work, |token: &Token<C>| token.claims(), verify)
}

fn refuse(work: Work, right: fn(&Refusal) -> bool) -> Batch {
    refusing(right, verify::<_, UserOwn>(Hs256, hs256(work), work))
}

fn verify<A: Algorithm, C: DeserializeOwned>(
    algorithm: A,
    key: A::VerifyingKey,
    work: Work,
) -> impl FnMut() -> Result<Token<C>, Refusal> {
    let times = TimeOptions::from_leeway(Duration::zero());
    let text = work.token();
    move || {
        let token = UntrustedToken::new(black_box(&text)).map_err(Refusal::Parse)?;
        let token = algorithm
            .validator::<C>(&key)
            .validate(&token)
            .map_err(Refusal::Validation)?;
        let claims = token.claims();
        claims
            .validate_expiration(&times)
            .map_err(Refusal::Validation)?;
        if work.checks_access() {
            claims
                .validate_maturity(&times)
                .map_err(Refusal::Validation)?;
        }
        Ok(token)
    }
}
