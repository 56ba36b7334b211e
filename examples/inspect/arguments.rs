//! The arguments of the command line.

use std::error::Error;
use std::io::{IsTerminal, Read, stdin};

use glassbox::time::{Clock, SystemClock};
use glassbox::{Algorithm, NumericDate};
use lexopt::{Arg, ValueExt};

pub(crate) const HELP: &str = "\
usage: inspect [TOKEN] [OPTIONS]

Draws a token and, with a secret, explains check by check
why it is accepted or refused. Without TOKEN it reads the
token from standard input.

  --secret-env NAME   the variable that has the secret: as
                      text, in base64 or in hex digits; the
                      output says which of them fits
  --alg NAME          HS256 (the default), HS384 or HS512
  --iss NAME          the issuer that is expected
  --aud NAME          the audience that is expected
  --at SECONDS        judges at this instant instead of now
  --help              shows this text

Exit status: 0 accepted (without a secret: drawn), 1 refused
(cannot be drawn), 2 wrong usage.";

pub(crate) struct Arguments {
    pub(crate) token: String,
    pub(crate) secret: Option<String>,
    pub(crate) algorithm: Algorithm,
    pub(crate) issuer: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) at: NumericDate,
}

impl Arguments {
    /// `None` if the user asks for help.
    pub(crate) fn read() -> Result<Option<Self>, Box<dyn Error>> {
        let mut asked = Self {
            token: String::new(),
            secret: None,
            algorithm: Algorithm::Hs256,
            issuer: None,
            audience: None,
            at: SystemClock.now(),
        };
        let by_name = |name: &str| Algorithm::from_name(name).ok_or("no such algorithm");
        let mut arguments = lexopt::Parser::from_env();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => return Ok(None),
                Arg::Long("secret-env") => {
                    let secret = std::env::var_os(arguments.value()?).unwrap_or_default();
                    asked.secret = Some(
                        secret
                            .into_string()
                            .map_err(|_| "the secret is not UTF-8")?,
                    );
                }
                Arg::Long("alg") => asked.algorithm = arguments.value()?.parse_with(by_name)?,
                Arg::Long("iss") => asked.issuer = Some(arguments.value()?.string()?),
                Arg::Long("aud") => asked.audience = Some(arguments.value()?.string()?),
                Arg::Long("at") => {
                    asked.at = NumericDate::from_seconds(arguments.value()?.parse()?)
                }
                Arg::Value(text) if asked.token.is_empty() => asked.token = text.string()?,
                other => return Err(other.unexpected().into()),
            }
        }
        let token = &mut asked.token;
        if token.is_empty() && (stdin().is_terminal() || stdin().read_to_string(token)? == 0) {
            return Err("no token is given".into());
        }
        if asked.secret.is_none() && (asked.issuer.is_some() || asked.audience.is_some()) {
            return Err("--secret-env is missing".into());
        }
        Ok(Some(asked))
    }
}
