use glassbox::Validity;
use glassbox::time::ParseValidityError;

/// Any text: read as a naive parser reads it, and written so that it reads back as the same.
pub fn validity(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let read = text.parse::<Validity>();
    assert_eq!(
        read.map(|validity| validity.duration().as_secs()).ok(),
        naive(text)
    );
    match read {
        Ok(validity) => assert_eq!(validity.to_string().parse(), Ok(validity)),
        Err(error) => {
            let is_number = !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
            assert!(!is_number || error == ParseValidityError::MissingUnit);
            let has_digit = text.starts_with(|first: char| first.is_ascii_digit());
            let without = match text {
                "" => ParseValidityError::Empty,
                _ => ParseValidityError::NotANumber,
            };
            assert!(has_digit || error == without);
        }
    }
}

/// By trying every unit.
fn naive(text: &str) -> Option<u64> {
    let units: [(u128, &[&str]); 5] = [
        (1, &["s", "sec", "secs", "second", "seconds"]),
        (60, &["m", "min", "mins", "minute", "minutes"]),
        (3_600, &["h", "hr", "hrs", "hour", "hours"]),
        (86_400, &["d", "day", "days"]),
        (604_800, &["w", "week", "weeks"]),
    ];
    for (seconds, names) in units {
        for name in names {
            let Some(number) = text.strip_suffix(name) else {
                continue;
            };
            let number = number.strip_suffix(' ').unwrap_or(number);
            if number.is_empty() || !number.chars().all(|digit| digit.is_ascii_digit()) {
                continue;
            }
            // More digits than these are too many, unless they are zeros.
            let number = number.trim_start_matches('0');
            if number.len() > 20 {
                return None;
            }
            let number: u128 = if number.is_empty() {
                0
            } else {
                number.parse().ok()?
            };
            return u64::try_from(number * seconds).ok();
        }
    }
    None
}
