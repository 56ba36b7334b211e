//! The keys that may decrypt a token: a shared secret in each of its readings, or a file. The token's
//! algorithms are taken for those of the key, as far as the key can have them.

use std::error::Error;
use std::sync::Arc;

use glassbox::KeyError;
use glassbox::jwe::{AesKey, ContentEncryption, DecryptionKeys, Encrypted, KeyManagement};
use serde::Deserialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::arguments::Decryption;
use crate::input;
use crate::readings::{Form, READINGS};

pub(crate) type Keys = Arc<dyn DecryptionKeys>;
pub(crate) type Algorithms = (KeyManagement, ContentEncryption);

/// One at least, each with what it was read from.
pub(crate) fn candidates(
    asked: &Decryption,
    token: &Encrypted<'_>,
) -> Result<Vec<(String, Keys)>, Box<dyn Error>> {
    let algorithms = (token.algorithm(), token.encryption());
    match asked {
        Decryption::Secret(secret) => secret_keys(secret, algorithms),
        Decryption::File(path) => {
            let named = |error: &dyn Error| format!("{}: {error}", path.display());
            let bytes = input::file(path).map_err(|error| named(&error))?;
            let key = file_key(&bytes, algorithms).map_err(|error| named(&*error))?;
            Ok(vec![("the key".into(), key)])
        }
    }
}

fn secret_keys(
    secret: &str,
    algorithms: Algorithms,
) -> Result<Vec<(String, Keys)>, Box<dyn Error>> {
    let (mut keys, mut misfits) = (Vec::new(), Vec::new());
    for reading in &READINGS {
        let Some(text) = reading.part(secret) else {
            continue;
        };
        match secret_key(reading.form, text, algorithms) {
            Ok(key) => {
                let name = format!("the secret as {}", reading.name);
                keys.push((name, Arc::new(key) as Keys));
            }
            Err(KeyError::WrongLength {
                expected, actual, ..
            }) => {
                misfits.push((expected, format!("as {} it has {actual}", reading.name)));
            }
            // Of the text itself, that is what is wrong with the secret.
            Err(error) if reading.name == "text" => return Err(error.into()),
            Err(_) => {}
        }
    }
    match misfits.first() {
        Some((expected, _)) if keys.is_empty() => {
            let (expected, [algorithm, encryption]) = (*expected, names(algorithms));
            let misfits: Vec<_> = misfits.into_iter().map(|(_, misfit)| misfit).collect();
            let misfits = misfits.join(", ");
            Err(format!(
                "the token's {algorithm} with {encryption} takes a secret of {expected} bytes: {misfits}"
            )
            .into())
        }
        _ => Ok(keys),
    }
}

fn names((algorithm, encryption): Algorithms) -> [&'static str; 2] {
    [algorithm.name(), encryption.name()]
}

fn secret_key(
    form: Form,
    text: &str,
    (algorithm, encryption): Algorithms,
) -> Result<AesKey, KeyError> {
    match form {
        Form::Text => AesKey::new(algorithm, encryption, text),
        Form::Base64 => AesKey::from_base64(algorithm, encryption, text),
        Form::Hex => {
            let secret = bytes_of(text).ok_or(KeyError::NotHex)?;
            AesKey::new(algorithm, encryption, &**secret)
        }
    }
}

/// What pairs of hexadecimal digits stand for.
fn bytes_of(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digit = |character: u8| char::from(character).to_digit(16);
    let (pairs, rest) = digits.trim().as_bytes().as_chunks();
    // It never grows: what it left behind would not be wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for &[high, low] in pairs {
        bytes.push(u8::try_from(digit(high)? << 4 | digit(low)?).ok()?);
    }
    rest.is_empty().then_some(bytes)
}

/// A JSON Web Key, as far as it is told apart here. The secret stays where it stands in the file's text,
/// which is wiped.
#[derive(Deserialize)]
struct Jwk<'a> {
    kty: String,
    alg: Option<String>,
    #[serde(borrow)]
    k: Option<&'a RawValue>,
}

fn file_key(bytes: &[u8], algorithms: Algorithms) -> Result<Keys, Box<dyn Error>> {
    // The mark that some editors put in front of a text is no part of JSON.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let text = text.trim_start_matches('\u{feff}').trim();
    match serde_json::from_str::<Jwk<'_>>(text) {
        Ok(Jwk {
            kty,
            alg,
            k: Some(k),
        }) if kty == "oct" => {
            let names = names(algorithms);
            match alg.as_deref() {
                // The name of a content encryption says that the key is for it directly.
                Some(alg) if alg != names[0] && names != ["dir", alg] => Err(format!(
                    "the JSON Web Key is for {alg}, the token's algorithms are {} and {}",
                    names[0], names[1]
                )
                .into()),
                _ => {
                    // No digit of base64 needs an escape.
                    let text = k.get().strip_prefix('"').and_then(|k| k.strip_suffix('"'));
                    let text = text.ok_or(KeyError::NotBase64)?;
                    Ok(Arc::new(secret_key(Form::Base64, text, algorithms)?))
                }
            }
        }
        _ => private_key(bytes, text, algorithms),
    }
}

#[cfg(feature = "public-keys")]
fn private_key(
    bytes: &[u8],
    text: &str,
    (algorithm, encryption): Algorithms,
) -> Result<Keys, Box<dyn Error>> {
    use glassbox::jwe::EcdhPrivateKey;
    Ok(Arc::new(match text.starts_with('{') {
        true => EcdhPrivateKey::from_jwk(algorithm, encryption, text)?,
        false => EcdhPrivateKey::new(algorithm, encryption, bytes)?,
    }))
}

#[cfg(not(feature = "public-keys"))]
fn private_key(_: &[u8], _: &str, _: Algorithms) -> Result<Keys, Box<dyn Error>> {
    Err("for key pairs, start it with \
         `cargo run --features jwe,public-keys --example inspect -- ..`"
        .into())
}
