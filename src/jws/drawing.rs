//! The drawing of a token: what anybody can see in it without a key.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::compact::Unverified;
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{JsonType, VerifyError};
use crate::jose::{Frame, write_rule};
use crate::time::{NumericDate, Rounding};

/// Claims that are dates: RFC 7519 §4.1, OpenID Connect Core §2 and §5.1.
const DATES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// Draws the token for people: header, claims and signature, on 80 columns, or on as many as the
/// format says: `{:60}` is the minimum.
///
/// Dates are readable beside their numbers. Of the signature the drawing shows only algorithm and
/// length, so nobody can use it as a token. It does show all claims: take care where you log it.
/// The token's own text is escaped, and cut if it is long.
///
/// ```
/// use glassbox::jws::Unverified;
///
/// let text = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjIwMjYtMTEifQ.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
/// let drawing = Unverified::parse(text)?.to_string();
/// assert!(drawing.contains(r#""sub": "42""#));
/// assert!(!drawing.contains("c2lnbmF0dXJl"));
/// # Ok::<(), glassbox::VerifyError>(())
/// ```
impl fmt::Display for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = self.header_json().unwrap_or_default();
        let payload = self.payload().unwrap_or_default();
        for (name, bytes, dates) in [("header", header, &[][..]), ("claims", payload, &DATES)] {
            write_rule(f, name)?;
            let mut frame = Frame::new(f);
            draw_part(&mut frame, &bytes, dates)?;
            frame.close(bytes.len())?;
        }
        write_rule(f, "signature")?;
        let mut frame = Frame::new(f);
        draw_signature(&mut frame, self)?;
        frame.close(0)?;
        write_rule(f, "")?;
        f.write_str("   Nothing here is verified: anybody can write such a token.")
    }
}

fn draw_part(frame: &mut Frame<'_, '_>, bytes: &[u8], dates: &[&str]) -> fmt::Result {
    let Ok(text) = core::str::from_utf8(bytes) else {
        let len = bytes.len();
        return frame.write(&format!(
            "(no JSON, so no claims: {len} bytes, and no text)"
        ));
    };
    if !json::is_json(text) {
        frame.write("(no JSON, so no claims)")?;
        frame.new_line(0)?;
        return draw_text(frame, text);
    }
    if JsonType::of(text) != JsonType::Object {
        frame.write("(no JSON object, so no claims)")?;
        frame.new_line(0)?;
    }
    draw_json(frame, text, dates)
}

/// Draws well-formed JSON in its own order, with its own numbers. A member that the token has twice
/// is drawn twice.
fn draw_json(frame: &mut Frame<'_, '_>, text: &str, dates: &[&str]) -> fmt::Result {
    let (mut rest, mut depth) = (text, 0_usize);
    let (mut name, mut date) = (Cow::default(), None);
    while let Some((token, after)) = json::first_token(rest).filter(|_| !frame.is_full()) {
        rest = after;
        match token {
            "{" | "[" => {
                frame.write(token)?;
                if let Some((close @ ("}" | "]"), after)) = json::first_token(rest) {
                    frame.write(close)?;
                    rest = after;
                } else {
                    depth = depth.saturating_add(1);
                    frame.new_line(depth)?;
                }
            }
            "}" | "]" => {
                // Below the date of the line before, which has a comma.
                frame.write(
                    &date
                        .take()
                        .map_or(String::new(), |date| format!("   {date}")),
                )?;
                depth = depth.saturating_sub(1);
                frame.new_line(depth)?;
                frame.write(token)?;
            }
            "," => {
                frame.write(token)?;
                frame.write(
                    &date
                        .take()
                        .map_or(String::new(), |date| format!("  {date}")),
                )?;
                frame.new_line(depth)?;
            }
            ":" => frame.write(": ")?,
            _ if token.starts_with('"') => match json::text(token) {
                Some(text) => {
                    draw_text(frame, &text)?;
                    name = text;
                }
                None => frame.json(token)?,
            },
            _ => {
                frame.json(token)?;
                if depth == 1 && dates.contains(&&*name) {
                    date = readable(token, &name);
                }
            }
        }
    }
    Ok(())
}

/// Draws a text. If it is a token itself, its last part, without which nobody can use it, is left out
/// too.
fn draw_text(frame: &mut Frame<'_, '_>, text: &str) -> fmt::Result {
    let note = match Unverified::parse(text) {
        Ok(_) => "... (a token: its signature is not shown)",
        Err(VerifyError::Encrypted) => "... (an encrypted token: its tag is not shown)",
        Err(_) => return frame.quote(text),
    };
    let dot = text.rfind('.').unwrap_or_default();
    frame.quote(text.get(..=dot).unwrap_or_default())?;
    frame.write(note)
}

fn draw_signature(frame: &mut Frame<'_, '_>, token: &Unverified<'_>) -> fmt::Result {
    let signature = token.signature();
    let algorithm = token.header().algorithm();
    match algorithm {
        Some(algorithm) => frame.write(algorithm.name())?,
        None => {
            frame.quote(token.header().alg())?;
            frame.write(" (no signature algorithm)")?;
        }
    }
    let Ok(bytes) = signature.map(|signature| signature.len()) else {
        return frame.write(", and a signature that cannot be read (not shown)");
    };
    match (bytes, algorithm.and_then(Algorithm::signature_len)) {
        (0, _) => frame.write(", and no signature"),
        (_, Some(due)) if due != bytes => {
            frame.write(&format!(", {bytes} bytes where {due} are due (not shown)"))
        }
        _ => frame.write(&format!(", {bytes} bytes (not shown)")),
    }
}

/// The date that a number stands for.
fn readable(number: &str, name: &str) -> Option<String> {
    if JsonType::of(number) != JsonType::Number {
        return None;
    }
    let rounding = match name {
        "nbf" => Rounding::Up,
        _ => Rounding::Down,
    };
    let date = NumericDate::from_json_number(number.as_bytes(), rounding)?;
    match format!("{date:?}").split_once(' ') {
        Some((_, date)) => Some(date.to_string()),
        None if date.is_beyond_all_years() => Some("(after the year 9999: milliseconds?)".into()),
        None => None,
    }
}
