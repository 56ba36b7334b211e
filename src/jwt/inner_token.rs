//! The signed token that was within an encrypted one.

use alloc::vec::Vec;
use core::ops::Range;

use super::envelope::OuterToken;
use super::policy::Policy;
use crate::codec::base64url;
use crate::error::VerifyError;
use crate::jose::Header;
use crate::jws::{Verification, verify_compact};
use crate::key::Now;

/// A signed token within an encrypted one, whose signature is valid, in the buffer into which it was decrypted.
pub(super) struct InnerToken {
    pub(super) header: Header,
    /// Where its payload is.
    payload: Range<usize>,
}

impl InnerToken {
    /// Verifies the signature of the token in `buffer`, and decodes its payload behind it.
    pub(super) fn verify(
        outer: &OuterToken,
        verification: &Verification<'_>,
        policy: &Policy,
        now: &Now<'_>,
        buffer: &mut Vec<u8>,
    ) -> Result<Self, VerifyError> {
        let start = buffer.len();
        // The decryption reserved the room: were it to move here, its old place would keep the text.
        buffer.resize(start.saturating_add(base64url::decoded_len(start)), 0);
        let (token, room) = buffer.split_at_mut(start);
        let verified = verify_compact(token, verification, now, |typ| policy.accepts_typ(typ));
        let verified = verified.map_err(|error| match error {
            // It is another text than the one that was given, and none that a signer made.
            VerifyError::Malformed | VerifyError::Encrypted => {
                VerifyError::NotNested { has_cty: true }
            }
            other => other,
        })?;
        let payload = base64url::decode(verified.payload, room);
        let payload = payload.map_err(|_| VerifyError::Malformed)?;
        outer.check(payload)?;
        Ok(Self {
            header: verified.header,
            payload: start..start.saturating_add(payload.len()),
        })
    }

    pub(super) fn payload<'b>(&self, buffer: &'b [u8]) -> &'b [u8] {
        buffer.get(self.payload.clone()).unwrap_or_default()
    }
}
