//! Signs with each private file.

use std::fs;
use std::path::Path;

use glassbox::Signer;

use super::files::{ALGORITHMS, Made, files, name, private_key, usual};
use crate::Outcome;

pub fn run(folder: &Path) -> Outcome<()> {
    let cases = usual(folder)?;
    let mut cases = cases.iter().cycle();
    let mut made = Vec::new();
    for algorithm in ALGORITHMS {
        let private = folder
            .join("keys/own")
            .join(algorithm.name())
            .join("private");
        for (path, case) in files(&private)?.iter().zip(&mut cases) {
            let signer = Signer::new(private_key(algorithm, path)?);
            let mut ended = case.claims.clone();
            ended["exp"] = case.ended.clone();
            made.push(Made {
                name: format!("{algorithm} {}", name(path)),
                alg: algorithm.name().into(),
                case: case.name.clone(),
                token: signer.sign(&case.claims)?,
                ended: signer.sign(&ended)?,
            });
        }
    }
    let path = folder.join("glassbox.pairs.json");
    Ok(fs::write(path, serde_json::to_string_pretty(&made)?)?)
}
