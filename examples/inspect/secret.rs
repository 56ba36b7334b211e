//! Tries the secret in each of its encodings. Whoever inspects a token did not choose its secret: a
//! secret that a service would refuse gets a warning, and is tried nevertheless.

use glassbox::jwt::{Outcome, Report};
use glassbox::key::HmacKeyOptions;
use glassbox::{Algorithm, HmacKey, KeyError};

type Read = fn(HmacKeyOptions, &str) -> Result<HmacKey, KeyError>;

const READINGS: [(&str, Read); 7] = [
    ("text", |options, text| options.secret(text)),
    ("text, trimmed", |options, text| match text.trim() {
        trimmed if trimmed.len() < text.len() => options.secret(trimmed),
        _ => Err(KeyError::Empty),
    }),
    ("base64", |options, text| options.base64(text)),
    ("hex digits", |options, text| options.hex(text)),
    ("text between its quotes", |options, text| {
        options.secret(unquoted(text)?)
    }),
    ("base64 between its quotes", |options, text| {
        options.base64(unquoted(text)?)
    }),
    ("hex digits between its quotes", |options, text| {
        options.hex(unquoted(text)?)
    }),
];

/// A file of variables for Docker keeps the quotes around a value, which a shell takes away.
fn unquoted(text: &str) -> Result<&str, KeyError> {
    let text = text.trim();
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let mut quotes = ['"', '\'', '`'].into_iter();
    quotes.find_map(between).ok_or(KeyError::Empty)
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
    let tried = READINGS.into_iter().filter_map(|(name, read)| {
        let report = explain(read(lax, secret).ok()?);
        Some((name, read(strict, secret).err(), report))
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
