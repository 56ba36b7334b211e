//! The numbers of the catalogue: each has a test in the file of its section, or a reason why not.

use std::collections::BTreeSet;
use std::path::Path;

use super::nested::ROWS;
use crate::rfc_coverage::is_test;

/// The sections, how many classes each has (0: the section is one class), and its file.
const SECTIONS: [(char, usize, &str); 9] = [
    ('a', 19, "algorithm_and_key"),
    ('b', 10, "token_string"),
    ('c', 15, "json"),
    ('d', 12, "claims"),
    ('e', 12, "cross_jwt"),
    ('f', 9, "encryption"),
    ('g', 0, "signing"),
    ('h', 12, "found"),
    ('i', 27, "nested"),
];

/// Classes of attack without a test here, and why.
const NOT_HERE: [(&str, &str); 15] = [
    (
        "a18",
        "time is measured, not asserted: in a package of its own; b7 changes every byte of a MAC",
    ),
    (
        "a19",
        "the time of signing is measured, in a package of its own; f4 refuses all failures of a decryption alike",
    ),
    ("e2", "there are no refresh tokens"),
    ("e3", "there are no refresh tokens that could be bound"),
    (
        "e10",
        "what a client is told is the server's to write: the errors are for its log, and say so",
    ),
    (
        "h1",
        "types that pass over errors are in rules/watching/careless.rs, and in the properties",
    ),
    (
        "h3",
        "tests/features has the rules, and h2, in builds with other features",
    ),
    (
        "h7",
        "two processes on one file are in the tests of glassbox-redb",
    ),
    ("h8", "files of others are in the tests of glassbox-redb"),
    (
        "h9",
        "a silent database is in the tests of glassbox-postgres",
    ),
    (
        "h10",
        "an operator's own UPDATE is in the tests of glassbox-postgres",
    ),
    ("h11", "what a caller grants is in tests/sessions"),
    ("h12", "the limit of sessions is in tests/sessions"),
    (
        "e12",
        "what an application looks up with a claim is its own: the documentation warns",
    ),
    (
        "i27",
        "a bad wrapped key and a bad tag take one time: measured, as a18 is",
    ),
];

/// The number with which the name of a test begins.
fn number(name: &str) -> &str {
    name.split_once('_').map_or(name, |(number, _)| number)
}

/// The names of the tests in a file of this folder, and in the files of the folder of its name.
fn tests_of(file: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
    let parts = std::fs::read_dir(folder.join(file)).into_iter().flatten();
    let parts = parts.map(|entry| entry.unwrap().path());
    let files = parts.chain([folder.join(file).with_extension("rs")]);
    let source: String = files
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let tests = source.split("#[test]\nfn ").skip(1);
    tests
        .map(|test| test.split('(').next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_number_has_a_test_or_a_reason() {
    let mut catalogue = BTreeSet::new();
    let mut tested = BTreeSet::new();
    for (letter, count, file) in SECTIONS {
        match count {
            0 => _ = catalogue.insert(letter.to_string()),
            _ => catalogue.extend((1..=count).map(|class| format!("{letter}{class}"))),
        }
        for test in tests_of(file) {
            assert!(
                test.starts_with(letter),
                "{test} is in the file of {letter}"
            );
            tested.insert(number(&test).to_owned());
        }
    }
    for (place, (attack, tests)) in (1..).zip(ROWS) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        for test in tests {
            assert!(is_test(&folder, test), "i{place}, {attack}: {test}");
        }
        assert!(!tests.is_empty(), "i{place}, {attack}");
        tested.insert(format!("i{place}"));
    }
    let not_here = NOT_HERE.map(|(number, reason)| {
        assert!(reason.len() > 20, "{number}: {reason}");
        number.to_owned()
    });
    let not_here = BTreeSet::from(not_here);
    assert_eq!(not_here.len(), NOT_HERE.len());
    let both: Vec<_> = tested.intersection(&not_here).collect();
    assert!(both.is_empty(), "{both:?}");
    let all: BTreeSet<_> = tested.union(&not_here).cloned().collect();
    let missing: Vec<_> = catalogue.difference(&all).collect();
    let unknown: Vec<_> = all.difference(&catalogue).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{missing:?} {unknown:?}"
    );
}
