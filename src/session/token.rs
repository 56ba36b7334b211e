//! The refresh token: a JWS that only the authorization server can make or verify.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::family::{Family, SessionId};
use super::row::Session;
use crate::codec::{base64url, json};
use crate::error::{KeyError, PayloadError, REFRESH_TYP, SignError, VerifyError};
use crate::jose::{HeaderMembers, MAX_HEADER_BYTES, header_segment};
use crate::jws::{Verification, sign_compact, verify_compact};
use crate::jwt::{Policy, TypRule};
use crate::key::{HmacKey, KeyInfo, KeyRing, Now, VerifyingKey};
use crate::time::NumericDate;

/// So that it never passes for an access token (RFC 8725 §3.11).
const TYP: &str = REFRESH_TYP;

/// The most bytes of a refresh token: a long key id leaves room to spare.
const MAX_BYTES: usize = 2 * MAX_HEADER_BYTES;

pub(super) struct RefreshTokens {
    key: HmacKey,
    /// The characters of every header, and the dot.
    header: Vec<u8>,
    pub(super) keys: KeyRing,
    policy: Policy,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims<'a> {
    #[serde(borrow)]
    fam: Cow<'a, str>,
    r#gen: u64,
    iat: NumericDate,
    exp: NumericDate,
}

/// What a refresh token with a valid signature says.
pub(super) struct RefreshToken {
    pub(super) family: Family,
    pub(super) id: SessionId,
    pub(super) generation: u64,
    /// When it was presented, if earlier than now.
    pub(super) presented_at: Option<NumericDate>,
}

impl RefreshTokens {
    pub(super) fn new(key: HmacKey, others: Vec<HmacKey>) -> Result<Self, KeyError> {
        let members = HeaderMembers {
            typ: Some(TYP.into()),
            ..HeaderMembers::jwt()
        };
        // Short texts: this cannot fail, and an empty header would verify nowhere.
        let json = members.to_json(key.algorithm(), key.key_id());
        let header = header_segment(&json.unwrap_or_default());
        let keys = others
            .into_iter()
            .try_fold(KeyRing::new(key.clone()), KeyRing::accept)?;
        let policy = Policy {
            typ: TypRule::Is(TYP.into()),
            ..Policy::DEFAULT
        };
        Ok(Self {
            key,
            header,
            keys,
            policy,
        })
    }

    /// The token of a row's generation: the same bytes each time, while the key is the same.
    pub(super) fn mint(&self, family: &Family, session: &Session) -> Result<String, SignError> {
        let fam = family.text();
        let issued_at = session.issued_at();
        let unused_until = issued_at.saturating_add(session.idle());
        let claims = Claims {
            fam: Cow::Borrowed(fam.as_str()),
            r#gen: session.generation,
            iat: issued_at,
            exp: unused_until.min(session.expires_at()),
        };
        let mut payload = Vec::with_capacity(128);
        json::write_value(&claims, &mut payload)?;
        sign_compact(&self.header, &payload, &self.key)
    }

    /// Reads a token of this server, whatever its age: its row says how old it may be.
    pub(super) fn read(&self, text: &str) -> Result<RefreshToken, VerifyError> {
        if let Some(payload) = self.read_own(text.as_bytes()) {
            return parse(payload);
        }
        let verification = Verification {
            keys: &self.keys,
            max_token_bytes: MAX_BYTES,
            max_header_bytes: MAX_HEADER_BYTES,
        };
        let verified = verify_compact(text.as_bytes(), &verification, &Now::of(None), |typ| {
            self.policy.accepts_typ(typ)
        })?;
        parse(verified.payload)
    }

    /// The fast way for nearly all tokens: the payload, if the token begins with this key's header and
    /// has this key's signature. Every other token is read in full.
    fn read_own<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        let rest = text.strip_prefix(&*self.header)?;
        let signature_len = base64url::encoded_len(self.key.algorithm().signature_len()?);
        let (payload, signature) = rest.split_at_checked(rest.len().checked_sub(signature_len)?)?;
        let payload = payload.strip_suffix(b".")?;
        let signed = text.get(..self.header.len().checked_add(payload.len())?)?;
        let mut room = [0; base64url::decoded_len(base64url::encoded_len(64))];
        let signature = base64url::decode(signature, &mut room).ok()?;
        (text.len() <= MAX_BYTES && self.key.verify(signed, signature)).then_some(payload)
    }
}

/// Parses a payload whose signature was verified.
fn parse(payload: &[u8]) -> Result<RefreshToken, VerifyError> {
    let mut room = [0; 192];
    let room = room.get_mut(..base64url::decoded_len(payload.len()));
    let room = room.ok_or(PayloadError::NotAnObject)?;
    let payload = base64url::decode(payload, room).map_err(|_| VerifyError::Malformed)?;
    let payload = core::str::from_utf8(payload).map_err(|_| PayloadError::NotUtf8)?;
    let claims: Claims<'_> =
        serde_json::from_str(payload).map_err(|_| PayloadError::NotAnObject)?;
    let family = Family::parse(&claims.fam).ok_or(PayloadError::NotAnObject)?;
    Ok(RefreshToken {
        id: family.id(),
        family,
        generation: claims.r#gen,
        presented_at: None,
    })
}
