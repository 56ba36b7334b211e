//! What is wrong with a text that is not a token. The explanation shows at most one character of
//! the text: a log of refusals is no place for tokens.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::explanation::Explanation;
use crate::codec::base64url;
use crate::error::escape;
use crate::jws::LONGEST_SIGNATURE;

/// What precedes a token in an HTTP header, and may be copied along with it.
const SCHEMES: [&str; 5] = ["Authorization:", "Bearer", "DPoP", "JWT", "Token"];

/// A limit, because a text of quotes alone would fill a log.
const MOST_LAYERS: usize = 8;

/// Explains a text that was refused as malformed.
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

/// What is wrong, one line per problem.
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// Judges first what surrounds the token, then what remains.
    fn judge(&mut self, text: &str) {
        if text.is_empty() {
            return self.say("empty");
        }
        if text.chars().all(is_blank) {
            return self.say("nothing but white space");
        }
        let (mut rest, mut start) = (text, 0_usize);
        for _ in 0..MOST_LAYERS {
            let Some((within, skipped)) = self.without_one_layer(rest, start) else {
                break;
            };
            rest = within;
            start = start.saturating_add(skipped);
        }
        let layers = self.0.len();
        if rest.is_empty() {
            return self.say("and nothing else");
        }
        if rest.starts_with('{') {
            return self.say("begins with `{`: this is JSON, and the token may be a member of it");
        }
        self.judge_characters(rest, start);
        self.judge_dots(rest);
        if self.0.len() == layers {
            self.judge_parts(rest);
        }
        if self.0.len() == layers && layers > 0 {
            self.say("what remains has the shape of a token");
        }
    }

    /// Removes quotes, white space or the name of a scheme. Returns what is inside, and how many
    /// bytes preceded it.
    fn without_one_layer<'t>(&mut self, text: &'t str, start: usize) -> Option<(&'t str, usize)> {
        let (first, last) = (text.chars().next()?, text.chars().next_back()?);
        let unquoted = text.strip_prefix(first).filter(|_| is_quote(first));
        if let Some(within) = unquoted.and_then(|text| text.strip_suffix(first)) {
            self.say("quotes around it");
            return Some((within, 1));
        }
        if let Some(of_its_kind) = loose(first) {
            self.say(format!("{} at byte {start}, at its start", Named(first)));
            return Some(behind(text, text.trim_start_matches(of_its_kind)));
        }
        if let Some(of_its_kind) = loose(last) {
            let within = text.trim_end_matches(of_its_kind);
            let at = start.saturating_add(within.len());
            let loose = text.get(within.len()..)?.chars().next()?;
            self.say(format!("{} at byte {at}, at its end", Named(loose)));
            return Some((within, 0));
        }
        let (scheme, rest) = SCHEMES.iter().find_map(|scheme| {
            let (start, rest) = text.split_at_checked(scheme.len())?;
            let ends = scheme.ends_with(':') || rest.is_empty() || rest.starts_with(is_blank);
            (ends && start.eq_ignore_ascii_case(scheme)).then_some((scheme, rest))
        })?;
        self.say(format!(
            "begins with \"{scheme}\", which is not part of the token"
        ));
        Some(behind(text, rest.trim_start_matches(is_blank)))
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
            '~' => ": the disclosures of an SD-JWT follow it, which are not part of the token",
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
            4 => "4 dots: five parts are an encrypted token (RFC 7516 §3.1), which .decrypt_with(..) takes"
                .into(),
            _ if text.contains("...") => format!("{dots} dots: was it cut off for a log?"),
            _ => format!("{dots} dots: a token has two"),
        };
        self.say(line);
    }

    /// Judges three parts in which all characters are valid.
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
                    "the {name} has {len} characters, which base64url never has: one is missing, \
                     or there is one too many"
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

/// The end of a text, and how many bytes precede it.
const fn behind<'t>(text: &str, within: &'t str) -> (&'t str, usize) {
    (within, text.len().saturating_sub(within.len()))
}

/// Which characters to remove together with this one at the end of a text.
fn loose(character: char) -> Option<fn(char) -> bool> {
    let kinds = [is_blank, is_quote];
    kinds.into_iter().find(|is_of_kind| is_of_kind(character))
}

/// A byte order mark is as invisible as a space.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`')
}

/// Shows a character by its name, as it is, or by its escape. One that is not ASCII also gets its
/// number, because it may look like an ASCII character.
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
