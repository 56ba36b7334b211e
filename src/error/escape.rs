//! Escapes text of a token or of a configuration for people who read it. A terminal must not obey
//! it, and two texts that differ must not look the same because a character is invisible.

use alloc::string::String;
use core::fmt;
use core::fmt::Write;

/// The JSON escape of a character that a terminal obeys, that changes the writing direction, or
/// that is invisible; `None` for all others.
pub(crate) fn escape(character: char) -> Option<String> {
    if is_seen(character) {
        return None;
    }
    let mut escape = String::new();
    match character {
        '\n' => escape.push_str("\\n"),
        '\r' => escape.push_str("\\r"),
        '\t' => escape.push_str("\\t"),
        _ => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a `String` cannot fail.
                let _ = write!(escape, "\\u{unit:04x}");
            }
        }
    }
    Some(escape)
}

fn is_seen(character: char) -> bool {
    match character {
        // Rust escapes them only because of their meaning in a literal.
        '"' | '\'' | '\\' => true,
        // Invisible letters and symbols that Rust takes for printable: fillers of Hangul, a Braille
        // pattern without a dot, blanks of hieroglyphs, a note without a head.
        '\u{115f}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' | '\u{13441}' | '\u{13442}'
        | '\u{1d159}' => false,
        // Vowels and endings of Hangul, and a filler: they join the character before them.
        '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' => false,
        // Escaped: controls, formats, blanks except the space, private, unassigned and joining
        // characters.
        _ => character.escape_debug().len() == 1,
    }
}

/// A text between quotes, safe for a log: escaped. Of more than 64 characters it shows the start
/// and the end, because names of issuers differ in both.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 64;
        const END: usize = 16;
        match self.0.chars().count().checked_sub(LONGEST) {
            None | Some(0) => write_quoted(self.0.chars(), f),
            Some(left_out) => {
                let begin = LONGEST.saturating_sub(END);
                write_quoted(self.0.chars().take(begin), f)?;
                f.write_str("…")?;
                write_quoted(self.0.chars().skip(begin.saturating_add(left_out)), f)
            }
        }
    }
}

fn write_quoted(
    mut characters: impl Iterator<Item = char>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    characters.try_for_each(|character| match character {
        '"' | '\\' => write!(f, "\\{character}"),
        _ => write_seen(character, f),
    })
}

/// JSON with its characters escaped. It stays the same JSON, because all escaped characters are
/// inside its strings.
pub(crate) struct EscapedJson<'a>(pub(crate) &'a str);

impl fmt::Display for EscapedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|character| write_seen(character, f))
    }
}

/// A text from outside this crate (of a caller's type, a key, a store), safe for a log: escaped, and
/// cut after 512 characters. Its `Display` may even fail, or never end.
///
/// For the crates of this workspace: not part of the public interface.
#[derive(Debug)]
#[doc(hidden)]
pub struct Foreign<T>(pub T);

impl<T: fmt::Display> fmt::Display for Foreign<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut limited = Limited {
            f,
            left: Some(512),
            result: Ok(()),
        };
        // It fails at the limit, too, and that is no failure of ours.
        let _ = write!(limited, "{}", self.0);
        limited.result
    }
}

struct Limited<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    /// How many characters may follow; `None` after the cut.
    left: Option<usize>,
    result: fmt::Result,
}

impl Write for Limited<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars()
            .try_for_each(|character| self.write_char(character))
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        self.result?;
        self.left = self.left.ok_or(fmt::Error)?.checked_sub(1);
        self.result = match self.left {
            Some(_) => write_seen(character, self.f),
            None => self.f.write_char('…'),
        };
        self.result
    }
}

pub(super) fn write_seen(character: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match escape(character) {
        Some(escape) => f.write_str(&escape),
        None => f.write_char(character),
    }
}
