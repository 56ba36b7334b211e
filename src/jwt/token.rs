use alloc::vec::Vec;

use serde::de::{Deserialize, DeserializeOwned};
use zeroize::{Zeroize, Zeroizing};

use super::envelope::Origin;
use super::inner_token::InnerToken;
use super::judge::read_judged;
use super::policy::Policy;
use super::verifier::Verifier;
use crate::codec::base64url;
use crate::error::VerifyError;
use crate::jose::{Header, MAX_HEADER_BYTES, MAX_TOKEN_BYTES};
use crate::jws::{Verification, verify_compact};
use crate::key::{KeySource, Now};
use crate::time::NumericDate;

/// Verifies a token with the default policy: the signature, `exp` (required) and `nbf` (RFC 7519
/// §7.2). For a token that names an audience, use a [`Verifier`] with an audience of its own.
///
/// ```
/// use glassbox::{HmacKey, Token, generate_token, verify_token};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct User {
///     username: String,
///     role: String,
/// }
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let user = User { username: "testAdmin".into(), role: "admin".into() };
/// let text = generate_token(&user, &key, "15m")?;
///
/// let token: Token<User> = verify_token(&text, &key)?;
/// assert_eq!(token.claims().role, "admin");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Verifier::verify`] of a verifier without settings. If the platform has no clock, every
/// token with `exp` is [`Expired`](VerifyError::Expired).
#[doc(alias("decode", "jwt"))]
pub fn verify_token<C: DeserializeOwned>(
    token: &str,
    keys: &(impl KeySource + ?Sized),
) -> Result<Token<C>, VerifyError> {
    let with = Verification {
        keys: &keys,
        max_token_bytes: MAX_TOKEN_BYTES,
        max_header_bytes: MAX_HEADER_BYTES,
    };
    verify(token, &with, &Policy::DEFAULT, &Now::of(None))
}

/// A verified token: its signature is valid, and the verifier's policy accepts it. The value itself
/// is the proof, because only a verification makes one. Its `Debug` shows the claims: keep it out
/// of logs.
#[doc(alias("TokenData", "jwt"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<C> {
    header: Header,
    expires_at: Option<NumericDate>,
    claims: C,
    pub(super) origin: Origin,
}

impl<C> Token<C> {
    /// Its header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Its claims.
    #[must_use]
    pub const fn claims(&self) -> &C {
        &self.claims
    }

    /// Its claims, by value.
    #[must_use]
    pub fn into_claims(self) -> C {
        self.claims
    }

    /// Its `exp` (RFC 7519 §4.1.4), whether or not `C` names it; `None` if it is missing and the
    /// policy allows that. To read the other registered claims, verify into
    /// [`Claims`](super::Claims): then there are `token.subject()`, `token.issued_at()` and so on.
    #[must_use]
    pub const fn expires_at(&self) -> Option<NumericDate> {
        self.expires_at
    }
}

impl Verifier {
    /// Verifies a token: shape, header, key, signature, then the claims (presence and type, values,
    /// time), in that order. It reads nothing of the payload before the signature is verified.
    ///
    /// # Errors
    /// The first rule that fails. [`Configuration`](VerifyError::Configuration) as
    /// [`check_configuration`](Self::check_configuration) returns it. About the text:
    /// [`TooLarge`](VerifyError::TooLarge), [`Malformed`](VerifyError::Malformed),
    /// [`Encrypted`](VerifyError::Encrypted), with `decrypt_with` (feature `jwe`)
    /// [`Decrypt`](VerifyError::Decrypt), [`NotEncrypted`](VerifyError::NotEncrypted) and
    /// [`NotNested`](VerifyError::NotNested),
    /// [`Header`](VerifyError::Header). About the key:
    /// [`UnsupportedAlgorithm`](VerifyError::UnsupportedAlgorithm),
    /// [`UnexpectedTyp`](VerifyError::UnexpectedTyp),
    /// [`AlgorithmMismatch`](VerifyError::AlgorithmMismatch),
    /// [`UnknownKey`](VerifyError::UnknownKey), [`Unavailable`](VerifyError::Unavailable),
    /// [`InvalidSignature`](VerifyError::InvalidSignature). About the payload:
    /// [`ReplicatedClaim`](VerifyError::ReplicatedClaim) of an encrypted token,
    /// [`Payload`](VerifyError::Payload), [`Claim`](VerifyError::Claim) for a claim that is
    /// missing, given twice, of a wrong type or not as expected, [`Expired`](VerifyError::Expired)
    /// from `exp` plus leeway on, [`NotYetValid`](VerifyError::NotYetValid) before `nbf` minus
    /// leeway, [`IssuedInFuture`](VerifyError::IssuedInFuture) with `.max_age(..)` and
    /// `.max_validity(..)`, [`TooOld`](VerifyError::TooOld) with the former,
    /// [`ValidTooLong`](VerifyError::ValidTooLong) with the latter.
    ///
    /// If the claims do not fit `C`, the policy is still judged first; only then the error is
    /// [`Misfit`](VerifyError::Misfit).
    #[doc(alias = "decode")]
    pub fn verify<C: DeserializeOwned>(&self, token: &str) -> Result<Token<C>, VerifyError> {
        self.verify_with(token, &self.now())
    }

    /// Verifies a token into claims that borrow from `buffer`. It allocates nothing once the buffer
    /// has grown to the longest payload. It overwrites what the buffer had.
    ///
    /// Of an encrypted token the buffer has the decrypted text afterwards: wipe it if its claims are secret.
    /// If the token is refused, nothing of it is left there; [`Misfit`](VerifyError::Misfit) alone leaves
    /// the claims, which are genuine and do not fit `C`.
    ///
    /// A `&str` field cannot hold a text with an escape in it; `Cow<str>` with `#[serde(borrow)]`
    /// can.
    ///
    /// ```
    /// use std::borrow::Cow;
    /// use glassbox::{HmacKey, Verifier, generate_token};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize, Deserialize)]
    /// struct User<'a> {
    ///     #[serde(borrow)]
    ///     username: Cow<'a, str>,
    /// }
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let user = User { username: "testAdmin".into() };
    /// let text = generate_token(&user, &key, "15m")?;
    ///
    /// let verifier = Verifier::new(key);
    /// let mut buffer = Vec::new();
    /// let token = verifier.verify_in::<User>(&text, &mut buffer)?;
    /// assert_eq!(token.claims().username, "testAdmin");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_in<'b, C: Deserialize<'b>>(
        &self,
        token: &str,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Token<C>, VerifyError> {
        self.verify_in_with(token, &self.now(), buffer)
    }

    pub(super) fn verify_with<C: DeserializeOwned>(
        &self,
        token: &str,
        now: &Now<'_>,
    ) -> Result<Token<C>, VerifyError> {
        self.check_with(now)?;
        let with = self.verification();
        let policy = &self.policy;
        let mut buffer = Vec::new();
        let Some(outer) = self.incoming.decrypt(token, &with, now, &mut buffer)? else {
            return verify(token, &with, policy, now);
        };
        // Only now there is something to wipe: a plain token, and a refused one, leave nothing in it.
        let mut buffer = Zeroizing::new(buffer);
        let inner = InnerToken::verify(&outer, &with, policy, now, &mut buffer)?;
        let (claims, expires_at) = policy.admit(inner.payload(&buffer), now)?;
        Ok(Token {
            header: inner.header,
            expires_at,
            claims,
            origin: outer.into_origin(),
        })
    }

    fn verify_in_with<'b, C: Deserialize<'b>>(
        &self,
        token: &str,
        now: &Now<'_>,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Token<C>, VerifyError> {
        self.check_with(now)?;
        let with = self.verification();
        let policy = &self.policy;
        let Some(outer) = self.incoming.decrypt(token, &with, now, buffer)? else {
            return verify_in(token, &with, policy, now, buffer);
        };
        // Once claims borrow from the buffer it cannot be wiped, so the verdict comes before they are read.
        let judged = InnerToken::verify(&outer, &with, policy, now, buffer).and_then(|inner| {
            let expires_at = policy.judge_payload(inner.payload(buffer), now)?;
            Ok((inner, expires_at))
        });
        let (inner, expires_at) = judged.inspect_err(|_| buffer.zeroize())?;
        Ok(Token {
            claims: read_judged(inner.payload(buffer))?,
            header: inner.header,
            expires_at,
            origin: outer.into_origin(),
        })
    }

    /// The same verifier at a given instant.
    #[must_use]
    pub const fn at(&self, now: NumericDate) -> VerifierAt<'_> {
        VerifierAt {
            verifier: self,
            now,
        }
    }
}

/// A [`Verifier`] at a given instant, from [`Verifier::at`]: for tests, and to judge a token at the
/// time when it was received.
#[derive(Clone, Copy, Debug)]
pub struct VerifierAt<'v> {
    pub(super) verifier: &'v Verifier,
    pub(super) now: NumericDate,
}

impl VerifierAt<'_> {
    /// As [`Verifier::verify`], at this instant.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub fn verify<C: DeserializeOwned>(&self, token: &str) -> Result<Token<C>, VerifyError> {
        self.verifier.verify_with(token, &Now::at(self.now))
    }

    /// As [`Verifier::verify_in`], at this instant.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub fn verify_in<'b, C: Deserialize<'b>>(
        &self,
        token: &str,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Token<C>, VerifyError> {
        self.verifier
            .verify_in_with(token, &Now::at(self.now), buffer)
    }
}

/// Verifies, with the payload decoded on the stack if it is small.
fn verify<C: DeserializeOwned>(
    token: &str,
    with: &Verification<'_>,
    policy: &Policy,
    now: &Now<'_>,
) -> Result<Token<C>, VerifyError> {
    let signed = verify_compact(token.as_bytes(), with, now, |typ| policy.accepts_typ(typ))?;
    let len = base64url::decoded_len(signed.payload.len());
    // Several sizes, because the space has to be zeroed first.
    let (mut small, mut middle, mut medium, mut large);
    let room = if len <= 128 {
        small = [0; 128];
        small.as_mut_slice()
    } else if len <= 512 {
        middle = [0; 512];
        middle.as_mut_slice()
    } else if len <= 1024 {
        medium = [0; 1024];
        medium.as_mut_slice()
    } else {
        large = alloc::vec![0; len];
        large.as_mut_slice()
    };
    let payload = base64url::decode(signed.payload, room).map_err(|_| VerifyError::Malformed)?;
    let (claims, expires_at) = policy.admit(payload, now)?;
    Ok(Token {
        header: signed.header,
        expires_at,
        claims,
        origin: Origin::PLAIN,
    })
}

/// Verifies, with the payload decoded into the caller's buffer.
fn verify_in<'b, C: Deserialize<'b>>(
    token: &str,
    with: &Verification<'_>,
    policy: &Policy,
    now: &Now<'_>,
    buffer: &'b mut Vec<u8>,
) -> Result<Token<C>, VerifyError> {
    let signed = verify_compact(token.as_bytes(), with, now, |typ| policy.accepts_typ(typ))?;
    buffer.clear();
    buffer.resize(base64url::decoded_len(signed.payload.len()), 0);
    let payload = base64url::decode(signed.payload, buffer).map_err(|_| VerifyError::Malformed)?;
    let (claims, expires_at) = policy.admit(payload, now)?;
    Ok(Token {
        header: signed.header,
        expires_at,
        claims,
        origin: Origin::PLAIN,
    })
}
