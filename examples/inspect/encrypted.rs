//! Draws an encrypted token, and decrypts it.

use std::error::Error;
use std::sync::Arc;

use glassbox::jwe::{self, AesKey, ContentEncryption::*, Encrypted, KeyManagement::*};
use glassbox::jws::Unverified;
use glassbox::{KeyError, Verifier, VerifyError};

use crate::arguments::Decryption;
use crate::decryption::{self, Keys};
use crate::screen::{columns, show};

/// What became of the token.
pub(crate) struct Opened {
    /// The exit status, if nothing else is asked.
    pub(crate) status: u8,
    /// The token that can be drawn: the text itself if it is not encrypted, or what is within.
    pub(crate) token: Option<String>,
    keys: Option<Keys>,
}

impl Opened {
    fn new(status: u8, token: Option<String>, keys: Option<Keys>) -> Self {
        Self {
            status,
            token,
            keys,
        }
    }

    /// The verifier, with the keys that the user gave to decrypt with.
    pub(crate) fn decrypting(&self, verifier: Verifier) -> Verifier {
        match &self.keys {
            Some(keys) => verifier.decrypt_with(Arc::clone(keys)),
            None => verifier,
        }
    }
}

pub(crate) fn open(text: &str, asked: Option<&Decryption>) -> Result<Opened, Box<dyn Error>> {
    let Err(VerifyError::Encrypted) = Unverified::parse(text) else {
        let keys = any_key(asked)?;
        if keys.is_some() {
            show("warning: the token is not encrypted");
        }
        return Ok(Opened::new(0, Some(text.into()), keys));
    };
    let encrypted = match Encrypted::parse(text) {
        Ok(encrypted) => encrypted,
        Err(error) => {
            show(&format!("cannot be drawn: {error}"));
            return Ok(Opened::new(1, None, any_key(asked)?));
        }
    };
    show(&format!("{encrypted:0$}", columns().unwrap_or(78)));
    let Some(asked) = asked else {
        show("   --decrypt-secret-env or --decrypt-key takes it.");
        return Ok(Opened::new(0, None, None));
    };
    let candidates = decryption::candidates(asked, &encrypted)?;
    let opening = |(name, keys): &(String, Keys)| {
        let decrypted = jwe::decrypt(text, &**keys).ok()?;
        Some((name.clone(), Arc::clone(keys), decrypted.into_content()))
    };
    let (keys, token) = match candidates.iter().find_map(opening) {
        Some((name, keys, content)) => {
            show(&format!("\ndecrypted with {name}"));
            (Some(keys), signed(&content))
        }
        None => {
            let (names, mut keys): (Vec<_>, Vec<_>) = candidates.into_iter().unzip();
            show(&format!("\ncannot be decrypted with {}", names.join(", ")));
            // Each refuses the token in the same words.
            (keys.pop(), None)
        }
    };
    let (algorithm, encryption) = (encrypted.algorithm(), encrypted.encryption());
    // A secret of 64 bytes is for nothing else than these two.
    if (algorithm, encryption) != (Dir, A256CbcHs512) {
        show(&format!(
            "warning: {algorithm} and {encryption} are the token's own choice: a service fixes them"
        ));
    }
    Ok(Opened::new(u8::from(token.is_none()), token, keys))
}

/// The verifier judges a token's shape and header before it uses a key. So any key will do for a token
/// that names no algorithms of a key.
fn any_key(asked: Option<&Decryption>) -> Result<Option<Keys>, KeyError> {
    let key = || Ok(Arc::new(AesKey::generate(A256Kw, A256Gcm)?) as Keys);
    asked.map(|_| key()).transpose()
}

/// The signed token within. If there is none, it is told what is there instead.
fn signed(content: &[u8]) -> Option<String> {
    let bytes = content.len();
    let text = std::str::from_utf8(content).unwrap_or_default();
    match Unverified::parse_ignoring_signature(text) {
        Ok(_) => return Some(text.into()),
        Err(_) if text.starts_with('{') => {
            let start: String = text.chars().take(240).collect();
            show(&format!(
                "no signed token is within, but {bytes} bytes: {start:?}"
            ));
        }
        Err(_) => show(&format!("no signed token is within, but {bytes} bytes")),
    }
    None
}
