//! `Validity`: a `Duration`, or text of a whole number and a unit; a bare number is refused.

use std::time::Duration;

use glassbox::Validity;
use glassbox::time::ParseValidityError;

const DAY: u64 = 86_400;

#[test]
fn a_whole_number_and_a_unit() {
    let units: [(u64, &[&str]); 5] = [
        (1, &["s", "sec", "secs", "second", "seconds"]),
        (60, &["m", "min", "mins", "minute", "minutes"]),
        (3600, &["h", "hr", "hrs", "hour", "hours"]),
        (DAY, &["d", "day", "days"]),
        (7 * DAY, &["w", "week", "weeks"]),
    ];
    for (seconds, spellings) in units {
        for spelling in spellings {
            for text in [
                format!("3{spelling}"),
                format!("3 {spelling}"),
                format!("03{spelling}"),
            ] {
                let validity: Validity = text.parse().unwrap();
                assert_eq!(
                    validity.duration(),
                    Duration::from_secs(3 * seconds),
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn everything_else_is_refused_with_its_reason() {
    use ParseValidityError::{MissingUnit, NotANumber, TooLong, UnknownUnit};
    for (text, error) in [
        ("120", MissingUnit),
        ("0", MissingUnit),
        ("120 ", MissingUnit),
        ("", NotANumber),
        (" ", NotANumber),
        ("soon", NotANumber),
        ("s", NotANumber),
        ("-5s", NotANumber),
        ("+5s", NotANumber),
        (" 5s", NotANumber),
        ("1.5h", NotANumber),
        ("1,5h", NotANumber),
        ("1_000s", NotANumber),
        ("٣s", NotANumber),
        ("5ms", UnknownUnit),
        ("5M", UnknownUnit),
        ("5S", UnknownUnit),
        ("5 y", UnknownUnit),
        ("5  s", UnknownUnit),
        ("5s ", UnknownUnit),
        ("1h30m", UnknownUnit),
        ("5é", UnknownUnit),
        ("18446744073709551616s", TooLong),
        ("18446744073709551615m", TooLong),
        ("99999999999999999999999999999999w", TooLong),
    ] {
        assert_eq!(text.parse::<Validity>(), Err(error), "{text:?}");
    }
    let longest: Validity = "18446744073709551615s".parse().unwrap();
    assert_eq!(longest.duration(), Duration::from_secs(u64::MAX));
}

#[test]
fn a_duration_is_cut_to_whole_seconds() {
    for (millis, seconds) in [(0, 0), (999, 0), (1000, 1), (1999, 1)] {
        let validity = Validity::from(Duration::from_millis(millis));
        assert_eq!(validity.duration(), Duration::from_secs(seconds));
    }
    assert_eq!(
        Validity::from(Duration::MAX).duration(),
        Duration::from_secs(u64::MAX)
    );
}

#[test]
fn shown_in_the_largest_unit_and_reads_back_the_same() {
    for (seconds, shown) in [
        (0, "0s"),
        (59, "59s"),
        (60, "1m"),
        (90, "90s"),
        (900, "15m"),
        (3600, "1h"),
        (DAY, "1d"),
        (13 * DAY, "13d"),
        (14 * DAY, "2w"),
        (u64::MAX, "18446744073709551615s"),
    ] {
        let validity = Validity::from(Duration::from_secs(seconds));
        assert_eq!(validity.to_string(), shown);
        assert_eq!(shown.parse(), Ok(validity));
    }
}

#[test]
fn ordered_by_length() {
    let parse = |text: &str| text.parse::<Validity>().unwrap();
    assert!(parse("59s") < parse("1m"));
    assert_eq!(parse("60 minutes"), parse("1h"));
}
