//! In place of pair.rs, where the library has no key pairs.

use std::error::Error;

use glassbox::{Algorithm, Verifier};

use crate::arguments::KeyFile;

pub(crate) fn verifier(
    file: &KeyFile,
    _: Option<Algorithm>,
    _: &str,
) -> Result<(String, Verifier), Box<dyn Error>> {
    let option = if file.is_set { "--jwks" } else { "--key" };
    let name = file.path.display();
    Err(format!(
        "{option} {name}: for key pairs, start it with \
         `cargo run --features public-keys --example inspect -- ..`"
    )
    .into())
}
