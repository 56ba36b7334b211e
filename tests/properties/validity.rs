//! A validity and its text are the same thing.

use core::time::Duration;

use glassbox::Validity;
use proptest::prelude::*;
use proptest::sample::select;

use super::kept_in;

const UNITS: [(&str, u128); 14] = [
    ("s", 1),
    ("sec", 1),
    ("seconds", 1),
    ("m", 60),
    ("mins", 60),
    ("minute", 60),
    ("h", 3600),
    ("hr", 3600),
    ("hours", 3600),
    ("d", 86_400),
    ("days", 86_400),
    ("w", 604_800),
    ("week", 604_800),
    ("weeks", 604_800),
];

/// Seconds of every size, round ones among them.
fn seconds() -> impl Strategy<Value = u64> {
    let round = (0..40_u64, select(vec![1, 60, 3600, 86_400, 604_800]));
    let ends = (0..3_u64, any::<bool>()).prop_map(|(n, top)| if top { u64::MAX - n } else { n });
    prop_oneof![
        round.prop_map(|(count, unit)| count * unit),
        any::<u64>(),
        ends
    ]
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/validity.txt"))]

    #[test]
    fn its_text_reads_back(seconds in seconds(), fraction in 0..1_000_000_000_u32) {
        let validity = Validity::from(Duration::new(seconds, fraction));
        prop_assert_eq!(validity.duration(), Duration::from_secs(seconds));
        prop_assert_eq!(validity.to_string().parse(), Ok(validity));
    }

    #[test]
    fn a_number_and_a_unit_are_their_product(
        number in prop_oneof![any::<u64>(), 0..100_000_u64],
        zeros in "0{0,3}",
        space in " ?",
        (unit, factor) in select(&UNITS[..]),
    ) {
        let text = format!("{zeros}{number}{space}{unit}");
        let product = u128::from(number) * factor;
        let read = text.parse::<Validity>().map(|validity| validity.duration().as_secs());
        prop_assert_eq!(read.ok(), u64::try_from(product).ok(), "{}", text);
    }

    #[test]
    fn nothing_around_it_is_overlooked(
        number in 0..1000_u64,
        (unit, _) in select(&UNITS[..]),
        before in "[^0-9]{0,2}",
        after in "[^a-z]{0,2}",
    ) {
        let text = format!("{before}{number}{unit}{after}");
        let is_bare = before.is_empty() && after.is_empty();
        prop_assert_eq!(text.parse::<Validity>().is_ok(), is_bare, "{:?}", text);
    }

    #[test]
    fn whatever_is_read_is_written_and_read_as_the_same(text in "[0-9]{0,21} ?[a-z]{0,7}") {
        if let Ok(validity) = text.parse::<Validity>() {
            prop_assert_eq!(validity.to_string().parse(), Ok(validity), "{}", text);
        }
    }
}
