//! Where the metadata of an issuer is, and what is read of it.

use alloc::boxed::Box;
use alloc::string::String;

use serde::Deserialize;

use super::address::Address;
use super::error::JwksError;

/// An issuer, and where its metadata may be.
#[derive(Clone, Debug)]
pub(super) struct Issuer {
    name: Address,
    /// In the order in which they are asked.
    pub(super) places: [Address; 2],
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// Where metadata is: of OpenID Connect, and of OAuth (RFC 8414 §3).
const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

/// What is there, for the error.
const OF_ISSUER: &str = "issuer";

impl Issuer {
    pub(super) fn new(issuer: &str, allows_loopback: bool) -> Result<Self, JwksError> {
        let refused = |problem| JwksError::Address {
            of: OF_ISSUER,
            problem,
        };
        let name = Address::parse(issuer, allows_loopback).map_err(refused)?;
        if name.has_query() {
            return Err(refused("an issuer has no query (?)"));
        }
        let (origin, path) = (name.origin(), name.path());
        // What people copy from a browser.
        if path.contains(OPENID) || path.contains(OAUTH) {
            return Err(refused(
                "it is that of its metadata: give the issuer's name alone, as it stands in its tokens (iss)",
            ));
        }
        let path = path.strip_suffix('/').unwrap_or(path);
        let place = |text: String| Address::parse(&text, allows_loopback).map_err(refused);
        // OpenID Connect Discovery 1.0 §4.1 appends, and goes first: nearly every issuer has it, and those
        // of OAuth without OpenID answer with 404. RFC 8414 §3.1 inserts.
        let places = [
            place(alloc::format!("{origin}{path}{OPENID}"))?,
            place(alloc::format!("{origin}{OAUTH}{path}"))?,
        ];
        Ok(Self { name, places })
    }

    pub(super) fn as_str(&self) -> &str {
        self.name.as_str()
    }

    /// Where the issuer's keys are, as its metadata says.
    pub(super) fn keys(&self, place: &Address, metadata: &[u8]) -> Result<Address, JwksError> {
        // A member twice is refused, others are ignored.
        let metadata: Metadata =
            serde_json::from_slice(metadata).map_err(|_| JwksError::NotMetadata {
                url: place.as_str().into(),
            })?;
        if metadata.issuer != self.as_str() {
            return Err(JwksError::IssuerMismatch {
                expected: self.as_str().into(),
                found: Box::from(metadata.issuer),
            });
        }
        // An issuer elsewhere has no say over this machine.
        let allows_loopback = !self.name.is_https();
        Address::parse(&metadata.jwks_uri, allows_loopback).map_err(|problem| JwksError::Address {
            of: "keys that the issuer's metadata names (jwks_uri)",
            problem,
        })
    }
}
