//! How long a token is valid is said with a unit: half the world reads a bare number as seconds and the
//! other half as milliseconds.

use core::time::Duration;

use glassbox::time::ParseValidityError;
use glassbox::{SignError, Signer, Validity};
use serde_json::json;

use crate::support::{NOW, at, key};

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
    use ParseValidityError::{Empty, MissingUnit, NotANumber, TooLong, UnknownUnit};
    for (text, error) in [
        ("120", MissingUnit),
        ("0", MissingUnit),
        ("120 ", MissingUnit),
        ("", Empty),
        (" ", NotANumber),
        ("soon", NotANumber),
        ("s", NotANumber),
        ("-5s", NotANumber),
        ("+5s", NotANumber),
        ("-0s", NotANumber),
        ("five minutes", NotANumber),
        ("\t5s", NotANumber),
        ("\u{feff}5s", NotANumber),
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
        ("5\ts", UnknownUnit),
        ("5\u{a0}s", UnknownUnit),
        ("5s\n", UnknownUnit),
        ("5 Minutes", UnknownUnit),
        ("5month", UnknownUnit),
        ("1s2", UnknownUnit),
        ("0x5s", UnknownUnit),
        ("5s ", UnknownUnit),
        ("1h30m", UnknownUnit),
        ("5é", UnknownUnit),
        ("18446744073709551616s", TooLong),
        // One minute and one week more than 64 bits hold.
        ("307445734561825861m", TooLong),
        ("30500568904944w", TooLong),
        ("99999999999999999999999999999999w", TooLong),
    ] {
        assert_eq!(text.parse::<Validity>(), Err(error), "{text:?}");
    }
    for (longest, unit) in [
        ("18446744073709551615s", 1),
        ("307445734561825860m", 60),
        ("30500568904943w", 7 * DAY),
    ] {
        let validity: Validity = longest.parse().unwrap();
        let left = u64::MAX - validity.duration().as_secs();
        assert!(left < unit, "{longest} leaves {left}");
    }
}

#[test]
fn zero_is_read_and_never_signed() {
    let sign = |text: &str| {
        let validity: Validity = text.parse().unwrap();
        Signer::new(key())
            .validity(validity)
            .at(at(NOW))
            .sign(&json!({}))
    };
    for zero in ["0s", "0m", "0 hours", "00d", "0 weeks"] {
        assert_eq!(sign(zero), Err(SignError::ValidityTooShort), "{zero}");
    }
    assert!(sign("1s").is_ok());
}
