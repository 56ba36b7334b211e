//! Which keys were candidates, and why each other one was passed over.

use glassbox::jwt::{Outcome, Report};
use glassbox::key::{KeySource, Lookup, One, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyRing, Verifier};

use super::{check, explain, failed, said};
use crate::support::{NOW, at, forge, key};

fn other(byte: u8) -> HmacKey {
    HmacKey::hs256([byte; 32]).unwrap()
}

fn headed(header: &str) -> String {
    forge(header, &format!(r#"{{"exp":{}}}"#, NOW + 1), &key())
}

#[track_caller]
fn lines(report: &Report) -> Vec<String> {
    check(report, "key").details().map(String::from).collect()
}

/// The current one, another algorithm's, a retired one, one without an id, and the one that fits.
fn ring() -> Verifier {
    let ring = KeyRing::new(other(1).with_key_id("new"))
        .accept(HmacKey::hs512([2; 64]).unwrap().with_key_id("wide"))
        .and_then(|ring| ring.accept_until(other(3).with_key_id("old"), at(NOW)))
        .and_then(|ring| ring.accept(other(4)))
        .and_then(|ring| ring.accept(key().with_key_id("good")));
    Verifier::new(ring.unwrap())
}

const RETIRED: &str = "retired since 1700000000 (2023-11-14T22:13:20Z)";

#[test]
fn a_named_key_goes_first_and_others_are_passed_over() {
    let report = explain(&ring(), &headed(r#"{"alg":"HS256","kid":"good"}"#));
    assert_eq!(
        said(&report, "key"),
        (Outcome::Passed, None, Some("kid \"good\""))
    );
    assert_eq!(
        lines(&report),
        [
            "key \"good\" (HS256): candidate: its signature fits",
            "key \"new\" (HS256): passed over: another key id",
            "key \"wide\" (HS512): passed over: another key id",
            "key \"old\" (HS256): passed over: another key id",
            "key without an id (HS256): not tried",
        ]
    );
}

#[test]
fn without_a_kid_each_key_of_the_algorithm_is_tried() {
    let report = explain(&ring(), &headed(r#"{"alg":"HS256"}"#));
    assert_eq!(
        said(&report, "key"),
        (Outcome::Passed, None, Some("no kid"))
    );
    assert_eq!(
        lines(&report),
        [
            "key \"new\" (HS256): candidate: its signature does not fit",
            "key \"wide\" (HS512): passed over: another algorithm",
            &format!("key \"old\" (HS256): passed over: {RETIRED}"),
            "key without an id (HS256): candidate: its signature does not fit",
            "key \"good\" (HS256): candidate: its signature fits",
        ]
    );
    // The keys are told where the signature holds for none of them, too.
    let forged = forge(r#"{"alg":"HS256"}"#, "{}", &other(9));
    let report = explain(&ring(), &forged);
    assert_eq!(failed(&report), Some("signature"));
    assert_eq!(
        lines(&report)[4],
        "key \"good\" (HS256): candidate: its signature does not fit"
    );
}

#[test]
fn a_retired_key_is_one_until_its_end() {
    let ring = || KeyRing::new(other(1).with_key_id("new"));
    let until = |end: i64| {
        let ring = ring()
            .accept_until(key().with_key_id("old"), at(end))
            .unwrap();
        explain(
            &Verifier::new(ring),
            &headed(r#"{"alg":"HS256","kid":"old"}"#),
        )
    };
    let report = until(NOW + 1);
    assert_eq!(failed(&report), None);
    assert_eq!(
        lines(&report)[0],
        "key \"old\" (HS256): candidate: its signature fits"
    );
    let report = until(NOW);
    assert_eq!(failed(&report), Some("key"));
    assert_eq!(
        lines(&report)[0],
        format!("key \"old\" (HS256): passed over: {RETIRED}")
    );
}

#[test]
fn no_more_than_sixteen_are_tried() {
    let sixteen = |before: u8| {
        let ring = (1..before).fold(KeyRing::new(other(200)), |ring, byte| {
            ring.accept(other(byte)).unwrap()
        });
        explain(
            &Verifier::new(ring.accept(key()).unwrap()),
            &headed(r#"{"alg":"HS256"}"#),
        )
    };
    let report = sixteen(15);
    assert_eq!(failed(&report), None);
    assert_eq!(
        lines(&report)[15],
        "key without an id (HS256): candidate: its signature fits"
    );
    let report = sixteen(16);
    assert_eq!(failed(&report), Some("signature"));
    let last = "key without an id (HS256): passed over: 16 candidates were tried before";
    assert_eq!(lines(&report)[16], last);
}

#[test]
fn a_single_key_ignores_the_kid_but_not_the_algorithm() {
    for verifier in [
        Verifier::new(key().with_key_id("mine")),
        Verifier::new(One(key().with_key_id("mine"))),
    ] {
        let report = explain(&verifier, &headed(r#"{"alg":"HS256","kid":"theirs"}"#));
        assert_eq!(failed(&report), None);
        assert_eq!(
            lines(&report),
            ["key \"mine\" (HS256): candidate: its signature fits"]
        );
        let report = explain(&verifier, &headed(r#"{"alg":"HS384","kid":"mine"}"#));
        assert_eq!(failed(&report), Some("key"));
        assert_eq!(
            lines(&report),
            ["key \"mine\" (HS256): passed over: another algorithm"]
        );
    }
}

#[test]
fn a_source_that_is_down() {
    struct Down(bool);
    impl KeySource for Down {
        fn candidates(
            &self,
            _: &Lookup<'_>,
            visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
        ) -> Result<bool, Unavailable> {
            // Perhaps one key was still in a cache.
            let _ = self.0 && visit(&HmacKey::new(Algorithm::Hs256, [5; 32]).unwrap());
            Err(Unavailable)
        }
    }
    let down = "the key source is unavailable";
    let tried = "key without an id (HS256): candidate: its signature does not fit";
    for (source, expected) in [(Down(false), &[down][..]), (Down(true), &[tried, down])] {
        let report = explain(&Verifier::new(source), &headed(r#"{"alg":"HS256"}"#));
        assert_eq!(report.verdict().unwrap_err().code(), "keys_unavailable");
        assert_eq!(failed(&report), Some("key"));
        assert_eq!(lines(&report), expected);
    }
}
