//! Looks into a token and, with a secret, tells check by check why it is accepted or refused.
//! Exit status: 0 accepted (without a secret: drawn), 1 refused (cannot be drawn), 2 usage.

use std::error::Error;
use std::io::{IsTerminal, Read, stdin};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use glassbox::jws::Unverified;
use glassbox::time::{Clock, SystemClock};
use glassbox::{Algorithm, HmacKey, NumericDate, Verifier};
use lexopt::{Arg, ValueExt};

const USAGE: &str = "usage: inspect [TOKEN] [--secret-env NAME [--alg HS256] [--aud NAME] \
                     [--iss NAME] [--at SECONDS]]\n(without TOKEN it is read from standard input)";

fn main() -> ExitCode {
    ExitCode::from(inspect().unwrap_or_else(|error| {
        anstream::eprintln!("inspect: {error}\n{USAGE}");
        2
    }))
}

fn inspect() -> Result<u8, Box<dyn Error>> {
    let (mut token, mut secret, mut algorithm) = (String::new(), None, Algorithm::Hs256);
    let (mut issuer, mut audience, mut at) = (None, None, SystemClock.now());
    let by_name = |name: &str| Algorithm::from_name(name).ok_or("no such algorithm");
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("secret-env") => secret = Some(std::env::var_os(arguments.value()?)),
            Arg::Long("alg") => algorithm = arguments.value()?.parse_with(by_name)?,
            Arg::Long("iss") => issuer = Some(arguments.value()?.string()?),
            Arg::Long("aud") => audience = Some(arguments.value()?.string()?),
            Arg::Long("at") => at = NumericDate::from_seconds(arguments.value()?.parse()?),
            Arg::Value(text) if token.is_empty() => token = text.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    if token.is_empty() && (stdin().is_terminal() || stdin().read_to_string(&mut token)? == 0) {
        return Err("no token is given".into());
    }
    let token = token.trim();
    let drawing = Unverified::parse(token);
    match &drawing {
        Ok(drawing) => show(&drawing.to_string()),
        Err(error) => show(&format!("cannot be drawn: {error}")),
    }
    let secret = match secret {
        Some(secret) => secret.unwrap_or_default().into_encoded_bytes(),
        None if issuer.or(audience).is_some() => return Err("--secret-env is missing".into()),
        None => return Ok(u8::from(drawing.is_err())),
    };
    // Whoever looks into a token did not choose its secret: a short one is told, not refused.
    let verifier = Verifier::new(HmacKey::with_short_secret(algorithm, &secret)?);
    let (len, due) = (secret.len(), algorithm.min_secret_len().unwrap_or_default());
    if len < due {
        let few = format!("{len} bytes, {algorithm} needs at least {due}");
        show(&format!("\nwarning: the secret has {few}"));
    }
    let verifier = issuer.into_iter().fold(verifier, Verifier::issuer);
    let verifier = audience.into_iter().fold(verifier, Verifier::audience);
    let report = verifier.at(at).explain(token);
    show(&format!("\n{report}"));
    Ok(u8::from(report.verdict().is_err()))
}

/// Prints in colours on a terminal that wants them.
fn show(text: &str) {
    for line in text.lines() {
        let style = match line.split_whitespace().next() {
            Some("accepted" | "passed") => AnsiColor::Green.on_default(),
            Some("cannot" | "refused:" | "FAILED") => AnsiColor::Red.on_default(),
            Some("Nothing" | "warning:") => AnsiColor::Yellow.on_default(),
            _ => Style::new(),
        };
        anstream::println!("{style}{line}{style:#}");
    }
}
