//! What a text is that was taken for a set.

use super::members::Members;
use crate::codec::json;
use crate::error::{JsonType, KeyError};

/// The error for a text that is no set, which says the way from there to one.
pub(super) fn not_a_set(text: &str) -> KeyError {
    let what = match json::is_json(text) {
        true => other_json(text),
        false if text.trim().is_empty() => "JSON Web Key Set: it is empty",
        false if text.contains("-----BEGIN") => "JSON Web Key Set, but PEM, which PublicKey reads",
        false
            if ["https://", "http://"]
                .iter()
                .any(|scheme| text.starts_with(scheme)) =>
        {
            "JSON Web Key Set, but an address: RemoteKeys fetches what is there (feature jwks)"
        }
        false => {
            "JSON Web Key Set, and no JSON: was it cut off, or did the server answer with an error \
             page?"
        }
    };
    KeyError::NotJwk { what }
}

fn other_json(json: &str) -> &'static str {
    if JsonType::of(json) == JsonType::Array {
        return "JSON Web Key Set, but an array: a set is a JSON object with an array keys";
    }
    let members = Members::of(json);
    let has = |name| {
        let members = members.as_ref();
        members.is_some_and(|members| members.find(name).is_some())
    };
    if has("kty") {
        "JSON Web Key Set, but one JSON Web Key, which Jwk and PublicKey::from_jwk read"
    } else if has("jwks_uri") {
        "JSON Web Key Set, but the metadata of an issuer, whose jwks_uri says where the set is"
    } else {
        "JSON Web Key Set, which is a JSON object with an array keys"
    }
}
