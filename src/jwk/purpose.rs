//! What a JSON Web Key says it is for.

use alloc::vec::Vec;

use super::members::{Members, jwk};
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{JsonType, JwkProblem, KeyError};

/// What a key is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Sign,
    Verify,
    /// To encrypt, with the public half of a key that is agreed on.
    #[cfg(feature = "jwe")]
    AgreePublic,
    #[cfg(feature = "jwe")]
    AgreePrivate,
}

impl Purpose {
    /// Its `use`, the operations of which one has to be among `key_ops`, and those that say the same as
    /// that `use`.
    const fn words(
        self,
    ) -> (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    ) {
        const SIGNATURES: &[&str] = &["sign", "verify"];
        match self {
            Self::Sign => ("sig", &["sign"], SIGNATURES),
            Self::Verify => ("sig", &["verify"], SIGNATURES),
            #[cfg(feature = "jwe")]
            Self::AgreePublic | Self::AgreePrivate => (
                "enc",
                &["deriveKey", "deriveBits"],
                &[
                    "deriveKey",
                    "deriveBits",
                    "wrapKey",
                    "unwrapKey",
                    "encrypt",
                    "decrypt",
                ],
            ),
        }
    }

    const fn other_use(self) -> JwkProblem {
        match self {
            Self::Sign | Self::Verify => JwkProblem::OtherUse,
            #[cfg(feature = "jwe")]
            Self::AgreePublic | Self::AgreePrivate => JwkProblem::NotForAgreement,
        }
    }

    /// The browser's public halves do nothing by themselves, and have an empty list (Web Cryptography,
    /// ECDH).
    const fn may_do_nothing(self) -> bool {
        match self {
            Self::Sign | Self::Verify => false,
            #[cfg(feature = "jwe")]
            Self::AgreePublic => true,
            #[cfg(feature = "jwe")]
            Self::AgreePrivate => false,
        }
    }
}

/// Whether a key is for this purpose (RFC 7517 §4.2, §4.3).
pub(super) fn check(members: &Members<'_>, purpose: Purpose) -> Result<(), KeyError> {
    let (due, any_of, agreeing) = purpose.words();
    let given = members.text("use")?;
    if given.as_deref().is_some_and(|given| given != due) {
        return Err(jwk("use", purpose.other_use()));
    }
    let Some(list) = members.find("key_ops") else {
        return Ok(());
    };
    let wrong = |problem| Err(jwk("key_ops", problem));
    let operations: Option<Vec<_>> = json::elements(list).map(json::text).collect();
    let Some(mut operations) = operations.filter(|_| JsonType::of(list) == JsonType::Array) else {
        return wrong(JwkProblem::WrongType);
    };
    // Beside `use`, it may not say something else.
    let agrees = given.is_none() || operations.iter().all(|of| agreeing.contains(&&**of));
    let is_due = operations.iter().any(|of| any_of.contains(&&**of))
        || operations.is_empty() && purpose.may_do_nothing();
    if !agrees || !is_due {
        return wrong(purpose.other_use());
    }
    operations.sort_unstable();
    match operations
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one == other))
    {
        true => wrong(JwkProblem::Repeats),
        false => Ok(()),
    }
}

/// The algorithm that a key names (RFC 7517 §4.4).
pub(super) fn algorithm(members: &Members<'_>) -> Result<Option<Algorithm>, KeyError> {
    let name = members.text("alg")?;
    let known = name.map(|name| Algorithm::from_name(&name));
    known
        .map(|known| known.ok_or_else(|| jwk("alg", JwkProblem::Unsupported)))
        .transpose()
}

/// The error of a key that names an algorithm of other keys.
pub(super) fn misfit(error: KeyError) -> KeyError {
    match error {
        KeyError::WrongKind { .. } | KeyError::NotAPair { .. } => jwk("alg", JwkProblem::OtherKind),
        other => other,
    }
}
