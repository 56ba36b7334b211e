//! Parts of the error texts, which are for the operator.

use core::fmt;

use super::row::Session;
use crate::error::{Ago, VerifyError};

/// Why a text is not a refresh token of this server.
pub(super) struct NoRefreshToken<'a>(pub(super) &'a VerifyError);

impl fmt::Display for NoRefreshToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            VerifyError::UnexpectedTyp { .. } => f.write_str(
                "its type (typ) is not rt+jwt: did the client send its access token instead?",
            ),
            error => error.fmt(f),
        }
    }
}

/// A hint for a session that was revoked when its token of a generation came again: perhaps the client
/// never got the answer with the next token. A next token that was used and kept since had arrived.
pub(super) struct LostAnswer<'a>(pub(super) &'a Session, pub(super) u64);

impl fmt::Display for LostAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(session, presented) = *self;
        let is_next = presented.checked_add(1) == Some(session.generation());
        match session.revoked() {
            Some((now, _)) if is_next && !session.is_kept() && now >= session.rotated_at() => {
                write!(
                    f,
                    " (one behind, {} after it was spent: perhaps a lost answer; see Grace)",
                    Ago(session.rotated_at(), now)
                )
            }
            _ => Ok(()),
        }
    }
}
