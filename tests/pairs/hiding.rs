//! No error, no `Debug` and no log shows a part of a private key.

use std::fmt::Debug;

use glassbox::{Algorithm, KeyError, KeyRing, PrivateKey, PublicKey, Signer, Verifier};

use super::{ALGORITHMS, file, private, text};
use crate::redaction::leak;

/// One of each kind, each of a file with a private key, or a part of one.
pub fn errors() -> Vec<KeyError> {
    let rsa = text("rsa.pem");
    let sec1 = text("p256.sec1.pem");
    let private = |algorithm, bytes: &[u8]| PrivateKey::new(algorithm, bytes).unwrap_err();
    let public = |algorithm, bytes: &[u8]| PublicKey::new(algorithm, bytes).unwrap_err();
    let relabelled = rsa.replace("PRIVATE KEY", "SECRET");
    let mut other_half = file("p256.sec1.der");
    other_half[9] ^= 1;
    let mut no_exponent = file("rsa.pub.pkcs1.der");
    *no_exponent.last_mut().unwrap() = 2;
    vec![
        private(Algorithm::Rs256, rsa.replace("MII", "***").as_bytes()),
        private(Algorithm::Rs256, relabelled.as_bytes()),
        private(Algorithm::Rs256, &file("encrypted.pem")),
        private(Algorithm::Es256, [sec1.clone(), sec1].concat().as_bytes()),
        private(Algorithm::Rs256, &file("rsa.pub.pem")),
        private(Algorithm::Rs256, &file("rsa.crt.pem")),
        public(Algorithm::Rs256, rsa.as_bytes()),
        private(Algorithm::Hs256, rsa.as_bytes()),
        private(Algorithm::Es256, rsa.as_bytes()),
        private(Algorithm::EdDsa, &file("ed448.pem")),
        private(Algorithm::Rs256, &file("rsa1024.pem")),
        public(Algorithm::Rs256, &no_exponent),
        public(Algorithm::Es256, &file("p256.compressed.pub.pem")),
        public(Algorithm::EdDsa, &[0; 32]),
        private(Algorithm::Rs256, &file("rsa.der")[1..]),
        private(Algorithm::Es256, &other_half),
    ]
}

#[test]
fn an_error_shows_nothing_of_the_file() {
    for error in errors() {
        let shown = format!("{error} {error:?} {error:#?}");
        for name in ["rsa.der", "p256.sec1.der", "encrypted.der"] {
            assert_eq!(
                leak(&shown, &file(name)[8..200.min(file(name).len())]),
                None,
                "{shown}"
            );
        }
    }
}

#[test]
fn what_holds_a_private_key_does_not_show_it() {
    fn hides(value: &impl Debug, secret: &[u8]) {
        let shown = format!("{value:?} {value:#?}");
        assert_eq!(leak(&shown, secret), None, "{shown}");
    }
    for (algorithm, name) in ALGORITHMS {
        let der = file(&name.replace(".pem", ".der"));
        // Behind what names the kind of key.
        let secret = &der[16..];
        let key = private(algorithm, name).with_key_id("2026-11");
        let shown = format!("{key:?} {:?}", key.public_key());
        assert_eq!(shown.matches("2026-11").count(), 2, "{shown}");
        assert_eq!(
            shown.matches(&format!("{algorithm:?}")).count(),
            2,
            "{shown}"
        );
        hides(&key, secret);
        hides(&key.to_private_pem(), secret);
        hides(&Signer::new(key.clone()), secret);
        hides(&KeyRing::new(key.clone()), secret);
        hides(&Verifier::new(KeyRing::new(key)), secret);
    }
}
