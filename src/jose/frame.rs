//! The frame of a drawing: lines between two sides, in a width that fits the terminal, whatever the
//! text.

use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::error::escape;

/// Columns of a drawing if the format gives no width (`{:60}` gives one): two less than a common
/// terminal.
const USUAL: usize = 78;
/// The minimum: fewer columns would not hold the notes about a token.
const FEWEST: usize = 60;
/// Columns that the sides of the frame take.
const BORDER: usize = 6;
/// The maximum number of lines in one frame.
const LINES: usize = 100;
/// The maximum number of characters of one text of the token.
const LONGEST: usize = 240;
/// A line may end after a word within this many columns of its end.
const BREAK: usize = 12;
/// The maximum depth of indentation.
const DEEPEST: usize = 20;

/// The line above a frame, with its name, or below the last one.
pub(crate) fn write_rule(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let dashes = columns_within(f).saturating_add(4);
    let start = match name {
        "" => "-".into(),
        name => format!("-- {name} "),
    };
    writeln!(f, "+{start:-<dashes$}+")
}

/// How many columns are inside the frame.
fn columns_within(f: &fmt::Formatter<'_>) -> usize {
    let columns = f.width().unwrap_or(USUAL).max(FEWEST);
    columns.saturating_sub(BORDER)
}

/// Writes line by line between the frame's sides.
pub(crate) struct Frame<'p, 'f> {
    f: &'p mut fmt::Formatter<'f>,
    columns: usize,
    line: String,
    column: usize,
    indent: usize,
    lines: usize,
}

impl<'p, 'f> Frame<'p, 'f> {
    pub(crate) fn new(f: &'p mut fmt::Formatter<'f>) -> Self {
        Self {
            columns: columns_within(f),
            f,
            line: String::new(),
            column: 0,
            indent: 0,
            lines: 0,
        }
    }

    /// Whether it would leave out further lines.
    pub(crate) const fn is_full(&self) -> bool {
        self.lines >= LINES
    }

    /// Ends the last line, and adds a note if it left out lines.
    pub(crate) fn close(mut self, bytes: usize) -> fmt::Result {
        let is_cut = self.is_full();
        self.end_line()?;
        if is_cut {
            self.lines = 0;
            self.write(&format!(
                "... (cut after {LINES} lines, {bytes} bytes in all)"
            ))?;
            self.end_line()?;
        }
        Ok(())
    }

    pub(crate) fn new_line(&mut self, depth: usize) -> fmt::Result {
        self.end_line()?;
        self.indent = depth.min(DEEPEST).saturating_mul(2);
        self.fill(self.indent);
        Ok(())
    }

    fn end_line(&mut self) -> fmt::Result {
        if !self.is_full() {
            let rest = self.columns.saturating_sub(self.column);
            writeln!(self.f, "|  {}{:rest$}  |", self.line, "")?;
            self.lines = self.lines.saturating_add(1);
        }
        self.line.clear();
        self.column = 0;
        Ok(())
    }

    fn go_on(&mut self) -> fmt::Result {
        self.end_line()?;
        self.fill(self.indent.saturating_add(4));
        Ok(())
    }

    fn fill(&mut self, columns: usize) {
        self.line.extend(core::iter::repeat_n(' ', columns));
        self.column = columns;
    }

    /// Text that does not fit into the line continues in the next one, further indented.
    fn push(&mut self, character: char) -> fmt::Result {
        let columns = columns_of(character);
        if self.column.saturating_add(columns) > self.columns {
            self.go_on()?;
        }
        self.line.push(character);
        self.column = self.column.saturating_add(columns);
        Ok(())
    }

    /// Text of this crate, written as it is.
    pub(crate) fn write(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| self.push(character))
    }

    /// Writes an escape on one line: its second half alone could be taken for something else.
    fn unbroken(&mut self, escape: &str) -> fmt::Result {
        if self.column.saturating_add(escape.len()) > self.columns {
            self.go_on()?;
        }
        self.write(escape)
    }

    /// Writes a text of the token, between quotes.
    pub(crate) fn quote(&mut self, text: &str) -> fmt::Result {
        self.push('"')?;
        for character in text.chars().take(LONGEST) {
            match character {
                '"' => self.unbroken("\\\"")?,
                '\\' => self.unbroken("\\\\")?,
                _ => self.show(character)?,
            }
        }
        self.push('"')?;
        self.note_cut(text)
    }

    /// Writes a piece of the token's JSON, unchanged but for escapes.
    pub(crate) fn json(&mut self, json: &str) -> fmt::Result {
        for character in json.chars().take(LONGEST) {
            self.show(character)?;
        }
        self.note_cut(json)
    }

    fn note_cut(&mut self, text: &str) -> fmt::Result {
        match text.chars().count() {
            0..=LONGEST => Ok(()),
            all => self.write(&format!("... ({all} characters)")),
        }
    }

    /// Writes a visible character, or an escape.
    fn show(&mut self, character: char) -> fmt::Result {
        match character {
            ' ' => {
                self.push(' ')?;
                // The line ends after a word, if one ends near its end.
                let is_near = self.column > self.columns.saturating_sub(BREAK);
                if is_near { self.go_on() } else { Ok(()) }
            }
            _ => match escape(character) {
                Some(escape) => self.unbroken(&escape),
                None => self.push(character),
            },
        }
    }
}

/// Columns of a character in a terminal: two for wide characters of East Asia and for pictographs.
/// Joining characters, which take none, are escaped.
const fn columns_of(character: char) -> usize {
    match character {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
