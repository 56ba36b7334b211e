//! The ways in which a variable may hold a secret. Whoever inspects a token did not choose them.

/// How the secret is written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Text,
    Base64,
    Hex,
}

pub(crate) struct Reading {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    part: fn(&str) -> Option<&str>,
}

impl Reading {
    const fn new(name: &'static str, form: Form, part: fn(&str) -> Option<&str>) -> Self {
        Self { name, form, part }
    }

    /// What the secret is then read from, if there is such a part.
    pub(crate) fn part<'a>(&self, variable: &'a str) -> Option<&'a str> {
        (self.part)(variable)
    }
}

pub(crate) const READINGS: [Reading; 7] = [
    Reading::new("text", Form::Text, |text| Some(text)),
    Reading::new("text, trimmed", Form::Text, trimmed),
    Reading::new("base64", Form::Base64, |text| Some(text)),
    Reading::new("hex digits", Form::Hex, |text| Some(text)),
    Reading::new("text between its quotes", Form::Text, unquoted),
    Reading::new("base64 between its quotes", Form::Base64, unquoted),
    Reading::new("hex digits between its quotes", Form::Hex, unquoted),
];

fn trimmed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|trimmed| trimmed.len() < text.len())
}

/// A file of variables for Docker keeps the quotes around a value, which a shell takes away.
fn unquoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    ['"', '\'', '`'].into_iter().find_map(between)
}
