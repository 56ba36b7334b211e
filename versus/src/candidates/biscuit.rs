//! `biscuit`. The secret is bytes; registered claims are in its own type. It takes the validation
//! options by value, so that a clone of them is part of the figures. No leeway by default.

use std::hint::black_box;

use biscuit::errors::{Error, ValidationError};
use biscuit::jwa::SignatureAlgorithm;
use biscuit::jws::{RegisteredHeader, Secret};
use biscuit::{
    ClaimPresenceOptions, ClaimsSet, Empty, JWT, Presence, RegisteredClaims, SingleOrMultiple,
    Validation, ValidationOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Batch, Candidate, accepting, checks_all, refusing, signing};
use crate::claims::{
    AUDIENCE, AccessOwn, EXPIRES, ISSUED, ISSUER, PaddedOwn, SUBJECT, TOKEN_ID, UserOwn,
    access_own, user_own,
};
use crate::token::Hash;
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "biscuit",
    prepare,
    unchecked: checks_all,
};

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser | Work::SignHs512 => sign(work, times(), user_own()),
        Work::SignAccess => sign(work, registered(), access_own()),
        Work::VerifyUser | Work::VerifyForeignHeader | Work::VerifyHs512 => accept::<UserOwn>(work),
        Work::VerifyAccess => accept::<AccessOwn>(work),
        Work::VerifyValue => accept::<Value>(work),
        Work::VerifyPadded(_) => accept::<PaddedOwn>(work),
        Work::RefuseForged => refuse(work, |error| {
            matches!(
                error,
                Error::ValidationError(ValidationError::InvalidSignature)
            )
        }),
        Work::RefuseExpired => refuse(work, |error| {
            matches!(error, Error::ValidationError(ValidationError::Expired(_)))
        }),
        Work::RefuseGarbage(..) => refuse(work, |_| true),
        Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

fn times() -> RegisteredClaims {
    RegisteredClaims {
        issued_at: Some(ISSUED.into()),
        expiry: Some(EXPIRES.into()),
        ..RegisteredClaims::default()
    }
}

fn registered() -> RegisteredClaims {
    RegisteredClaims {
        issuer: Some(ISSUER.into()),
        subject: Some(SUBJECT.into()),
        audience: Some(SingleOrMultiple::Single(AUDIENCE.into())),
        not_before: Some(ISSUED.into()),
        id: Some(TOKEN_ID.into()),
        ..times()
    }
}

fn sign<C>(work: Work, registered: RegisteredClaims, private: C) -> Batch
where
    C: Serialize + DeserializeOwned + Send + 'static,
{
    let header = RegisteredHeader {
        algorithm: algorithm(work),
        ..RegisteredHeader::default()
    };
    let claims = ClaimsSet {
        registered,
        private,
    };
    let token = JWT::new_decoded(header.into(), claims);
    let secret = secret(work);
    signing(work, move || -> Result<String, Error> {
        let encoded = black_box(&token).encode(&secret)?;
        Ok(encoded.encoded()?.to_string())
    })
}

fn accept<C: DeserializeOwned + Serialize + 'static>(work: Work) -> Batch {
    accepting(work, payload::<C>, verify(work))
}

fn payload<C>(token: &JWT<C, Empty>) -> &ClaimsSet<C>
where
    C: DeserializeOwned + Serialize,
{
    token.payload().expect("decoded")
}

fn refuse(work: Work, right: fn(&Error) -> bool) -> Batch {
    refusing(right, verify::<UserOwn>(work))
}

fn verify<C>(work: Work) -> impl FnMut() -> Result<JWT<C, Empty>, Error>
where
    C: DeserializeOwned + Serialize,
{
    let mut options = ValidationOptions {
        claim_presence_options: ClaimPresenceOptions {
            expiry: Presence::Required,
            ..ClaimPresenceOptions::default()
        },
        ..ValidationOptions::default()
    };
    if work.checks_access() {
        options.claim_presence_options.issuer = Presence::Required;
        options.claim_presence_options.audience = Presence::Required;
        options.issuer = Validation::Validate(ISSUER.into());
        options.audience = Validation::Validate(AUDIENCE.into());
    }
    let secret = secret(work);
    let text = work.token();
    move || {
        let token = JWT::<C, Empty>::new_encoded(black_box(&text));
        let token = token.into_decoded(&secret, algorithm(work))?;
        token.validate(options.clone())?;
        Ok(token)
    }
}

fn secret(work: Work) -> Secret {
    Secret::Bytes(work.hash().secret().to_vec())
}

fn algorithm(work: Work) -> SignatureAlgorithm {
    match work.hash() {
        Hash::Sha256 => SignatureAlgorithm::HS256,
        Hash::Sha512 => SignatureAlgorithm::HS512,
    }
}
