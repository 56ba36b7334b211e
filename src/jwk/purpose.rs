//! What a JSON Web Key says it is for.

use alloc::vec::Vec;

use super::members::{Members, jwk};
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{JsonType, JwkProblem, KeyError};

/// Whether a key is for signatures, and for this operation, `sign` or `verify` (RFC 7517 §4.2, §4.3).
pub(super) fn check(members: &Members<'_>, operation: &str) -> Result<(), KeyError> {
    let purpose = members.text("use")?;
    if purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
        return Err(jwk("use", JwkProblem::OtherUse));
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
    let agrees = purpose.is_none() || operations.iter().all(|of| *of == "sign" || *of == "verify");
    if !agrees || !operations.iter().any(|of| *of == operation) {
        return wrong(JwkProblem::OtherUse);
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
