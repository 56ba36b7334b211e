//! Draws a token and, with a secret or a public key, explains check by check why it is accepted or
//! refused. Exit status: 0 accepted (without a key: drawn), 1 refused (cannot be drawn), 2 usage.

mod arguments;
#[cfg(feature = "public-keys")]
mod pair;
#[cfg(not(feature = "public-keys"))]
#[path = "no_pair.rs"]
mod pair;
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
    ExitCode::from(inspect().unwrap_or_else(|error| {
        let usage = HELP.lines().next().unwrap_or_default();
        screen::complain(&format!("inspect: {error}\n{usage} (--help shows more)"));
        2
    }))
}

fn inspect() -> Result<u8, Box<dyn Error>> {
    let Some(asked) = Arguments::read()? else {
        show(HELP);
        return Ok(0);
    };
    let token = asked.token.trim();
    let drawing = Unverified::parse_ignoring_signature(token);
    match &drawing {
        Ok(drawing) => show(&format!("{drawing:0$}", screen::columns().unwrap_or(78))),
        Err(error) => show(&format!("cannot be drawn: {error}")),
    }
    let Some(keys) = &asked.keys else {
        if let Err(VerifyError::Malformed) = Unverified::parse(token) {
            // The verifier judges the shape before it uses a key, so any key will do.
            let report = Verifier::new(HmacKey::generate(Algorithm::Hs256)?).explain(token);
            let mut checks = report.checks().iter();
            let wrong = checks.find(|check| check.outcome() == Outcome::Failed);
            wrong.into_iter().for_each(|check| show(&check.to_string()));
        }
        return Ok(u8::from(drawing.is_err()));
    };
    let explain = |verifier: Verifier| {
        let verifier = asked.issuer.iter().fold(verifier, Verifier::issuer);
        let verifier = asked.audience.iter().fold(verifier, Verifier::audience);
        verifier.at(asked.at).explain(token)
    };
    let (said, report) = match keys {
        Keys::Secret(secret) => {
            let algorithm = asked.algorithm.unwrap_or(Algorithm::Hs256);
            secret::explain(algorithm, secret, |key| explain(Verifier::new(key)))?
        }
        Keys::File(file) => {
            let (said, verifier) = pair::verifier(file, &asked)?;
            (said, explain(verifier))
        }
    };
    show(&format!("\n{said}"));
    show(&report.to_string());
    Ok(u8::from(report.verdict().is_err()))
}
