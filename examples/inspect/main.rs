//! Draws a token and, with a secret or a public key, explains check by check why it is accepted or
//! refused. Exit status: 0 accepted (without a key: drawn), 1 refused (cannot be drawn), 2 usage.

mod arguments;
#[cfg(feature = "jwe")]
mod decryption;
#[cfg(feature = "jwe")]
mod encrypted;
#[cfg(not(feature = "jwe"))]
#[path = "no_encrypted.rs"]
mod encrypted;
mod input;
#[cfg(feature = "public-keys")]
mod pair;
#[cfg(not(feature = "public-keys"))]
#[path = "no_pair.rs"]
mod pair;
mod readings;
mod screen;
mod secret;

use std::error::Error;
use std::process::ExitCode;

use arguments::{Arguments, HELP, Keys};
use glassbox::jws::Unverified;
use glassbox::jwt::Outcome;
use glassbox::{Algorithm, HmacKey, Verifier, VerifyError};
use screen::show;

fn main() -> ExitCode {
    let status = match Arguments::read() {
        Ok(Some(asked)) => inspect(&asked).map_err(|error| screen::visible(&error.to_string())),
        Ok(None) => {
            show(HELP);
            Ok(0)
        }
        Err(error) => {
            let usage = HELP.lines().next().unwrap_or_default();
            let error = screen::visible(&error.to_string());
            Err(format!("{error}\n{usage} (--help shows more)"))
        }
    };
    ExitCode::from(status.unwrap_or_else(|error| {
        screen::complain(&format!("inspect: {error}"));
        2
    }))
}

fn inspect(asked: &Arguments) -> Result<u8, Box<dyn Error>> {
    let text = asked.token.trim();
    let opened = encrypted::open(text, asked.decryption.as_ref())?;
    let token = opened.token.as_deref();
    let status = opened.status.max(token.map_or(0, draw));
    let Some(keys) = &asked.keys else {
        if let Some(token) = token
            && let Err(VerifyError::Malformed) = Unverified::parse(token)
        {
            // The verifier judges the shape before it uses a key, so any key will do.
            let report = Verifier::new(HmacKey::generate(Algorithm::Hs256)?).explain(token);
            let mut checks = report.checks().iter();
            let wrong = checks.find(|check| check.outcome() == Outcome::Failed);
            wrong.into_iter().for_each(|check| show(&check.to_string()));
        }
        return Ok(status);
    };
    let explain = |verifier: Verifier| {
        let verifier = asked.issuer.iter().fold(verifier, Verifier::issuer);
        let verifier = asked.audience.iter().fold(verifier, Verifier::audience);
        opened.decrypting(verifier).at(asked.at).explain(text)
    };
    let (said, report) = match keys {
        Keys::Secret(secret) => {
            let algorithm = asked.algorithm.unwrap_or(Algorithm::Hs256);
            secret::explain(algorithm, secret, |key| explain(Verifier::new(key)))?
        }
        Keys::File(file) => {
            let (said, verifier) = pair::verifier(file, asked.algorithm, token.unwrap_or(text))?;
            (said, explain(verifier))
        }
    };
    show(&format!("\n{said}"));
    show(&report.to_string());
    Ok(u8::from(report.verdict().is_err()))
}

/// Returns 1 if it cannot be drawn.
fn draw(token: &str) -> u8 {
    let drawing = Unverified::parse_ignoring_signature(token);
    match &drawing {
        Ok(drawing) => show(&format!("{drawing:0$}", screen::columns().unwrap_or(78))),
        Err(error) => show(&format!("cannot be drawn: {error}")),
    }
    u8::from(drawing.is_err())
}
