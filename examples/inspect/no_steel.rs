//! In place of steel.rs, where the library has no encryption.

use std::error::Error;

use glassbox::Verifier;

use crate::arguments::Decryption;

pub(crate) struct Steel {
    pub(crate) status: u8,
    pub(crate) token: Option<String>,
}

impl Steel {
    pub(crate) fn lend(&self, verifier: Verifier) -> Verifier {
        verifier
    }
}

pub(crate) fn open(text: &str, asked: Option<&Decryption>) -> Result<Steel, Box<dyn Error>> {
    let option = match asked {
        Some(Decryption::Secret(_)) => "--decrypt-secret-env",
        Some(Decryption::File(_)) => "--decrypt-key",
        None => {
            let (status, token) = (0, Some(text.into()));
            return Ok(Steel { status, token });
        }
    };
    Err(format!(
        "{option}: for encrypted tokens, start it with \
         `cargo run --features jwe,public-keys --example inspect -- ..`"
    )
    .into())
}
