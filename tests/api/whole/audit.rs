//! `audit`: each finding, and the neighbour of its configuration that lacks it.

mod keys;
mod rows;

use std::time::Duration;

use glassbox::jwt::Severity::{self, Danger, Notice, Warning};
use glassbox::key::{KeySource, One};
use glassbox::{Algorithm, HmacKey, KeyRing, Verifier};
use serde_json::json;

use crate::redaction::{SECRET, leak};
use crate::support::key;

/// Nothing to say of it.
fn safe_with(keys: impl KeySource + 'static) -> Verifier {
    Verifier::new(keys)
        .issuer("https://auth.example")
        .audience("app-01")
        .typ("at+jwt")
        .max_validity("1h")
}

fn codes(verifier: &Verifier) -> Vec<&'static str> {
    let audit = verifier.audit();
    audit
        .findings()
        .iter()
        .map(|finding| finding.code())
        .collect()
}

fn short(algorithm: Algorithm, len: usize) -> HmacKey {
    HmacKey::with_short_secret(algorithm, &SECRET[..len]).unwrap()
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn each_finding_and_the_neighbour_that_lacks_it() {
    for (code, severity, with, without, call) in rows::rows() {
        let audit = with.audit();
        let finding = audit
            .findings()
            .iter()
            .find(|finding| finding.code() == code);
        let finding = finding.unwrap_or_else(|| panic!("no {code} in {audit}"));
        assert_eq!(finding.severity(), severity, "{finding}");
        let text = finding.to_string();
        assert!(
            text.starts_with(&format!("{severity} ({code}): ")),
            "{text}"
        );
        assert!(text.contains(call), "{call}: {text}");
        assert!(!codes(&without).contains(&code), "{code}: {without:?}");
    }
}

#[test]
fn nothing_is_said_of_a_safe_verifier() {
    let ring = KeyRing::new(key().with_key_id("a"))
        .accept(HmacKey::hs512([7; 64]).unwrap().with_key_id("b"))
        .unwrap();
    for verifier in [safe_with(key()), safe_with(One(key())), safe_with(ring)] {
        let audit = verifier.audit();
        assert_eq!(audit.findings(), []);
        assert_eq!(audit.to_string(), "no findings");
        assert_eq!(audit.deny(Severity::Notice), Ok(()));
    }
}

#[test]
fn the_default_policy_names_neither_audience_nor_issuer_nor_type() {
    let verifier = Verifier::new(key());
    assert_eq!(
        codes(&verifier),
        ["no_audience", "no_issuer", "no_typ", "no_max_validity"]
    );
}

#[test]
fn the_gravest_comes_first() {
    let verifier = Verifier::new(short(Algorithm::Hs256, 5))
        .leeway(secs(61))
        .issuer("")
        .any_typ()
        .max_age("1h");
    let audit = verifier.audit();
    let severities: Vec<_> = audit
        .findings()
        .iter()
        .map(|finding| finding.severity())
        .collect();
    assert_eq!(severities, [Danger, Danger, Warning, Warning, Notice]);
    let expected = [
        "configuration",
        "short_secret",
        "no_audience",
        "any_typ",
        "leeway",
    ];
    assert_eq!(codes(&verifier), expected);
    assert!(Danger > Warning && Warning > Notice);
}

#[test]
fn findings_are_denied_by_severity_and_allowed_by_code() {
    let verifier = || Verifier::new(key()).typ("at+jwt").max_age("1h");
    let audit = || verifier().leeway(secs(61)).audit();
    assert_eq!(audit().deny(Danger), Ok(()));
    let error = audit().deny(Warning).unwrap_err();
    let left: Vec<_> = error
        .findings()
        .iter()
        .map(|finding| finding.code())
        .collect();
    assert_eq!(left, ["no_audience", "no_issuer"]);
    assert_eq!(audit().deny(Notice).unwrap_err().findings().len(), 3);

    assert!(audit().allow("no_audience").deny(Warning).is_err());
    let known = || audit().allow("no_audience").allow("no_issuer");
    assert_eq!(known().deny(Warning), Ok(()));
    assert!(known().deny(Notice).is_err());
    assert_eq!(known().allow("leeway").deny(Notice), Ok(()));
    // A code that is none takes nothing away.
    assert_eq!(audit().allow("leewy"), audit());
}

#[test]
fn as_text_and_as_json_without_a_secret() {
    let verifier = Verifier::new(short(Algorithm::Hs256, 20))
        .issuer("i")
        .audience("a")
        .max_age("1h");
    let audit = verifier.audit();
    let message = "the secret of the key without an id (HS256) is shorter than its hash, so it can \
                   be guessed from one token: replace it, and make the key with HmacKey::new";
    let text = audit.to_string();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(&*format!("danger (short_secret): {message}"))
    );
    assert!(lines.next().unwrap().starts_with("notice (no_typ): "));
    assert_eq!(lines.next(), None);

    let json = serde_json::to_value(&audit).unwrap();
    let first = json!({"severity": "danger", "code": "short_secret", "message": message});
    assert_eq!(json[0], first);
    assert_eq!(
        (&json[1]["severity"], &json[1]["code"]),
        (&json!("notice"), &json!("no_typ"))
    );
    assert_eq!(json.as_array().unwrap().len(), 2);

    let all = format!("{text}{audit:?}{audit:#?}{json}");
    assert_eq!(leak(&all, SECRET), None);
}
