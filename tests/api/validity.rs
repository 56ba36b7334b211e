//! `Validity`: from a `Duration`, ordered, and shown so that it reads back the same. Which texts it is
//! read from is in `rules/validity_text.rs`.

use std::time::Duration;

use glassbox::Validity;

const DAY: u64 = 86_400;

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
