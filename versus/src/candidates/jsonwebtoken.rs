//! `jsonwebtoken`, with its `rust_crypto` provider. Keys, header and validation are made once;
//! the leeway is set to zero, as glassbox has it. (W10 has both of its providers.)

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use jsonwebtoken::crypto::{CryptoProvider, KeyUtils, aws_lc, rust_crypto};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation, decode, encode,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Batch, Candidate, accepting, checks_all, refusing, signing};
use crate::claims::{AUDIENCE, Access, ISSUER, Padded, User, access, user};
use crate::token::Hash;
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "jsonwebtoken",
    prepare,
    unchecked: checks_all,
};

/// One of the two that the crate brings.
#[derive(Clone, Copy)]
pub enum Provider {
    AwsLcRs,
    RustCrypto,
}

static IS_AWS_LC_RS: AtomicBool = AtomicBool::new(false);

/// A process has one provider. This one asks which of the two is being measured: an atomic load more for
/// each token.
static EITHER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| (chosen().signer_factory)(algorithm, key),
    verifier_factory: |algorithm, key| (chosen().verifier_factory)(algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

fn chosen() -> &'static CryptoProvider {
    match IS_AWS_LC_RS.load(Ordering::Relaxed) {
        true => &aws_lc::DEFAULT_PROVIDER,
        false => &rust_crypto::DEFAULT_PROVIDER,
    }
}

impl Provider {
    pub fn choose(self) {
        // An error says that it is installed already.
        let _ = EITHER.install_default();
        IS_AWS_LC_RS.store(matches!(self, Self::AwsLcRs), Ordering::Relaxed);
    }

    /// The batch with this provider, whichever others were chosen between its rounds.
    pub fn by(self, mut batch: Batch) -> Batch {
        Box::new(move |times| {
            self.choose();
            batch(times);
        })
    }
}

fn prepare(work: Work) -> Option<Batch> {
    Provider::RustCrypto.choose();
    let batch = batch(work)?;
    Some(Provider::RustCrypto.by(batch))
}

fn batch(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser | Work::SignHs512 => sign(work, user()),
        Work::SignAccess => sign(work, access()),
        Work::VerifyUser | Work::VerifyForeignHeader | Work::VerifyHs512 => accept::<User>(work),
        Work::VerifyAccess => accept::<Access>(work),
        Work::VerifyValue => accept::<Value>(work),
        Work::VerifyPadded(_) => accept::<Padded>(work),
        Work::RefuseForged => refuse(work, |kind| matches!(kind, ErrorKind::InvalidSignature)),
        Work::RefuseExpired => refuse(work, |kind| matches!(kind, ErrorKind::ExpiredSignature)),
        Work::RefuseGarbage(..) => refuse(work, |_| true),
        Work::SignUserByCall
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyAccessBorrowed => return None,
    })
}

fn sign<C: Serialize + Send + 'static>(work: Work, claims: C) -> Batch {
    let header = Header::new(algorithm(work));
    let key = EncodingKey::from_secret(work.hash().secret());
    signing(work, move || encode(&header, black_box(&claims), &key))
}

fn accept<C: DeserializeOwned + Serialize + 'static>(work: Work) -> Batch {
    accepting(work, |token: &TokenData<C>| &token.claims, verify(work))
}

fn refuse(work: Work, right: fn(&ErrorKind) -> bool) -> Batch {
    refusing(|error: &Error| right(error.kind()), verify::<User>(work))
}

fn verify<C: DeserializeOwned>(work: Work) -> impl FnMut() -> Result<TokenData<C>, Error> {
    let key = DecodingKey::from_secret(work.hash().secret());
    let mut validation = Validation::new(algorithm(work));
    validation.leeway = 0;
    if work.checks_access() {
        validation.validate_nbf = true;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    }
    let token = work.token();
    move || decode(black_box(&token), &key, &validation)
}

fn algorithm(work: Work) -> Algorithm {
    match work.hash() {
        Hash::Sha256 => Algorithm::HS256,
        Hash::Sha512 => Algorithm::HS512,
    }
}
