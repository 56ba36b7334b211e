//! The key files, and the tokens; README.md has the folders.

use std::fs;
use std::path::{Path, PathBuf};

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::{Algorithm, PrivateKey, PublicKey, Verifier};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::case::{Case, read};

pub const ALGORITHMS: [Algorithm; 10] = [
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

/// A token that was signed with one private file.
#[derive(Deserialize, Serialize)]
pub struct Made {
    /// The algorithm and the file.
    pub name: String,
    pub alg: String,
    /// The case that the claims are of.
    pub case: String,
    pub token: String,
    /// The same, expired.
    pub ended: String,
}

/// The cases whose claims every library can carry.
pub fn usual(folder: &Path) -> Outcome<Vec<Case>> {
    let mut cases: Vec<Case> = read(folder, "cases")?;
    cases.retain(|case| case.libraries.len() == 3);
    Ok(cases)
}

/// The files of a folder, in the order of their names.
pub fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = paths.collect::<Outcome<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The files of a public half, and the sets that hold it.
pub fn public_files(owner: &Path, algorithm: Algorithm) -> Outcome<Vec<PathBuf>> {
    let mut sets = files(owner)?;
    sets.retain(|path| path.extension().is_some_and(|it| it == "jwks"));
    let own = files(&owner.join(algorithm.name()).join("public"))?;
    Ok([own, sets].concat())
}

pub fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}

pub fn private_key(algorithm: Algorithm, path: &Path) -> Outcome<PrivateKey> {
    let key = match name(path).ends_with(".jwk") {
        true => PrivateKey::from_jwk(&fs::read_to_string(path)?)?,
        false => PrivateKey::new(algorithm, fs::read(path)?)?,
    };
    Ok(key.with_key_id(algorithm.name()))
}

pub fn verifier(algorithm: Algorithm, path: &Path) -> Outcome<Verifier> {
    Ok(match path.extension().and_then(|it| it.to_str()) {
        Some("jwks") => Verifier::new(fs::read_to_string(path)?.parse::<JwkSet>()?),
        Some("jwk") => {
            let jwk: Jwk = fs::read_to_string(path)?.parse()?;
            Verifier::new(jwk.public_key(algorithm)?)
        }
        _ => Verifier::new(PublicKey::new(algorithm, fs::read(path)?)?),
    })
}
