use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use serde::ser::Serialize;

use super::added_claims::AddedClaims;
use super::audience::Audience;
use super::envelope::Outgoing;
use super::unsigned::Unsigned;
use crate::codec::json;
use crate::error::SignError;
use crate::jose::{HeaderMembers, HeaderView, header_segment};
use crate::jws::{into_text, sign_compact, signing_input};
use crate::key::sealed::Ours;
use crate::key::{HmacKey, KeyInfo, Now, SigningKey};
use crate::time::{Clock, IntoDuration};

/// Signs claims that are valid for a time, `"15m"` or a `Duration`: it adds `iat` (now, unless the
/// claims have one) and `exp`.
///
/// For everything else use a [`Signer`]. [`verify_token`](crate::verify_token) has an example of
/// both directions.
///
/// # Errors
/// As [`Signer::sign`].
#[doc(alias("encode", "jwt"))]
pub fn generate_token<C: Serialize + ?Sized>(
    claims: &C,
    key: &impl SigningKey,
    validity: impl IntoDuration,
) -> Result<String, SignError> {
    let validity = validity.into_duration();
    let no_duration = |problem| SignError::NoDuration {
        call: "generate_token",
        problem,
    };
    let added = AddedClaims {
        validity: Some(validity.map_err(no_duration)?),
        ..AddedClaims::DEFAULT
    };
    let payload = added.write(claims, &Now::of(None))?;
    match key.usual_headers(Ours(())) {
        Some([header, _]) => sign_compact(header, &payload, key),
        None => sign_compact(&checked_header(&HeaderMembers::jwt(), key)?, &payload, key),
    }
}

/// The policy by which tokens are issued, built once at start-up.
///
/// The payload has the caller's members in their order, then those of `iat`, `nbf`, `exp`, `aud`,
/// `iss`, `sub`, `jti` that the signer adds. A claim that both give is an error. Every token that a
/// signer makes is accepted by some verifier at some instant, if it is not larger than a verifier
/// allows (256 KiB, 8 KiB of header). With the feature `jwe`, `encrypt_to` hides the claims.
///
/// ```
/// use glassbox::{HmacKey, Signer};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let signer = Signer::new(key)
///     .issuer("https://auth.example")
///     .audience("app-01")
///     .validity("15m");
/// let text = signer.sign(&serde_json::json!({"sub": "42"}))?;
/// assert_eq!(text.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signer<K = HmacKey> {
    pub(super) key: K,
    clock: Option<Arc<dyn Clock>>,
    members: HeaderMembers,
    /// The header's characters and the dot, written again whenever a part of the header changes.
    pub(super) header: Result<Vec<u8>, SignError>,
    issuer: Option<String>,
    audience: Option<Audience>,
    subject: Option<String>,
    pub(super) added: AddedClaims,
    pub(super) outgoing: Outgoing,
}

/// The header's characters and the dot, if a verifier would accept them.
fn checked_header(members: &HeaderMembers, key: &dyn KeyInfo) -> Result<Vec<u8>, SignError> {
    let json = members.to_json(key.algorithm(), key.key_id())?;
    HeaderView::parse(&json).map_err(SignError::Header)?;
    Ok(header_segment(&json))
}

impl<K: KeyInfo> Signer<K> {
    /// A signer that adds `iat`. Every [`sign`](Self::sign) is an error
    /// ([`MissingExpiry`](SignError::MissingExpiry)) until you call [`validity`](Self::validity), put
    /// `exp` into the claims, or call [`without_expiry`](Self::without_expiry).
    #[must_use]
    pub fn new(key: K) -> Self {
        let members = HeaderMembers::jwt();
        let header = checked_header(&members, &key);
        Self {
            key,
            clock: None,
            members,
            header,
            issuer: None,
            audience: None,
            subject: None,
            added: AddedClaims::DEFAULT,
            outgoing: Outgoing::PLAIN,
        }
    }

    /// Adds `iss` (RFC 7519 §4.1.1). If it is called again, the last call counts, as with every
    /// setting of a signer. (A [`Verifier`](crate::Verifier) refuses a second call.)
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        self.not_empty("issuer", &issuer);
        self.issuer = Some(issuer);
        self.fix()
    }

    /// Adds `aud`: a string for one name, an array for a list (RFC 7519 §4.1.3).
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        let audience = audience.into();
        let shortest = audience.iter().min_by_key(|name| name.len());
        self.not_empty("audience", shortest.unwrap_or_default());
        self.audience = Some(audience);
        self.fix()
    }

    /// Adds `sub`, for tokens that are all about one subject (RFC 7519 §4.1.2).
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        let subject = subject.into();
        self.not_empty("subject", &subject);
        self.subject = Some(subject);
        self.fix()
    }

    /// Signing refuses a setting without a value: no verifier could expect it.
    fn not_empty(&mut self, call: &'static str, value: &str) {
        if value.is_empty() {
            self.header = Err(SignError::EmptySetting { call });
        }
    }

    fn fix(mut self) -> Self {
        let (issuer, subject) = (self.issuer.as_deref(), self.subject.as_deref());
        self.added.fix(self.audience.as_ref(), issuer, subject);
        self
    }

    /// Adds `jti` (RFC 7519 §4.1.7): 128 random bits, base64url.
    #[cfg(feature = "generate")]
    #[must_use]
    pub fn random_jwt_id(mut self) -> Self {
        self.added.random_jwt_id = true;
        self
    }

    /// Sets the header's `typ` instead of `JWT`, such as `at+jwt` (RFC 9068 §2.1).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        let typ = typ.into();
        self.not_empty("typ", &typ);
        self.members.typ = Some(typ.into());
        self.rewrite_header()
    }

    /// Sets the header's `cty`: what the payload is (RFC 7515 §4.1.10).
    #[must_use]
    pub fn cty(mut self, cty: impl Into<String>) -> Self {
        self.members.cty = Some(cty.into());
        self.rewrite_header()
    }

    /// Sets another member of the header: a text, a number, or anything that serde writes as JSON.
    /// Signing refuses a member that has a call of its own, a member that would announce an
    /// extension (`crit`, `b64`, `enc`, `zip`), and a value that JSON would change (NaN, 128-bit
    /// integers).
    #[must_use]
    pub fn header_member(mut self, name: &str, value: impl Serialize) -> Self {
        if matches!(
            name,
            "alg" | "typ" | "cty" | "kid" | "crit" | "b64" | "enc" | "zip"
        ) {
            let name = Box::from(name);
            self.header = Err(SignError::ReservedHeaderMember { name });
        }
        let others = &mut self.members.others;
        others.retain(|(known, _)| known != name);
        match json::exact_value(&value) {
            Some(value) => others.push((name.into(), value)),
            None => self.header = Err(SignError::HeaderValue { name: name.into() }),
        }
        self.rewrite_header()
    }

    fn rewrite_header(mut self) -> Self {
        // An error about an earlier member stays.
        if self.header.is_ok() {
            self.header = checked_header(&self.members, &self.key);
        }
        self
    }

    /// Takes the current instant from this clock, instead of the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Makes a token without its signature, for a key that is elsewhere.
    ///
    /// # Errors
    /// As [`sign`](Self::sign), except those of the key.
    pub fn prepare<C: Serialize + ?Sized>(&self, claims: &C) -> Result<Unsigned, SignError> {
        self.prepare_with(claims, &self.now())
    }

    pub(super) fn prepare_with<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        now: &Now<'_>,
    ) -> Result<Unsigned, SignError> {
        let header = self.header.as_ref().map_err(Clone::clone)?;
        let mut payload = self.added.write(claims, now)?;
        let text = into_text(signing_input(header, &payload, 0));
        self.outgoing.wipe(&mut payload);
        let algorithm = self.key.algorithm();
        Ok(Unsigned::new(text?, algorithm, self.outgoing.clone()))
    }

    /// Checks the settings, as far as that is possible without claims: call it once at start-up.
    ///
    /// # Errors
    /// [`NoDuration`](SignError::NoDuration), [`ValidityTooShort`](SignError::ValidityTooShort),
    /// [`EmptySetting`](SignError::EmptySetting), [`HeaderValue`](SignError::HeaderValue),
    /// [`ReservedHeaderMember`](SignError::ReservedHeaderMember) and [`Header`](SignError::Header),
    /// as [`sign`](Self::sign) would return them.
    pub fn check_configuration(&self) -> Result<(), SignError> {
        self.header.as_ref().map_err(Clone::clone)?;
        self.added.check_validity()
    }

    fn now(&self) -> Now<'_> {
        Now::of(self.clock.as_deref())
    }
}

impl<K: SigningKey> Signer<K> {
    /// Signs claims: any struct or map that serde writes as a JSON object, and an enum with a tag
    /// of its own (`#[serde(tag = "..")]`). To sign and read an enum in serde's default form,
    /// `{"Variant":{..}}`, wrap it in [`Claims`](super::Claims). What a `Claims` has in `custom` must
    /// not name a registered claim: it would be signed, and `Claims` could not read it back.
    ///
    /// The dates, whoever gives them, always leave some time in between: a verifier accepts the
    /// token at the later one of `iat` and `nbf`. To make an expired token for a test, sign it with
    /// [`at`](Self::at) an instant before its `exp`.
    ///
    /// # Errors
    /// [`MissingExpiry`](SignError::MissingExpiry) if nothing says when the token expires,
    /// [`DuplicateClaim`](SignError::DuplicateClaim) for a registered claim that is given twice,
    /// [`WrongType`](SignError::WrongType) for an `exp`, `nbf` or `iat` that is not a number, an
    /// `aud` that is neither a name nor an array of names, and any registered claim that is `null`
    /// (as an `Option::None` is), [`NotAnObject`](SignError::NotAnObject),
    /// [`ExternallyTagged`](SignError::ExternallyTagged) for `{"Variant":{..}}`,
    /// [`Claims`](SignError::Claims) for claims that cannot be written as JSON (NaN) or are nested
    /// deeper than 127 levels, [`NoDuration`](SignError::NoDuration) for a text that is not a
    /// duration, [`ValidityTooShort`](SignError::ValidityTooShort) under one second,
    /// [`BornExpired`](SignError::BornExpired) if `exp` is not after `iat`,
    /// [`NeverValid`](SignError::NeverValid) if it is not after `nbf` (fractions are rounded as a
    /// verifier does), [`OutOfRange`](SignError::OutOfRange) for a date beyond the year 9999,
    /// [`EmptySetting`](SignError::EmptySetting), [`HeaderValue`](SignError::HeaderValue),
    /// [`ReservedHeaderMember`](SignError::ReservedHeaderMember) and [`Header`](SignError::Header),
    /// [`NoClock`](SignError::NoClock) and [`Random`](SignError::Random) if the platform lacks
    /// them, [`Key`](SignError::Key) and [`SignatureLength`](SignError::SignatureLength) of the
    /// key, [`Encrypt`](SignError::Encrypt) if the token is to be encrypted and cannot be.
    #[doc(alias = "encode")]
    pub fn sign<C: Serialize + ?Sized>(&self, claims: &C) -> Result<String, SignError> {
        self.sign_with(claims, &self.now())
    }

    pub(super) fn sign_with<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        now: &Now<'_>,
    ) -> Result<String, SignError> {
        let header = self.header.as_ref().map_err(Clone::clone)?;
        let mut payload = self.added.write(claims, now)?;
        let token = sign_compact(header, &payload, &self.key);
        self.outgoing.wipe(&mut payload);
        self.outgoing.encrypt(token?)
    }
}

impl<K: fmt::Debug> fmt::Debug for Signer<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("key", &self.key)
            .field("header", &self.members)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("subject", &self.subject)
            .field("validity", &self.added.validity)
            .finish_non_exhaustive()
    }
}
