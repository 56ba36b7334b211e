//! Reads a file with public keys: PEM, DER, a certificate, a JSON Web Key or a set of them.

use std::error::Error;

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::jws::Unverified;
use glassbox::{Algorithm, KeyError, PublicKey, Verifier};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::arguments::KeyFile;
use crate::input;

/// What a key pair may be for.
const ALL: [Algorithm; 10] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::EdDsa,
    Algorithm::Ed25519,
];

/// Returns notes about the keys, one per line, and a verifier that has them.
pub(crate) fn verifier(
    file: &KeyFile,
    algorithm: Option<Algorithm>,
    token: &str,
) -> Result<(String, Verifier), Box<dyn Error>> {
    let name = file.path.display();
    let bytes = input::file(&file.path).map_err(|error| format!("{name}: {error}"))?;
    let read = read(file.is_set, &bytes, algorithm, token);
    read.map_err(|error| format!("{name}: {error}").into())
}

/// What has a member `keys`, whatever is in it.
#[derive(Deserialize)]
struct Keys {
    #[serde(rename = "keys")]
    _keys: IgnoredAny,
}

fn read(
    is_set: bool,
    bytes: &[u8],
    algorithm: Option<Algorithm>,
    token: &str,
) -> Result<(String, Verifier), Box<dyn Error>> {
    // The mark that some editors put in front of a text is no part of JSON.
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let text = text.trim_start_matches('\u{feff}').trim();
    let has_keys = || serde_json::from_str::<Keys>(text).is_ok();
    if is_set || has_keys() {
        set(text.parse()?, algorithm)
    } else if text.starts_with('{') {
        let jwk: Jwk = text.parse()?;
        let key = |algorithm| jwk.public_key(algorithm);
        Ok(single(key, algorithm, token)?)
    } else {
        let key = |algorithm| PublicKey::new(algorithm, bytes);
        Ok(single(key, algorithm, token)?)
    }
}

/// A key has one algorithm. Where its file leaves open which, the user says it, or is told that the
/// token did, which can choose among those of the key's kind alone.
fn single(
    key: impl Fn(Algorithm) -> Result<PublicKey, KeyError>,
    algorithm: Option<Algorithm>,
    token: &str,
) -> Result<(String, Verifier), KeyError> {
    if let Some(algorithm) = algorithm {
        return Ok((String::new(), Verifier::new(key(algorithm)?)));
    }
    let (mut fitting, mut refusals) = (Vec::new(), Vec::new());
    for algorithm in ALL {
        match key(algorithm) {
            Ok(key) => fitting.push((algorithm, key)),
            Err(error) => refusals.push(error),
        }
    }
    let names: Vec<_> = fitting
        .iter()
        .map(|(algorithm, _)| algorithm.name())
        .collect();
    let mut said = format!("the key fits {}\n", names.join(", "));
    let token = Unverified::parse_ignoring_signature(token);
    let alg = token.ok().and_then(|token| token.header().algorithm());
    let chosen = fitting
        .iter()
        .position(|(algorithm, _)| Some(*algorithm) == alg);
    let is_told = chosen.is_some() && fitting.len() > 1;
    let Some((algorithm, key)) = fitting.into_iter().nth(chosen.unwrap_or(0)) else {
        return Err(cause(refusals));
    };
    if is_told {
        said.push_str(&format!(
            "warning: {algorithm} is the token's own choice: a service fixes one, as --alg does here"
        ));
    }
    Ok((said, Verifier::new(key)))
}

/// What is wrong with a key that fits no algorithm.
fn cause(refusals: Vec<KeyError>) -> KeyError {
    let (kinds, others): (Vec<_>, Vec<_>) = refusals
        .into_iter()
        .partition(|error| matches!(error, KeyError::WrongKind { .. }));
    let mut errors = others.into_iter().chain(kinds);
    errors.next().unwrap_or(KeyError::Empty)
}

/// Each key of a set says what it is for, but for those of RSA, which need not.
fn set(set: JwkSet, algorithm: Option<Algorithm>) -> Result<(String, Verifier), Box<dyn Error>> {
    let open = set.keys().iter().filter(|jwk| is_open(jwk)).count();
    match algorithm.map(|algorithm| set.clone().rsa_without_alg(&[algorithm])) {
        None if open == 0 => Ok((String::new(), Verifier::new(set))),
        None => {
            let said = format!("RSA keys without alg: {open}, for RS256 (--alg names another)");
            Ok((said, Verifier::new(set)))
        }
        Some(Ok(set)) if open > 0 => Ok((String::new(), Verifier::new(set))),
        Some(_) => Err("--alg, of a set, is for its RSA keys without alg".into()),
    }
}

fn is_open(jwk: &Jwk) -> bool {
    jwk.algorithm().is_none() && jwk.public_key(Algorithm::Rs256).is_ok()
}
