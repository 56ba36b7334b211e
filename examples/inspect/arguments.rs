//! The arguments of the command line.

use std::env::VarError;
use std::error::Error;
use std::ffi::OsString;
use std::io::{IsTerminal, stdin};
use std::path::PathBuf;

use glassbox::time::{Clock, SystemClock};
use glassbox::{Algorithm, NumericDate};
use lexopt::{Arg, ValueExt};
use zeroize::Zeroizing;

use crate::input;

pub(crate) const HELP: &str = "\
usage: inspect [TOKEN] [OPTIONS]

Draws a token and, with a secret or a public key, explains
check by check why it is accepted or refused. Without TOKEN
it reads the token from standard input. What is within an
encrypted token is drawn and explained with its key.

  --secret-env NAME   the variable that has the secret: as
                      text, in base64 or in hex digits; the
                      output says which of them fits
  --key FILE          a public key or a certificate in PEM
                      or DER, a JSON Web Key or a set
  --jwks FILE         a JSON Web Key Set, and nothing else
  --alg NAME          HS256 (the default), HS384 or HS512;
                      of a key, what its file leaves open:
                      RS256 or PS256, say
  --decrypt-secret-env NAME
                      the variable that has the secret to
                      decrypt with, written as the other
  --decrypt-key FILE  a private key to decrypt with: ECDH in
                      PEM, DER or as a JSON Web Key, which
                      may also hold a shared secret (oct)
  --iss NAME          the issuer that is expected
  --aud NAME          the audience that is expected
  --at SECONDS        judges at this instant instead of now
  --help              shows this text

Exit status: 0 accepted (without a key: drawn), 1 refused
(cannot be drawn), 2 wrong usage.";

/// What a token is verified with.
pub(crate) enum Keys {
    Secret(Zeroizing<String>),
    File(KeyFile),
}

/// What an encrypted token is decrypted with.
#[cfg_attr(not(feature = "jwe"), expect(dead_code, reason = "read by jwe alone"))]
pub(crate) enum Decryption {
    Secret(Zeroizing<String>),
    File(PathBuf),
}

/// A file with public keys.
pub(crate) struct KeyFile {
    pub(crate) path: PathBuf,
    /// Whether it has to be a set.
    pub(crate) is_set: bool,
}

pub(crate) struct Arguments {
    pub(crate) token: String,
    pub(crate) keys: Option<Keys>,
    pub(crate) decryption: Option<Decryption>,
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) issuer: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) at: NumericDate,
}

impl Arguments {
    /// `None` if the user asks for help.
    pub(crate) fn read() -> Result<Option<Self>, Box<dyn Error>> {
        let mut asked = Self {
            token: String::new(),
            keys: None,
            decryption: None,
            algorithm: None,
            issuer: None,
            audience: None,
            at: SystemClock.now(),
        };
        let by_name = |name: &str| {
            Algorithm::from_name(name)
                .ok_or("no such algorithm: it is written HS256, RS256, ES256, EdDSA, …")
        };
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long("secret-env") => {
                    let secret = variable("secret-env", arguments.value()?)?;
                    asked.set_keys(Keys::Secret(secret))?;
                }
                Arg::Long("decrypt-secret-env") => {
                    let secret = variable("decrypt-secret-env", arguments.value()?)?;
                    asked.set_decryption(Decryption::Secret(secret))?;
                }
                Arg::Long("decrypt-key") => {
                    let path = arguments.value()?.into();
                    asked.set_decryption(Decryption::File(path))?;
                }
                Arg::Long(name @ ("key" | "jwks")) => {
                    let is_set = name == "jwks";
                    let path = arguments.value()?.into();
                    asked.set_keys(Keys::File(KeyFile { path, is_set }))?;
                }
                Arg::Long("alg") => {
                    asked.algorithm = Some(arguments.value()?.parse_with(by_name)?);
                }
                Arg::Long("iss") => asked.issuer = Some(arguments.value()?.string()?),
                Arg::Long("aud") => asked.audience = Some(arguments.value()?.string()?),
                Arg::Long("at") => {
                    asked.at = NumericDate::from_seconds(arguments.value()?.parse()?)
                }
                Arg::Value(text) if asked.token.is_empty() => asked.token = text.string()?,
                other => return Err(other.unexpected().into()),
            }
        }
        if asked.token.is_empty() && !stdin().is_terminal() {
            let input = input::limited(stdin(), 1);
            let input = input.map_err(|error| format!("standard input: {error}"))?;
            let input = str::from_utf8(&input).map_err(|_| "standard input is no text")?;
            asked.token = input.into();
        }
        if asked.token.is_empty() {
            return Err("no token is given".into());
        }
        if asked.keys.is_none() && (asked.issuer.is_some() || asked.audience.is_some()) {
            return Err("--secret-env, --key or --jwks is missing".into());
        }
        Ok(Some(asked))
    }

    fn set_keys(&mut self, keys: Keys) -> Result<(), &'static str> {
        match self.keys.replace(keys) {
            None => Ok(()),
            Some(_) => Err("one of --secret-env, --key and --jwks is enough"),
        }
    }

    fn set_decryption(&mut self, with: Decryption) -> Result<(), &'static str> {
        match self.decryption.replace(with) {
            None => Ok(()),
            Some(_) => Err("one of --decrypt-secret-env and --decrypt-key is enough"),
        }
    }
}

/// What the variable of that name holds. An error shows neither: a user may have given the secret itself.
fn variable(option: &str, name: OsString) -> Result<Zeroizing<String>, String> {
    let secret = std::env::var(name).map(Zeroizing::new);
    secret.map_err(|error| match error {
        VarError::NotPresent => format!("the variable of --{option} is not set"),
        VarError::NotUnicode(secret) => {
            drop(Zeroizing::new(secret.into_encoded_bytes()));
            format!("the secret of --{option} is not UTF-8")
        }
    })
}
