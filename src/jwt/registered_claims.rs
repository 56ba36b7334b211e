use alloc::string::String;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};

use super::audience::Audience;
use crate::claim::Registered;
use crate::time::{NumericDate, deserialize_not_before};

/// The claims that RFC 7519 §4.1 registers. All of them are optional, as in the RFC.
///
/// If they come from a token that a [`Verifier`](crate::Verifier) accepted, it has checked those
/// that its policy judges; the others are as the issuer wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct RegisteredClaims {
    /// `iat`: when the token was issued (§4.1.6), in seconds.
    #[serde(rename = "iat", default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<NumericDate>,
    /// `nbf`: from when on the token is valid (§4.1.5), in seconds; a fraction is rounded up.
    #[serde(
        rename = "nbf",
        default,
        deserialize_with = "not_before",
        skip_serializing_if = "Option::is_none"
    )]
    pub not_before: Option<NumericDate>,
    /// `exp`: when the token expires (§4.1.4), in seconds.
    #[serde(rename = "exp", default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<NumericDate>,
    /// `aud`: for whom the token is meant (§4.1.3).
    #[serde(rename = "aud", default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// `iss`: who issued the token (§4.1.1).
    #[serde(rename = "iss", default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// `sub`: whom the token is about (§4.1.2).
    #[serde(rename = "sub", default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `jti`: the token's own id (§4.1.7).
    #[serde(rename = "jti", default, skip_serializing_if = "Option::is_none")]
    pub jwt_id: Option<String>,
}

fn not_before<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NumericDate>, D::Error> {
    deserialize_not_before(deserializer).map(Some)
}

impl RegisteredClaims {
    /// Reads the value of one claim from its place in the payload.
    pub(super) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        claim: Registered,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match claim {
            Registered::Iat => self.issued_at = Some(map.next_value()?),
            Registered::Nbf => self.not_before = Some(map.next_value_seed(NotBefore)?),
            Registered::Exp => self.expires_at = Some(map.next_value()?),
            Registered::Aud => self.audience = Some(map.next_value()?),
            Registered::Iss => self.issuer = Some(map.next_value()?),
            Registered::Sub => self.subject = Some(map.next_value()?),
            Registered::Jti => self.jwt_id = Some(map.next_value()?),
        }
        Ok(())
    }
}

struct NotBefore;

impl<'de> DeserializeSeed<'de> for NotBefore {
    type Value = NumericDate;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<NumericDate, D::Error> {
        deserialize_not_before(deserializer)
    }
}
