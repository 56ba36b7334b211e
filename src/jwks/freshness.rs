//! For how long a set is fresh (RFC 9111 §4.2, §5.2.2).

use core::time::Duration;

/// Without a word from the issuer.
const UNSAID: Duration = Duration::from_secs(5 * 60);
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an answer with these headers is fresh, from its arrival on: at least a minute, so that no
/// issuer makes a request of every token, and at most a day.
pub(super) fn freshness(cache_control: Option<&str>, age: Option<&str>) -> Duration {
    let mut max_age: Option<u64> = None;
    for directive in directives(cache_control.unwrap_or_default()) {
        let (name, value) = match directive.split_once('=') {
            Some((name, value)) => (name.trim_end(), value.trim()),
            None => (directive, ""),
        };
        if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
            return SHORTEST;
        }
        if name.eq_ignore_ascii_case("max-age") {
            // Of several the shortest; what is no number is none (RFC 9111 §4.2.1).
            let seconds = seconds(value).unwrap_or(0);
            max_age = Some(max_age.map_or(seconds, |known| known.min(seconds)));
        }
    }
    let Some(max_age) = max_age else {
        return UNSAID;
    };
    // An age that is no number is ignored (RFC 9111 §5.1).
    let age = age.and_then(|age| seconds(age.trim())).unwrap_or(0);
    Duration::from_secs(max_age.saturating_sub(age)).clamp(SHORTEST, LONGEST)
}

/// The parts between commas, but for those within quotes.
fn directives(text: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let is_end = move |character: char| {
        let was_escaped = core::mem::replace(&mut is_escaped, false);
        match character {
            '\\' if is_quoted && !was_escaped => is_escaped = true,
            '"' if !was_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        character == ',' && !is_quoted
    };
    text.split(is_end).map(str::trim)
}

/// A number of seconds, quoted or not; one that is too large is the largest.
fn seconds(text: &str) -> Option<u64> {
    let quoted = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let digits = quoted.unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_issuer_says_within_a_minute_and_a_day() {
        let day = 24 * 60 * 60;
        for (cache_control, age, seconds) in [
            (None, None, 300),
            (None, Some("100"), 300),
            (Some(""), None, 300),
            (Some("public"), None, 300),
            (Some("max-age=600"), None, 600),
            (Some("MAX-AGE=600"), None, 600),
            (Some("public, max-age=600, must-revalidate"), None, 600),
            (Some("public,max-age=600,"), None, 600),
            (Some(" max-age = 600 "), None, 600),
            (Some("max-age=\"600\""), None, 600),
            (Some("max-age=600"), Some("100"), 500),
            (Some("max-age=600"), Some(" 100 "), 500),
            (Some("max-age=600"), Some("700"), 60),
            (Some("max-age=600"), Some("-1"), 600),
            (Some("max-age=600"), Some("soon"), 600),
            (Some("max-age=600"), Some("99999999999999999999"), 60),
            // The clamp.
            (Some("max-age=0"), None, 60),
            (Some("max-age=59"), None, 60),
            (Some("max-age=86400"), None, day),
            (Some("max-age=86401"), None, day),
            (Some("max-age=99999999999999999999"), None, day),
            // What cannot be read is not fresh.
            (Some("max-age"), None, 60),
            (Some("max-age="), None, 60),
            (Some("max-age=-1"), None, 60),
            (Some("max-age=+600"), None, 60),
            (Some("max-age=6e2"), None, 60),
            (Some("max-age=\"600"), None, 60),
            // The shortest of several.
            (Some("max-age=600, max-age=300"), None, 300),
            (Some("max-age=300, max-age=600"), None, 300),
            (Some("max-age=300, max-age=x"), None, 60),
            // What forbids storing shortens; it makes no request of every token.
            (Some("no-store"), None, 60),
            (Some("No-Cache, max-age=600"), None, 60),
            (Some("max-age=600, no-store"), None, 60),
            (Some("no-cache=\"set-cookie\", max-age=600"), None, 60),
            // Others are not taken for them, and quotes hide commas.
            (Some("s-maxage=9000"), None, 300),
            (Some("x-max-age=9000, no-storage"), None, 300),
            (Some("private=\"a, max-age=60\", max-age=600"), None, 600),
            (Some("private=\"a\\\", no-store\", max-age=600"), None, 600),
            (Some("private=\"a\\\\\", no-store"), None, 60),
            (Some("\", max-age=600"), None, 300),
        ] {
            let fresh = freshness(cache_control, age);
            assert_eq!(fresh.as_secs(), seconds, "{cache_control:?} {age:?}");
        }
    }
}
