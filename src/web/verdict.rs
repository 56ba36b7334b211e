//! What a client is told of a refusal.

use super::answer::Answer;
use crate::error::{DecryptError, VerifyError};

pub(super) struct Verdict {
    pub(super) status: u16,
    /// What follows the realm in the challenge (RFC 6750 §3); without it there is no challenge.
    pub(super) challenge: Option<&'static str>,
    pub(super) body: &'static str,
}

pub(super) const MISSING: Verdict = Verdict {
    status: 401,
    challenge: Some(""),
    body: r#"{"error":"missing_token"}"#,
};

pub(super) const AMBIGUOUS: Verdict = Verdict {
    status: 400,
    challenge: Some(r#", error="invalid_request""#),
    body: r#"{"error":"invalid_request"}"#,
};

const EXPIRED: Verdict = Verdict {
    status: 401,
    challenge: Some(r#", error="invalid_token", error_description="The access token expired""#),
    body: r#"{"error":"invalid_token","error_description":"The access token expired"}"#,
};

const INVALID: Verdict = Verdict {
    status: 401,
    challenge: Some(concat!(
        r#", error="invalid_token", "#,
        r#"error_description="The access token is not valid for this resource""#
    )),
    body: concat!(
        r#"{"error":"invalid_token","#,
        r#""error_description":"The access token is not valid for this resource"}"#
    ),
};

pub(super) const SCOPE: Verdict = Verdict {
    status: 403,
    challenge: Some(r#", error="insufficient_scope""#),
    body: r#"{"error":"insufficient_scope"}"#,
};

pub(super) const CROSS_SITE: Verdict = Verdict::silent(403, r#"{"error":"cross_site_request"}"#);
pub(super) const UNAVAILABLE: Verdict =
    Verdict::silent(503, r#"{"error":"temporarily_unavailable"}"#);
pub(super) const SERVER: Verdict = Verdict::silent(500, r#"{"error":"server_error"}"#);

impl Verdict {
    /// Without a challenge: authentication would change nothing.
    pub(super) const fn silent(status: u16, body: &'static str) -> Self {
        Self {
            status,
            challenge: None,
            body,
        }
    }

    /// Without a wildcard, so that the compiler asks for the answer to each new variant.
    pub(super) const fn of(error: &VerifyError) -> &'static Self {
        match error {
            VerifyError::Expired { .. } => &EXPIRED,
            VerifyError::Unavailable | VerifyError::Decrypt(DecryptError::Unavailable) => {
                &UNAVAILABLE
            }
            VerifyError::Configuration(_) => &SERVER,
            VerifyError::Malformed
            | VerifyError::Encrypted
            | VerifyError::NotEncrypted
            | VerifyError::Decrypt(_)
            | VerifyError::NotNested { .. }
            | VerifyError::ReplicatedClaim { .. }
            | VerifyError::TooLarge { .. }
            | VerifyError::Header(_)
            | VerifyError::UnexpectedTyp { .. }
            | VerifyError::UnsupportedAlgorithm
            | VerifyError::AlgorithmMismatch { .. }
            | VerifyError::UnknownKey
            | VerifyError::InvalidSignature
            | VerifyError::Payload(_)
            | VerifyError::NotYetValid { .. }
            | VerifyError::TooOld { .. }
            | VerifyError::IssuedInFuture { .. }
            | VerifyError::ValidTooLong { .. }
            | VerifyError::Claim(_)
            | VerifyError::Misfit(_) => &INVALID,
        }
    }

    /// The answer, without a challenge.
    pub(super) fn answer(&self) -> Answer {
        Answer::json(self.status, self.body)
    }
}
