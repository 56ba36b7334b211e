//! How the JSON of a token is drawn.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::frame::Frame;
use crate::codec::json;
use crate::error::JsonType;
use crate::time::{NumericDate, Rounding};

/// Draws well-formed JSON in its own order, with its own numbers. A member that the token has twice
/// is drawn twice.
///
/// The members that `dates` names are dates; `draw_text` draws each text.
pub(crate) fn draw_json(
    frame: &mut Frame<'_, '_>,
    text: &str,
    dates: &[&str],
    draw_text: &dyn Fn(&mut Frame<'_, '_>, &str) -> fmt::Result,
) -> fmt::Result {
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
