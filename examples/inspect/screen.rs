//! Prints lines that fit the terminal, in colours if it supports them.

use std::env;
use std::io::stdout;

use anstyle::{AnsiColor, Style};
use terminal_size::terminal_size_of;

/// The number of columns, from the environment or the terminal. A file has no limit.
pub(crate) fn columns() -> Option<usize> {
    let said = env::var("COLUMNS").ok().and_then(|said| said.parse().ok());
    let size = || terminal_size_of(stdout()).map(|(width, _)| width.0.into());
    said.or_else(size).map(|columns: usize| columns.max(40))
}

pub(crate) fn show(text: &str) {
    for line in text.lines().chain(text.is_empty().then_some("")) {
        let style = match line.split_whitespace().next() {
            Some("accepted" | "passed") => AnsiColor::Green.on_default(),
            Some("cannot" | "refused:" | "FAILED") => AnsiColor::Red.on_default(),
            Some("Nothing" | "warning:") => AnsiColor::Yellow.on_default(),
            _ => Style::new(),
        };
        for line in wrapped(line) {
            anstream::println!("{style}{line}{style:#}");
        }
    }
}

/// The text on one line, without characters that a terminal obeys: it may have the name of a file in it.
pub(crate) fn visible(text: &str) -> String {
    let visible = |character: char| match character {
        '\\' | '"' | '\'' => character.to_string(),
        _ => character.escape_debug().to_string(),
    };
    text.chars().map(visible).collect()
}

/// Prints an error to standard error.
pub(crate) fn complain(text: &str) {
    for line in text.lines().flat_map(wrapped) {
        anstream::eprintln!("{line}");
    }
}

/// Breaks a line that does not fit. The further lines are indented to the text of the first.
fn wrapped(line: &str) -> Vec<String> {
    let indent = if line.starts_with("  ") { 18 } else { 2 };
    let columns = columns().unwrap_or(usize::MAX);
    let (mut lines, mut rest) = (Vec::new(), line.to_owned());
    while let Some((most, _)) = rest.char_indices().nth(columns) {
        let (first, behind) = rest.split_at(most);
        // A space right after it ends a word, too.
        let space = Some(most).filter(|_| behind.starts_with(' '));
        let space = space.or(first.rfind(' ')).filter(|space| *space > indent);
        let (first, next) = rest.split_at(space.unwrap_or(most));
        lines.push(first.trim_end().to_owned());
        rest = format!("{:indent$}{}", "", next.trim_start());
    }
    lines.push(rest);
    lines
}
