//! How error texts show values.

use core::fmt;

use serde_json::Value;

use super::escape::Escaped;
use super::json_type::type_of;
use crate::algorithm::Algorithm;
use crate::encryption::KeyManagement;
use crate::time::NumericDate;

/// A value of `iss` or `aud`: strings and short arrays of strings in full, other values by their
/// type.
pub(crate) struct Shown<'a>(pub(crate) &'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => write!(f, "\"{}\"", Escaped(text)),
            Value::Array(items) if !items.is_empty() => {
                f.write_str("[")?;
                for (index, item) in items.iter().take(3).enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    match item {
                        Value::String(text) => write!(f, "{comma}\"{}\"", Escaped(text))?,
                        other => write!(f, "{comma}{}", type_of(other))?,
                    }
                }
                f.write_str(if items.len() > 3 { ", …]" } else { "]" })
            }
            Value::Array(_) => f.write_str("[]"),
            other => write!(f, "{}", type_of(other)),
        }
    }
}

/// The refusal of a `typ`, with its name if it is a well-known one.
pub(super) struct Typ(pub(super) Option<&'static str>);

impl fmt::Display for Typ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == Some(REFRESH_TYP) {
            return f.write_str(
                "this is a refresh token (typ rt+jwt), which is for the authorization server \
                 alone: send the access token to an application",
            );
        }
        f.write_str("the token's type (typ")?;
        self.0.map_or(Ok(()), |typ| write!(f, " {typ}"))?;
        f.write_str(
            ") is not accepted here: Verifier::typ(..) names the accepted ones, \
             Verifier::any_typ() accepts all",
        )
    }
}

/// What verifies the tokens of an algorithm.
pub(super) struct Verifies(pub(super) Algorithm);

impl fmt::Display for Verifies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => "an HmacKey made for it",
            Algorithm::Es512 | Algorithm::Es256k | Algorithm::Ed448 => "a VerifyingKey of your own",
            _ => "a PublicKey made for it (feature public-keys)",
        })
    }
}

/// What decrypts the texts of an algorithm.
pub(super) struct Decrypts(pub(super) KeyManagement);

impl fmt::Display for Decrypts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            KeyManagement::Dir | KeyManagement::A128Kw | KeyManagement::A256Kw => "an AesKey",
            KeyManagement::EcdhEs | KeyManagement::EcdhEsA128Kw | KeyManagement::EcdhEsA256Kw => {
                "an EcdhPrivateKey (feature public-keys)"
            }
            KeyManagement::RsaOaep
            | KeyManagement::RsaOaep256
            | KeyManagement::RsaOaep384
            | KeyManagement::RsaOaep512 => "a DecryptingKey of your own (examples/rsa_oaep.rs)",
        })
    }
}

/// Why a content that was decrypted is not taken for a token.
pub(super) struct NotNested(pub(super) bool);

impl fmt::Display for NotNested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            true => {
                "the decrypted content is no signed token: encryption proves nothing about who made \
                 it, so its issuer has to sign it first"
            }
            false => {
                "the header of the encrypted token does not say that a token is within (cty JWT): \
                 where the issuer leaves it out, .allow_missing_cty() takes it"
            }
        })
    }
}

/// The `typ` of refresh tokens. The error must not invite anybody to accept them.
pub(crate) const REFRESH_TYP: &str = "rt+jwt";

/// What to do about an instant in the future.
pub(super) struct Ahead(pub(super) &'static str, pub(super) NumericDate);

impl fmt::Display for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.is_beyond_all_years() {
            true => Unit(self.0, self.1).fmt(f),
            false => f.write_str(": if the clocks differ, allow for it with .leeway(..)"),
        }
    }
}

/// A question about an instant with this name, if it is after the year 9999.
pub(crate) struct Unit(pub(crate) &'static str, pub(crate) NumericDate);

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.is_beyond_all_years() {
            true => write!(
                f,
                ": {} is after the year 9999 (is it in milliseconds?), and dates count seconds",
                self.0
            ),
            false => Ok(()),
        }
    }
}

/// How long ago an end was: nothing, at its exact second.
pub(crate) struct Past(pub(crate) NumericDate, pub(crate) NumericDate);

impl fmt::Display for Past {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.seconds() <= self.0.seconds() {
            true => f.write_str("just now"),
            false => write!(f, "{} ago", Ago(self.0, self.1)),
        }
    }
}

/// The distance between two instants, in the units that a person would use.
pub(crate) struct Ago(pub(crate) NumericDate, pub(crate) NumericDate);

impl fmt::Display for Ago {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.1.seconds().saturating_sub(self.0.seconds()).max(0);
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (hours, rest) = (rest.div_euclid(3_600), rest.rem_euclid(3_600));
        let (minutes, seconds) = (rest.div_euclid(60), rest.rem_euclid(60));
        match (days, hours, minutes) {
            (0, 0, 0) => write!(f, "{seconds}s"),
            (0, 0, _) => write!(f, "{minutes}m {seconds}s"),
            (0, ..) => write!(f, "{hours}h {minutes}m"),
            _ => write!(f, "{days}d {hours}h"),
        }
    }
}
