//! The form of a secret: what it looks like, without any part of it. People mistake an encoded
//! secret for its text or the other way round, and notice only that no signature fits.

use alloc::format;
use alloc::string::String;

use super::encoded::{from_base64, from_hex};

/// No generator of secrets makes fewer hex digits or base64 characters.
const LEAST_CHARACTERS: usize = 16;

/// How a secret was given to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    AsItIs,
    AsBase64,
    AsHex,
}

/// What is known about a secret's form. It reveals no more of the secret than its length does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    given: Given,
    /// How many hexadecimal digits the base64 has, if it has nothing else.
    base64_of_digits: Option<usize>,
    look: Look,
    is_quoted: bool,
    white_space: Option<&'static str>,
}

/// What the bytes of a secret look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Nothing,
    Digits(usize),
    Base64,
}

impl Form {
    /// The form of a secret, and of the text in which it was given.
    pub(super) fn new(given: Given, text: &[u8], secret: &[u8]) -> Self {
        let digits = (given == Given::AsBase64).then(|| digits(text));
        Self {
            given,
            base64_of_digits: digits.flatten(),
            look: look(secret),
            is_quoted: is_quoted(secret),
            white_space: white_space_around(secret),
        }
    }

    /// A doubt about white space at its ends, as the end of a sentence about the secret.
    pub(crate) fn doubt_of_white_space(&self) -> Option<String> {
        let place = self.white_space?;
        Some(format!(
            "is text with white space {place}: if the issuer signs without it, trim it"
        ))
    }

    /// A doubt about quotes around it, as the end of a sentence about the secret.
    pub(crate) fn doubt_of_quotes(&self) -> Option<String> {
        self.is_quoted.then(|| {
            "is between quotes: if the issuer signs with what stands between them, take them away"
                .into()
        })
    }

    /// A doubt about how it was decoded, as the end of a sentence about the secret.
    pub(crate) fn doubt_of_reading(&self) -> Option<String> {
        const BYTES: &str = "if the issuer signs with the bytes";
        match (self.look, self.base64_of_digits) {
            (Look::Digits(digits), _) => Some(format!(
                "is {digits} hex digits: {BYTES} they stand for, make the key with HmacKey::from_hex"
            )),
            (_, Some(digits)) => Some(format!(
                "was read as base64, and its text is {digits} hex digits: {BYTES} they stand for, make \
                 the key with HmacKey::from_hex"
            )),
            (Look::Base64, None) => Some(format!(
                "looks like base64: {BYTES} it stands for, make the key with HmacKey::from_base64"
            )),
            (Look::Nothing, None) => None,
        }
    }

    /// Why a signature may not fit: the doubts, and the decoding that was not chosen.
    pub(crate) fn hints(&self) -> impl Iterator<Item = String> {
        let read = match self.given {
            Given::AsItIs => None,
            Given::AsBase64 => Some("base64"),
            Given::AsHex => Some("hex digits"),
        };
        let read = read.map(|read| {
            format!(
                "was read from {read}: if the issuer signs with the text itself, make the key with \
                 HmacKey::new"
            )
        });
        let doubts = [
            self.doubt_of_white_space(),
            self.doubt_of_quotes(),
            self.doubt_of_reading(),
            read,
        ];
        doubts.into_iter().flatten()
    }
}

/// How many hexadecimal digits a text has, if it has nothing else.
fn digits(secret: &[u8]) -> Option<usize> {
    let text = core::str::from_utf8(secret).ok()?;
    let text = text.trim_ascii_start();
    let digits = from_hex(text.strip_prefix(HEX).unwrap_or(text))?
        .len()
        .saturating_mul(2);
    (digits >= LEAST_CHARACTERS).then_some(digits)
}

fn look(secret: &[u8]) -> Look {
    if let Some(digits) = digits(secret) {
        return Look::Digits(digits);
    }
    // Words consist of base64 letters, too, but random bytes give all three kinds of characters.
    let has = |kind: fn(&u8) -> bool| secret.iter().any(kind);
    let is_mixed =
        has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    let text = core::str::from_utf8(secret).ok();
    let text = text.map(|text| text.strip_prefix(BASE64).unwrap_or(text));
    let text = text.filter(|text| is_mixed && text.len() >= LEAST_CHARACTERS);
    match text.and_then(from_base64) {
        Some(_) => Look::Base64,
        None => Look::Nothing,
    }
}

/// What some programs write before a secret to tell its encoding.
const BASE64: &str = "base64:";
const HEX: &str = "0x";
const QUOTES: &str = "quotes around it";

/// What people take along with a secret.
pub(super) fn surplus(text: &str) -> Option<&'static str> {
    let text = text.trim_ascii();
    let between = |quote: char| {
        let within = text.strip_prefix(quote)?.strip_suffix(quote)?;
        // One pair: quotes alone are a secret of some other kind.
        (!within.contains(quote)).then_some(within)
    };
    if ['"', '\'', '`']
        .into_iter()
        .any(|quote| between(quote).is_some())
    {
        return Some(QUOTES);
    }
    let before = [(BASE64, "`base64:` before it"), (HEX, "`0x` before it")];
    let mut before = before.into_iter();
    before.find_map(|(prefix, found)| text.starts_with(prefix).then_some(found))
}

fn is_quoted(secret: &[u8]) -> bool {
    let text = core::str::from_utf8(secret).ok();
    text.and_then(surplus) == Some(QUOTES)
}

/// Where a secret that is text has white space around it. Text is UTF-8 without control characters
/// and with a visible one. Other secrets are not judged: random bytes may end in anything.
pub(super) fn white_space_around(secret: &[u8]) -> Option<&'static str> {
    let is_blank = |character: char| character.is_whitespace() || character == '\u{feff}';
    let is_control = |character: char| character.is_control() && !character.is_ascii_whitespace();
    let text = core::str::from_utf8(secret).ok()?;
    if text.contains(is_control) || text.chars().all(is_blank) {
        return None;
    }
    match (text.starts_with(is_blank), text.ends_with(is_blank)) {
        (false, false) => None,
        (true, false) => Some("at its start"),
        (false, true) => Some("at its end"),
        (true, true) => Some("at both ends"),
    }
}
