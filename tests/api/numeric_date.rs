//! `NumericDate` (RFC 7519 §2): whole seconds, arithmetic that saturates, any finite JSON number.

use std::time::Duration;

use glassbox::NumericDate;

use crate::support::at;

#[test]
fn arithmetic_saturates() {
    let second = Duration::from_secs(1);
    for (date, plus, minus) in [
        (at(0), at(1), at(-1)),
        (at(-1), at(0), at(-2)),
        (NumericDate::MAX, NumericDate::MAX, at(i64::MAX - 1)),
        (NumericDate::MIN, at(i64::MIN + 1), NumericDate::MIN),
    ] {
        assert_eq!(date.saturating_add(second), plus);
        assert_eq!(date.saturating_sub(second), minus);
    }
    assert_eq!(
        NumericDate::MIN.saturating_add(Duration::MAX),
        NumericDate::MAX
    );
    assert_eq!(
        NumericDate::MAX.saturating_sub(Duration::MAX),
        NumericDate::MIN
    );
    assert_eq!(at(0).saturating_add(Duration::from_millis(1999)), at(1));
    assert_eq!(at(0).saturating_sub(Duration::from_millis(1999)), at(-1));
}

#[test]
fn ordered_by_time() {
    assert!(NumericDate::MIN < at(-1) && at(-1) < at(0) && at(0) < NumericDate::MAX);
    assert_eq!(at(7).seconds(), 7);
    assert_eq!(NumericDate::MIN.seconds(), i64::MIN);
}

#[test]
fn shown_as_the_number_and_in_debug_with_the_date() {
    for (seconds, debug) in [
        (0, "0 (1970-01-01T00:00:00Z)"),
        (-1, "-1 (1969-12-31T23:59:59Z)"),
        (1_606_950_493, "1606950493 (2020-12-02T23:08:13Z)"),
        (951_782_400, "951782400 (2000-02-29T00:00:00Z)"),
        (253_402_300_799, "253402300799 (9999-12-31T23:59:59Z)"),
        (253_402_300_800, "253402300800"),
        (-62_167_219_200, "-62167219200 (0000-01-01T00:00:00Z)"),
        (-62_167_219_201, "-62167219201"),
        (i64::MAX, "9223372036854775807"),
        (i64::MIN, "-9223372036854775808"),
    ] {
        assert_eq!(format!("{:?}", at(seconds)), debug);
        assert_eq!(at(seconds).to_string(), seconds.to_string());
        assert_eq!(format!("{:>22}", at(seconds)), format!("{seconds:>22}"));
    }
}

#[test]
fn written_as_an_integer() {
    for seconds in [0, -1, 1_606_950_493, i64::MAX, i64::MIN] {
        let json = serde_json::to_string(&at(seconds)).unwrap();
        assert_eq!(json, seconds.to_string());
        assert_eq!(
            serde_json::from_str::<NumericDate>(&json).unwrap(),
            at(seconds)
        );
    }
}

#[test]
fn read_from_any_number_and_cut_towards_the_past() {
    for (json, seconds) in [
        ("1.0", 1),
        ("1.9", 1),
        ("-1.1", -2),
        ("-0.5", -1),
        ("-0", 0),
        ("1.5e9", 1_500_000_000),
        ("9223372036854775807", i64::MAX),
        ("9223372036854775808", i64::MAX),
        ("18446744073709551616", i64::MAX),
        ("1e300", i64::MAX),
        ("-9223372036854775809", i64::MIN),
        ("-1e300", i64::MIN),
        ("1e-300", 0),
    ] {
        let date: NumericDate = serde_json::from_str(json).unwrap();
        assert_eq!(date, at(seconds), "{json}");
    }
    for json in [
        "1e400",
        "-1e400",
        "\"1\"",
        "true",
        "null",
        "[]",
        "{}",
        "\"2026-11-24\"",
    ] {
        assert!(serde_json::from_str::<NumericDate>(json).is_err(), "{json}");
    }
}

#[cfg(feature = "std")]
#[test]
fn from_a_system_time_and_to_it() {
    use std::time::{SystemTime, UNIX_EPOCH};

    let nanos = |nanos| Duration::from_nanos(nanos);
    for (time, seconds) in [
        (UNIX_EPOCH, 0),
        (UNIX_EPOCH + nanos(999_999_999), 0),
        (UNIX_EPOCH + nanos(1_999_999_999), 1),
        (
            UNIX_EPOCH + Duration::from_secs(1_606_950_493),
            1_606_950_493,
        ),
        // Before 1970 a fraction goes to the past, too.
        (UNIX_EPOCH - nanos(1), -1),
        (UNIX_EPOCH - nanos(1_000_000_000), -1),
        (UNIX_EPOCH - nanos(1_000_000_001), -2),
    ] {
        assert_eq!(NumericDate::from(time), at(seconds), "{time:?}");
    }
    for seconds in [0, 1, -1, 1_606_950_493, -62_167_219_200, 253_402_300_799] {
        let time = at(seconds).to_system_time().unwrap();
        assert_eq!(NumericDate::from(time), at(seconds));
    }
    // Whatever the platform's time holds; no instant panics.
    for date in [NumericDate::MIN, NumericDate::MAX] {
        let time = date.to_system_time();
        assert!(time.is_none_or(|time| NumericDate::from(time) == date));
    }
    let (before, now, after) = (
        NumericDate::from(SystemTime::now()),
        NumericDate::now(),
        NumericDate::from(SystemTime::now()),
    );
    assert!(before <= now && now <= after);
}
