//! The drawing of a token: what anybody can see in it without a key.

use alloc::format;
use core::fmt;

use super::compact::Unverified;
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{JsonType, VerifyError};
use crate::jose::{Frame, draw_json, write_rule};

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
    draw_json(frame, text, dates, &draw_text)
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
