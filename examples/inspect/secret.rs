//! Tries the secret in each of its encodings. Whoever inspects a token did not choose its secret: a
//! secret that a service would refuse gets a warning, and is tried nevertheless.

use glassbox::jwt::{Outcome, Report};
use glassbox::key::HmacKeyOptions;
use glassbox::{Algorithm, HmacKey, KeyError};

use crate::readings::{Form, READINGS, Reading};

fn read(reading: &Reading, options: HmacKeyOptions, secret: &str) -> Result<HmacKey, KeyError> {
    let text = reading.part(secret).ok_or(KeyError::Empty)?;
    match reading.form {
        Form::Text => options.secret(text),
        Form::Base64 => options.base64(text),
        Form::Hex => options.hex(text),
    }
}

/// Returns notes about the secret, one per line, and the report with the encoding that fits, or
/// with the text as it is.
pub(crate) fn explain(
    algorithm: Algorithm,
    secret: &str,
    explain: impl Fn(HmacKey) -> Report,
) -> Result<(String, Report), KeyError> {
    let strict = HmacKey::options(algorithm);
    let lax = strict.allow_short_secret().allow_white_space();
    lax.secret(secret)?;
    let tried = READINGS.iter().filter_map(|reading| {
        let report = explain(read(reading, lax, secret).ok()?);
        Some((reading.name, read(reading, strict, secret).err(), report))
    });
    let mut tried: Vec<_> = tried.collect();
    let names = tried.iter().map(|(name, ..)| *name).collect::<Vec<_>>();
    let mut reports = tried.iter().map(|(.., report)| signature(report));
    let fits = reports.position(|outcome| outcome == Some(Outcome::Passed));
    let (name, warning, report) = tried.swap_remove(fits.unwrap_or(0));
    let mut said = match signature(&report) {
        Some(Outcome::Passed) => format!("the secret fits as {name}\n"),
        Some(Outcome::Failed) => format!("the secret does not fit: as {}\n", names.join(", as ")),
        _ => String::new(),
    };
    if let Some(warning) = warning {
        said.push_str(&format!("warning: {warning}"));
    }
    Ok((said, report))
}

fn signature(report: &Report) -> Option<Outcome> {
    let mut checks = report.checks().iter();
    let signature = checks.find(|check| check.name() == "signature")?;
    Some(signature.outcome())
}
