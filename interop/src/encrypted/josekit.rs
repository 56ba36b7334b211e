//! The side of josekit.

use std::time::SystemTime;

use josekit::JoseError;
use josekit::jwe::alg::ecdh_es::EcdhEsJweAlgorithm;
use josekit::jwe::{
    self, A128KW, A256KW, Dir, ECDH_ES, ECDH_ES_A128KW, ECDH_ES_A256KW, JweDecrypter, JweEncrypter,
    JweHeader,
};
use josekit::jwk::Jwk;
use josekit::jws::{HS256, JwsHeader};
use josekit::jwt::{self, JwtPayload, JwtPayloadValidator};
use serde_json::{Map, Value};

use super::case::{Header, Key};
use super::exchange::{Refusal, Side};
use crate::Outcome;

pub struct Josekit;

impl Side for Josekit {
    const NAME: &'static str = "josekit";

    fn encrypt(content: &[u8], header: &Header, key: &Key) -> Outcome<String> {
        let mut members = JweHeader::new();
        members.set_content_encryption(&header.enc);
        if let Some(content_type) = &header.cty {
            members.set_content_type(content_type);
        }
        if let Some(id) = &header.kid {
            members.set_key_id(id);
        }
        Ok(jwe::serialize_compact(
            content,
            &members,
            &*encrypter(header, key)?,
        )?)
    }

    fn decrypt(text: &str, header: &Header, key: &Key) -> Result<(Header, Vec<u8>), Refusal> {
        let decrypter = decrypter(header, key).map_err(other)?;
        // Its errors do not say what is wrong with an encrypted token.
        let (content, header) =
            jwe::deserialize_compact(text, &*decrypter).map_err(|_| Refusal::Decryption)?;
        let text = |member: Option<&str>| member.map(str::to_owned);
        let header = Header {
            alg: text(header.algorithm()).unwrap_or_default(),
            enc: text(header.content_encryption()).unwrap_or_default(),
            cty: text(header.content_type()),
            kid: text(header.key_id()),
        };
        Ok((header, content))
    }

    fn nest(
        claims: &Map<String, Value>,
        secret: &Key,
        header: &Header,
        key: &Key,
    ) -> Outcome<String> {
        let signer = HS256.signer_from_jwk(&jwk(secret)?)?;
        let payload = JwtPayload::from_map(claims.clone())?;
        let mut members = JwsHeader::new();
        members.set_token_type("JWT");
        let signed = jwt::encode_with_signer(&payload, &members, &signer)?;
        Self::encrypt(signed.as_bytes(), header, key)
    }

    fn verify(
        text: &str,
        header: &Header,
        key: &Key,
        secret: &Key,
    ) -> Result<(Header, Value), Refusal> {
        let verifier = HS256
            .verifier_from_jwk(&jwk(secret).map_err(other)?)
            .map_err(other)?;
        let (header, content) = Self::decrypt(text, header, key)?;
        let (payload, _) =
            jwt::decode_with_verifier(content, &verifier).map_err(|error| match error {
                JoseError::InvalidSignature(_) => Refusal::Signature,
                error => other(error),
            })?;
        let mut validator = JwtPayloadValidator::new();
        validator.set_base_time(SystemTime::now());
        validator.validate(&payload).map_err(|error| match error {
            JoseError::InvalidClaim(_) => Refusal::Expired,
            error => other(error),
        })?;
        Ok((header, Value::Object(payload.claims_set().clone())))
    }
}

fn encrypter(header: &Header, key: &Key) -> Outcome<Box<dyn JweEncrypter>> {
    let mut half = key.clone();
    half.remove("d");
    let key = jwk(&half)?;
    Ok(match &*header.alg {
        "dir" => Box::new(Dir.encrypter_from_jwk(&key)?),
        "A128KW" => Box::new(A128KW.encrypter_from_jwk(&key)?),
        "A256KW" => Box::new(A256KW.encrypter_from_jwk(&key)?),
        name => Box::new(agreeing(name)?.encrypter_from_jwk(&key)?),
    })
}

fn decrypter(header: &Header, key: &Key) -> Outcome<Box<dyn JweDecrypter>> {
    let key = jwk(key)?;
    Ok(match &*header.alg {
        "dir" => Box::new(Dir.decrypter_from_jwk(&key)?),
        "A128KW" => Box::new(A128KW.decrypter_from_jwk(&key)?),
        "A256KW" => Box::new(A256KW.decrypter_from_jwk(&key)?),
        name => Box::new(agreeing(name)?.decrypter_from_jwk(&key)?),
    })
}

fn agreeing(name: &str) -> Outcome<EcdhEsJweAlgorithm> {
    Ok(match name {
        "ECDH-ES" => ECDH_ES,
        "ECDH-ES+A128KW" => ECDH_ES_A128KW,
        "ECDH-ES+A256KW" => ECDH_ES_A256KW,
        _ => return Err(format!("no alg that is known: {name}").into()),
    })
}

fn jwk(key: &Key) -> Outcome<Jwk> {
    Ok(Jwk::from_map(key.clone())?)
}

fn other(error: impl ToString) -> Refusal {
    Refusal::Other(error.to_string())
}
