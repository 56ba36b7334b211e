//! What an explanation and an audit say of a set.

use std::time::Duration;

use glassbox::jwk::JwkSet;
use glassbox::{Algorithm, Signer, Verifier};
use serde_json::{Value, json};

use super::{ed25519, other_rsa, p256, public, rsa, set, whole, with};
use crate::support::{NOW, at};

const VALIDITY: Duration = Duration::from_secs(900);

fn key_check(keys: JwkSet, token: &str) -> String {
    let report = Verifier::new(keys).at(at(NOW)).explain(token);
    let check = report.checks().iter().find(|check| check.name() == "key");
    check.unwrap().to_string()
}

fn token(key: glassbox::PrivateKey) -> String {
    let signer = Signer::new(key).validity(VALIDITY);
    signer.at(at(NOW)).sign(&json!({})).unwrap()
}

#[test]
fn each_key_is_told_and_why_the_others_are_not_used() {
    let keys = [
        public(&other_rsa(Algorithm::Rs256).with_key_id("a")),
        public(&rsa(Algorithm::Rs256).with_key_id("a")),
        public(&rsa(Algorithm::Rs512).with_key_id("b")),
        public(&p256().with_key_id("a")),
        public(&ed25519(Algorithm::EdDsa)),
        with(
            &public(&rsa(Algorithm::Rs256).with_key_id("enc")),
            "use",
            json!("enc"),
        ),
    ];
    let said = key_check(set(&keys), &token(rsa(Algorithm::Rs256).with_key_id("a")));
    for line in [
        "key \"a\" (RS256, RSA, 2048 bits): candidate: its signature fits",
        "key \"b\" (RS512, RSA, 2048 bits): passed over: another key id",
        "key \"a\" (ES256, P-256): passed over: another algorithm",
        "key without an id (EdDSA, Ed25519): passed over: another algorithm",
        "not used: keys[5] \"enc\": the JSON Web Key's member use is for another use than signatures",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // A token whose key is unknown: exactly then somebody asks.
    let said = key_check(set(&keys), &token(rsa(Algorithm::Rs256).with_key_id("enc")));
    assert!(said.contains("not used: keys[5] \"enc\": "), "{said}");
}

#[test]
fn at_most_eight_are_told_and_escaped() {
    let bad = json!({"kty": "AKP", "kid": "\u{1b}[31m\u{202e}"});
    let keys: Vec<Value> = std::iter::repeat_n(bad, 11).collect();
    let said = key_check(set(&keys), &token(p256()));
    assert_eq!(said.matches("not used: keys[").count(), 8, "{said}");
    assert!(said.contains("not used: 3 more"), "{said}");
    assert!(!said.contains(['\u{1b}', '\u{202e}']), "{said}");
    let said = key_check(set(&keys[..8]), &token(p256()));
    assert!(!said.contains("more"), "{said}");
}

fn audit(keys: JwkSet) -> Vec<String> {
    let verifier = Verifier::new(keys)
        .issuer("i")
        .audience("a")
        .typ("at+jwt")
        .max_validity("1h");
    let audit = verifier.audit();
    let findings = audit.findings().iter();
    findings.map(ToString::to_string).collect()
}

#[test]
fn a_set_in_which_nothing_is_wrong() {
    let keys = [
        public(&rsa(Algorithm::Rs256).with_key_id("a")),
        public(&p256().with_key_id("b")),
        with(
            &public(&ed25519(Algorithm::EdDsa).with_key_id("c")),
            "alg",
            None,
        ),
    ];
    assert_eq!(audit(set(&keys)), [""; 0]);
}

#[test]
fn secrets_that_were_published() {
    let keys = [
        public(&p256().with_key_id("b")),
        whole(&rsa(Algorithm::Rs256).with_key_id("a")),
        json!({"kty": "oct", "k": "AAAA"}),
    ];
    let said = audit(set(&keys));
    let published = |index: usize| {
        format!(
            "danger (private_key_published): keys[{index}] of the set holds a private or secret key, so whoever reads the set can sign with it: publish JwkSet::of public keys, and replace this one"
        )
    };
    assert_eq!(said[..2], [published(1), published(2)]);
    assert!(said[2].starts_with("notice (skipped_keys): "), "{said:?}");
    assert_eq!(said.len(), 3);
}

#[test]
fn one_id_and_keys_that_are_not_used() {
    let one = public(&rsa(Algorithm::Rs256).with_key_id("a"));
    let keys = [
        one.clone(),
        public(&other_rsa(Algorithm::Rs256).with_key_id("a")),
        with(
            &public(&ed25519(Algorithm::EdDsa).with_key_id("c")),
            "alg",
            None,
        ),
        one,
        public(&p256().with_key_id("a")),
        json!(1),
        json!(2),
    ];
    assert_eq!(
        audit(set(&keys)),
        [
            "notice (duplicate_key_id): different keys of the set have the id \"a\", so a token with it is tried with each of them: its issuer has to give each its own",
            "notice (skipped_keys): of the keys of the set, 2 cannot be used (JwkSet::skipped has each); the first: keys[5]: the text is no JSON Web Key, which is a JSON object",
        ]
    );
}

#[test]
fn no_key_that_can_be_used() {
    let nothing = "danger (no_usable_key): the set of keys has no key that can be used, so no token is accepted: see JwkSet::skipped, or read the set anew";
    assert_eq!(audit(set(&[])), [nothing]);
    assert_eq!(audit(JwkSet::of([])), [nothing]);
    let said = audit(set(&[json!({"kty": "AKP"})]));
    assert_eq!(said[0], nothing);
    assert!(said[1].starts_with("notice (skipped_keys): "), "{said:?}");
    // Of RSA keys without alg, for no algorithm at all.
    let open = set(&[with(&public(&rsa(Algorithm::Rs256)), "alg", None)]);
    assert_eq!(audit(open.clone()), [""; 0]);
    assert_eq!(audit(open.rsa_without_alg(&[]).unwrap()), [nothing]);
}

/// What is said of any source is said of a set, too.
#[test]
fn one_key_under_two_algorithms() {
    let keys = [
        public(&rsa(Algorithm::Rs256).with_key_id("a")),
        public(&rsa(Algorithm::Ps256).with_key_id("b")),
    ];
    let said = audit(set(&keys));
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("warning (shared_key): "), "{said:?}");
}
