//! What is wrong with a text that is no token. Of the text itself one character is told at most: a log
//! of refusals is no place for tokens.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::explanation::Explanation;
use crate::codec::base64url;
use crate::error::escape;
use crate::jws::LONGEST_SIGNATURE;

/// What stands before a token in a header of HTTP, and is taken along with it.
const SCHEMES: [&str; 5] = ["Authorization:", "Bearer", "DPoP", "JWT", "Token"];

/// A text of quotes alone would fill a log.
const MOST_LAYERS: usize = 8;

/// What is said of a text that was refused as malformed.
pub(super) fn explain(text: &str) -> Explanation {
    let mut wrong = Wrong(Vec::new());
    wrong.judge(text);
    let mut lines = wrong.0.into_iter();
    Explanation {
        expected: Some("three parts of base64url, with two dots between".into()),
        found: lines.next(),
        details: lines.collect(),
        ..Explanation::default()
    }
}

/// What was found to be wrong, line by line.
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// What stands around it first, then what remains.
    fn judge(&mut self, text: &str) {
        let (mut rest, mut start) = (text, 0_usize);
        for _ in 0..MOST_LAYERS {
            let Some((within, skipped)) = self.without_one_layer(rest, start) else {
                break;
            };
            rest = within;
            start = start.saturating_add(skipped);
        }
        let is_wrapped = !self.0.is_empty();
        if rest.trim().is_empty() {
            match (is_wrapped, text.is_empty()) {
                (_, true) => self.say("empty"),
                (false, _) => self.say("nothing but white space"),
                (true, _) => self.say("and nothing else"),
            }
        } else if rest.starts_with('{') {
            self.say("begins with `{`: this is JSON, and the token may be a member of it");
        } else {
            let before = self.0.len();
            self.judge_characters(rest, start);
            self.judge_dots(rest);
            if self.0.len() == before {
                self.judge_parts(rest);
            }
            if self.0.len() == before && is_wrapped {
                self.say("what remains has the shape of a token");
            }
        }
    }

    /// Takes away white space, quotes or the name of a scheme: what is within, and how many bytes stood
    /// before it.
    fn without_one_layer<'t>(&mut self, text: &'t str, start: usize) -> Option<(&'t str, usize)> {
        let (first, last) = (text.chars().next()?, text.chars().next_back()?);
        if text.chars().all(is_blank) {
            return None;
        }
        let behind = start.saturating_add(text.len());
        if is_blank(first) {
            self.say(format!("{} at byte {start}, at its start", Named(first)));
            let within = text.trim_start_matches(is_blank);
            return Some((within, text.len().saturating_sub(within.len())));
        }
        if is_blank(last) {
            let within = text.trim_end_matches(is_blank);
            let at = start.saturating_add(within.len());
            let blank = text.get(within.len()..)?.chars().next()?;
            self.say(format!("{} at byte {at}, at its end", Named(blank)));
            return Some((within, 0));
        }
        if is_quote(first) && first == last && text.len() > 1 {
            self.say("quotes around it");
            return Some((text.get(1..text.len().saturating_sub(1))?, 1));
        }
        if is_quote(first) {
            self.say(format!("{} at byte {start}, at its start", Named(first)));
            return Some((text.get(1..)?, 1));
        }
        if is_quote(last) {
            let at = behind.saturating_sub(1);
            self.say(format!("{} at byte {at}, at its end", Named(last)));
            return Some((text.get(..text.len().saturating_sub(1))?, 0));
        }
        let (scheme, rest) = SCHEMES.iter().find_map(|scheme| {
            let (start, rest) = text.split_at_checked(scheme.len())?;
            let ends = scheme.ends_with(':') || rest.is_empty() || rest.starts_with(is_blank);
            (ends && start.eq_ignore_ascii_case(scheme)).then_some((scheme, rest))
        })?;
        self.say(format!(
            "begins with \"{scheme}\", which is no part of the token"
        ));
        let within = rest.trim_start_matches(is_blank);
        Some((within, text.len().saturating_sub(within.len())))
    }

    fn judge_characters(&mut self, text: &str, start: usize) {
        let is_foreign = |character: char| !matches!(character, 'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '_' | '.');
        let mut characters = text.char_indices();
        let Some((at, character)) = characters.find(|(_, character)| is_foreign(*character)) else {
            return;
        };
        let rest = text.get(at..).unwrap_or_default();
        let ends_a_part = |rest: &str| rest.is_empty() || rest.starts_with('.');
        let note = match character {
            '=' if ends_a_part(rest.trim_start_matches('=')) => ": a token has no padding",
            '+' | '/' => ": a token has `-` and `_` where base64 has `+` and `/`",
            '%' => ": is it still percent-encoded?",
            '~' => ": behind it stand the disclosures of an SD-JWT, which are no part of the token",
            '\u{2026}' => ": was it cut off for a log?",
            _ => "",
        };
        let at = start.saturating_add(at);
        self.say(format!("{} at byte {at}{note}", Named(character)));
    }

    fn judge_dots(&mut self, text: &str) {
        let dots = text.matches('.').count();
        let line = match dots {
            2 => return,
            0 => "no dot: a token has two (is this an opaque one?)".into(),
            1 => "1 dot: the signature, and the dot before it, are missing".into(),
            4 => "4 dots: five parts are an encrypted token (RFC 7516 §3.1), and only signed ones are \
                  verified"
                .into(),
            _ if text.contains("...") => format!("{dots} dots: was it cut off for a log?"),
            _ => format!("{dots} dots: a token has two"),
        };
        self.say(line);
    }

    /// Of three parts, in which all characters are right.
    fn judge_parts(&mut self, text: &str) {
        for (name, part) in ["header", "payload", "signature"]
            .into_iter()
            .zip(text.split('.'))
        {
            let len = part.len();
            if len == 0 && name == "header" {
                self.say("the header is empty");
            } else if name == "signature" && len > LONGEST_SIGNATURE {
                self.say(format!(
                    "the signature has {len} characters, more than any algorithm makes"
                ));
            } else if len % 4 == 1 {
                self.say(format!(
                    "the {name} has {len} characters, which base64url never has: one is missing, or \
                     one too many"
                ));
            } else if !base64url::is_well_formed(part.as_bytes()) {
                self.say(format!(
                    "the last character of the {name} has bits that must be zero: it was changed, or \
                     characters are missing"
                ));
            }
        }
    }
}

/// A byte order mark is seen as little as a space.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

const fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`')
}

/// A character by its name, or as it is seen, or by its escape; one that is not ASCII with its number,
/// since it may look like one that is.
struct Named(char);

impl core::fmt::Display for Named {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let seen = || escape(self.0).unwrap_or_else(|| self.0.to_string());
        match self.0 {
            ' ' => f.write_str("a space"),
            '\t' => f.write_str("a tab"),
            '\n' => f.write_str("a line feed (\\n)"),
            '\r' => f.write_str("a carriage return (\\r)"),
            '`' => f.write_str("a backtick"),
            character if character.is_ascii() => write!(f, "`{}`", seen()),
            character => write!(f, "`{}` (U+{:04X})", seen(), u32::from(character)),
        }
    }
}
