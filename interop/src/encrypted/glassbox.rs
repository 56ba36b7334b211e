//! The side of glassbox.

use glassbox::jwe::{
    self, AesKey, ContentEncryption, DecryptError, DecryptionKeys, EcdhPrivateKey, EcdhPublicKey,
    Encrypted, KeyManagement,
};
use glassbox::{Algorithm, HmacKey, Signer, Verifier, VerifyError};
use serde_json::{Map, Value};

use super::case::{Header, Key};
use super::exchange::{Refusal, Side};
use crate::Outcome;

pub struct Glassbox;

impl Side for Glassbox {
    const NAME: &'static str = "glassbox";

    fn encrypt(content: &[u8], header: &Header, key: &Key) -> Outcome<String> {
        Ok(match header.agrees() {
            true => jwe::encrypt(content, &public(header, key)?)?,
            false => jwe::encrypt(content, &aes(header, key)?)?,
        })
    }

    fn decrypt(text: &str, header: &Header, key: &Key) -> Result<(Header, Vec<u8>), Refusal> {
        let keys = keys(header, key).map_err(other)?;
        let opened = jwe::decrypt(text, &keys).map_err(|error| match error {
            DecryptError::Decryption => Refusal::Decryption,
            error => other(error),
        })?;
        Ok((read(text)?, opened.into_content()))
    }

    fn nest(
        claims: &Map<String, Value>,
        secret: &Key,
        header: &Header,
        key: &Key,
    ) -> Outcome<String> {
        let signer = Signer::new(hmac(secret)?);
        let signer = match header.agrees() {
            true => signer.encrypt_to(public(header, key)?),
            false => signer.encrypt_to(aes(header, key)?),
        };
        Ok(signer.sign(claims)?)
    }

    fn verify(
        text: &str,
        header: &Header,
        key: &Key,
        secret: &Key,
    ) -> Result<(Header, Value), Refusal> {
        let keys = keys(header, key).map_err(other)?;
        let verifier = Verifier::new(hmac(secret).map_err(other)?).decrypt_with(keys);
        let token = verifier
            .verify::<Value>(text)
            .map_err(|error| match error {
                VerifyError::Decrypt(DecryptError::Decryption) => Refusal::Decryption,
                VerifyError::InvalidSignature => Refusal::Signature,
                error if error.is_expired() => Refusal::Expired,
                error => other(error),
            })?;
        Ok((read(text)?, token.into_claims()))
    }
}

fn aes(header: &Header, key: &Key) -> Outcome<AesKey> {
    let (algorithm, encryption) = names(header)?;
    let key = AesKey::from_base64(algorithm, encryption, text(key)?)?;
    Ok(match &header.kid {
        Some(id) => key.with_key_id(id.as_str()),
        None => key,
    })
}

fn public(header: &Header, key: &Key) -> Outcome<EcdhPublicKey> {
    let (algorithm, encryption) = names(header)?;
    let mut half = key.clone();
    half.remove("d");
    let key = EcdhPublicKey::from_jwk(algorithm, encryption, &serde_json::to_string(&half)?)?;
    Ok(match &header.kid {
        Some(id) => key.with_key_id(id.as_str()),
        None => key,
    })
}

fn keys(header: &Header, key: &Key) -> Outcome<Box<dyn DecryptionKeys>> {
    if !header.agrees() {
        return Ok(Box::new(aes(header, key)?));
    }
    let (algorithm, encryption) = names(header)?;
    let key = serde_json::to_string(key)?;
    Ok(Box::new(EcdhPrivateKey::from_jwk(
        algorithm, encryption, &key,
    )?))
}

fn names(header: &Header) -> Outcome<(KeyManagement, ContentEncryption)> {
    let algorithm = KeyManagement::from_name(&header.alg).ok_or("no alg that is known")?;
    let encryption = ContentEncryption::from_name(&header.enc).ok_or("no enc that is known")?;
    Ok((algorithm, encryption))
}

fn hmac(key: &Key) -> Outcome<HmacKey> {
    Ok(HmacKey::from_base64(Algorithm::Hs256, text(key)?)?)
}

fn text(key: &Key) -> Outcome<&str> {
    Ok(key.get("k").and_then(Value::as_str).ok_or("no secret")?)
}

fn read(text: &str) -> Result<Header, Refusal> {
    let encrypted = Encrypted::parse(text).map_err(other)?;
    let header = encrypted.header();
    Ok(Header {
        alg: encrypted.algorithm().name().into(),
        enc: encrypted.encryption().name().into(),
        cty: header.cty().map(Into::into),
        kid: encrypted.key_id().map(|id| id.as_str().into()),
    })
}

fn other(error: impl ToString) -> Refusal {
    Refusal::Other(error.to_string())
}
