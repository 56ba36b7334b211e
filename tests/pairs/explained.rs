//! What an explanation and an audit say of key pairs.

use std::time::Duration;

use glassbox::key::SigningKey;
use glassbox::{Algorithm, KeyRing, PublicKey, Signer, Verifier};
use serde_json::json;

use super::{ALGORITHMS, file, private};
use crate::support::{NOW, at, base64url};

const VALIDITY: Duration = Duration::from_secs(900);

fn check(verifier: &Verifier, token: &str, name: &str) -> String {
    let report = verifier.at(at(NOW)).explain(token);
    let check = report.checks().iter().find(|check| check.name() == name);
    check.unwrap().to_string()
}

#[test]
fn a_key_is_told_with_its_kind_and_the_length_of_its_signature() {
    for (algorithm, name) in ALGORITHMS {
        let (kind, bytes) = match name {
            "rsa.pem" => ("RSA, 2048 bits", 256),
            "p256.pem" => ("P-256", 64),
            "p384.pem" => ("P-384", 96),
            _ => ("Ed25519", 64),
        };
        let key = private(algorithm, name).with_key_id("a");
        let token = Signer::new(key.clone())
            .validity(VALIDITY)
            .at(at(NOW))
            .sign(&json!({}));
        let token = token.unwrap();
        let verifier = Verifier::new(key.public_key());
        let line = format!("key \"a\" ({algorithm}, {kind}): candidate: its signature fits");
        assert!(check(&verifier, &token, "key").contains(&line), "{line}");
        let line = format!("{bytes} bytes; wanted: {algorithm}, {bytes} bytes");
        let said = check(&verifier, &token, "signature");
        assert!(said.ends_with(&line), "{said}");
    }
}

#[test]
fn each_key_of_a_ring_is_told() {
    let rsa = private(Algorithm::Rs256, "rsa4096.pem").with_key_id("old");
    let ring = KeyRing::new(private(Algorithm::EdDsa, "ed25519.pem").with_key_id("new"))
        .accept_until(rsa.public_key(), at(NOW))
        .and_then(|ring| ring.accept(PublicKey::rs256(file("rsa.pub.pem")).unwrap()))
        .unwrap();
    let token = Signer::new(rsa)
        .validity(VALIDITY)
        .at(at(NOW))
        .sign(&json!({}))
        .unwrap();
    let said = check(&Verifier::new(ring.clone()), &token, "key");
    for line in [
        "key \"old\" (RS256, RSA, 4096 bits): passed over: retired since",
        "key \"new\" (EdDSA, Ed25519): passed over: another key id",
        "key without an id (RS256, RSA, 2048 bits): candidate: its signature does not fit",
    ] {
        assert!(said.contains(line), "{said}");
    }
    // The length that is wanted is that of the key that was tried.
    let said = check(&Verifier::new(ring), &token, "signature");
    assert!(
        said.ends_with("512 bytes; wanted: RS256, 256 bytes"),
        "{said}"
    );
}

#[test]
fn a_signature_in_der_is_told() {
    let key = private(Algorithm::Es256, "p256.pem");
    let signer = Signer::new(key.clone()).validity(VALIDITY);
    let token = signer.at(at(NOW)).prepare(&json!({})).unwrap();
    let signature = key.sign(token.signing_input()).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(signature.as_ref()).unwrap();
    let input = str::from_utf8(token.signing_input()).unwrap();
    let token = format!("{input}.{}", base64url(signature.to_der().as_bytes()));
    let said = check(&Verifier::new(key.public_key()), &token, "signature");
    assert!(
        said.contains("the signature is in DER") && said.contains("Unsigned::attach_der"),
        "{said}"
    );
}

#[test]
fn candidates_of_different_lengths_want_none_in_particular() {
    let long = private(Algorithm::Rs256, "rsa4096.pem");
    let ring = KeyRing::new(long.clone()).accept(PublicKey::rs256(file("rsa.pub.pem")).unwrap());
    let other = private(Algorithm::Rs256, "ssh-rsa.pem");
    let token = Signer::new(other)
        .validity(VALIDITY)
        .at(at(NOW))
        .sign(&json!({}))
        .unwrap();
    let said = check(&Verifier::new(ring.unwrap()), &token, "signature");
    assert!(said.ends_with("256 bytes; wanted: RS256"), "{said}");
    assert_eq!(long.sign(b"").unwrap().as_ref().len(), 512);
}

#[test]
fn one_key_under_two_algorithms() {
    let codes = |ring: KeyRing| -> Vec<&'static str> {
        let audit = Verifier::new(ring)
            .issuer("i")
            .audience("a")
            .typ("at+jwt")
            .max_validity("1h")
            .audit();
        audit
            .findings()
            .iter()
            .map(|finding| finding.code())
            .collect()
    };
    let rsa = |algorithm| PublicKey::new(algorithm, file("rsa.pub.pem")).unwrap();
    let ring = || KeyRing::new(private(Algorithm::Rs256, "rsa.pem").with_key_id("a"));
    assert_eq!(codes(ring()), [""; 0]);
    assert_eq!(
        codes(ring().accept(rsa(Algorithm::Rs256)).unwrap()),
        [""; 0]
    );
    assert_eq!(
        codes(ring().accept(rsa(Algorithm::Rs512)).unwrap()),
        ["shared_key"]
    );
    let other = private(Algorithm::Ps256, "ssh-rsa.pem").public_key();
    assert_eq!(codes(ring().accept(other).unwrap()), [""; 0]);
    // What a file says that its key is for makes no other key of it.
    let pss = PublicKey::new(Algorithm::Ps256, file("pss.pub.pem")).unwrap();
    let open = PublicKey::from_jwk(&pss.to_jwk().to_string().replace("PS256", "RS256")).unwrap();
    let ring = KeyRing::new(private(Algorithm::Ps256, "pss.pem").with_key_id("a"));
    assert_eq!(codes(ring.accept(open).unwrap()), ["shared_key"]);
    // Two names of one algorithm.
    let ring = KeyRing::new(private(Algorithm::EdDsa, "ed25519.pem").with_key_id("a"));
    let ring = ring
        .accept(private(Algorithm::Ed25519, "ed25519.pem").public_key())
        .unwrap();
    assert_eq!(codes(ring), [""; 0]);
}
