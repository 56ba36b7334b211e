//! What is printed: in lines that fit the terminal, and in colours on one that wants them.

use std::env;
use std::io::stdout;

use anstyle::{AnsiColor, Style};
use terminal_size::terminal_size_of;

/// How many columns there are, as the environment says, or the terminal. A file has no end of them.
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

/// On the other output, where what went wrong belongs.
pub(crate) fn complain(text: &str) {
    for line in text.lines().flat_map(wrapped) {
        anstream::eprintln!("{line}");
    }
}

/// What does not fit goes on in further lines, under the text of the first.
fn wrapped(line: &str) -> Vec<String> {
    let indent = if line.starts_with("  ") { 18 } else { 2 };
    let columns = columns().unwrap_or(usize::MAX);
    let (mut lines, mut rest) = (Vec::new(), line.to_owned());
    while let Some((most, _)) = rest.char_indices().nth(columns) {
        let (first, behind) = rest.split_at(most);
        // A space right behind it ends a word, too.
        let space = Some(most).filter(|_| behind.starts_with(' '));
        let space = space.or(first.rfind(' ')).filter(|space| *space > indent);
        let (first, next) = rest.split_at(space.unwrap_or(most));
        lines.push(first.trim_end().to_owned());
        rest = format!("{:indent$}{}", "", next.trim_start());
    }
    lines.push(rest);
    lines
}
