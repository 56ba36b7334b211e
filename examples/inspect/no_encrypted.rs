//! In place of encrypted.rs, where the library has no encryption.

use std::error::Error;

use glassbox::jws::Unverified;
use glassbox::{Verifier, VerifyError};

use crate::arguments::Decryption;
use crate::screen::show;

pub(crate) struct Opened {
    pub(crate) status: u8,
    pub(crate) token: Option<String>,
}

impl Opened {
    pub(crate) fn decrypting(&self, verifier: Verifier) -> Verifier {
        verifier
    }
}

pub(crate) fn open(text: &str, asked: Option<&Decryption>) -> Result<Opened, Box<dyn Error>> {
    let option = match asked {
        Some(Decryption::Secret(_)) => "--decrypt-secret-env",
        Some(Decryption::File(_)) => "--decrypt-key",
        None => {
            let is_encrypted = match Unverified::parse(text) {
                Err(error @ VerifyError::Encrypted) => {
                    show(&format!("cannot be drawn: {error}"));
                    true
                }
                _ => false,
            };
            return Ok(Opened {
                status: u8::from(is_encrypted),
                token: (!is_encrypted).then(|| text.into()),
            });
        }
    };
    Err(format!(
        "{option}: for encrypted tokens, start it with \
         `cargo run --features jwe,public-keys --example inspect -- ..`"
    )
    .into())
}
