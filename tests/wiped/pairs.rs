//! Private keys: what they were made of, what they are, and the files that they are written to.

use glassbox::key::SigningKey;
use glassbox::{Algorithm, PrivateKey, PublicKey};

use super::Wanted;

/// The DER of a PEM text.
fn der(pem: &str) -> Vec<u8> {
    let mut body: Vec<u8> = Vec::with_capacity(pem.len());
    let lines = pem.lines().filter(|line| !line.contains('-'));
    lines.for_each(|line| body.extend(line.bytes()));
    let der = crate::vectors::base64(std::str::from_utf8(&body).unwrap());
    wipe(body);
    der
}

pub(super) fn wipe(mut bytes: Vec<u8>) {
    bytes.fill(0);
    drop(std::hint::black_box(bytes));
}

/// The secret's bytes in both orders, and a line of the file.
pub(super) struct Traces {
    secret: Wanted,
    reversed: Wanted,
    line: Wanted,
}

impl Traces {
    pub(super) fn of(algorithm: Algorithm, pem: &str) -> Self {
        let der = der(pem);
        // Where the seed, the scalar, and a part of the first prime stand in PKCS#8.
        let secret = match algorithm {
            Algorithm::EdDsa => &der[16..48],
            Algorithm::Es256 => &der[36..68],
            Algorithm::Es384 => &der[35..83],
            _ => &der[590..690],
        };
        let (secret, mut reversed) = (secret.to_vec(), secret.to_vec());
        reversed.reverse();
        let line = pem.lines().nth(1).unwrap().as_bytes().to_vec();
        wipe(der);
        Self {
            secret: Wanted::new(secret),
            reversed: Wanted::new(reversed),
            line: Wanted::new(line),
        }
    }

    pub(super) fn of_key(&self) -> usize {
        self.secret.addresses().len() + self.reversed.addresses().len()
    }

    pub(super) fn of_text(&self) -> usize {
        self.line.addresses().len()
    }
}

#[test]
fn a_private_key_is_not_kept() {
    for algorithm in [
        Algorithm::EdDsa,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Rs256,
    ] {
        let key = match algorithm {
            Algorithm::Rs256 => PrivateKey::generate_rsa(algorithm, 2048),
            _ => PrivateKey::generate(algorithm),
        };
        let key = key.unwrap();
        let pem = key.to_private_pem();
        let traces = Traces::of(algorithm, pem.reveal());
        assert!(traces.of_key() > 0 && traces.of_text() > 0, "{algorithm}");
        assert!(key.sign(b"message").is_ok());
        drop(key);
        assert_eq!(traces.of_key(), 0, "{algorithm}, which was made here");

        let read = PrivateKey::new(algorithm, pem.reveal()).unwrap();
        drop(pem);
        assert_eq!(traces.of_text(), 0, "the text of {algorithm}");
        let clone = read.clone().with_key_id("a");
        assert!(clone.sign(b"message").is_ok());
        drop(read);
        assert!(traces.of_key() > 0, "{algorithm}, which is held");
        drop(clone);
        assert_eq!(traces.of_key(), 0, "{algorithm}, which was read");
    }
}

/// The text and the numbers of a private JSON Web Key, read and written.
#[test]
fn a_private_json_web_key_is_not_kept() {
    for algorithm in [
        Algorithm::EdDsa,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Rs256,
    ] {
        let key = match algorithm {
            Algorithm::Rs256 => PrivateKey::generate_rsa(algorithm, 2048),
            _ => PrivateKey::generate(algorithm),
        };
        let key = key.unwrap();
        let pem = key.to_private_pem();
        let traces = Traces::of(algorithm, pem.reveal());
        drop(pem);
        let jwk = key.to_private_jwk();
        drop(key);
        assert_eq!(traces.of_key(), 0, "{algorithm}, which was written");
        let text = {
            // Of RSA, that of the first prime.
            let name = if algorithm == Algorithm::Rs256 {
                "\"p\":\""
            } else {
                "\"d\":\""
            };
            let (_, rest) = jwk.reveal().split_once(name).unwrap();
            Wanted::new(rest.split('"').next().unwrap().as_bytes().to_vec())
        };
        assert!(!text.addresses().is_empty(), "the text of {algorithm}");
        let read = PrivateKey::from_jwk(jwk.reveal()).unwrap();
        drop(jwk);
        assert!(text.addresses().is_empty(), "the text of {algorithm}");
        assert!(traces.of_key() > 0, "{algorithm}, which is held");
        drop(read);
        assert_eq!(traces.of_key(), 0, "{algorithm}, which was read");
    }
}

/// A key that is refused was read before it was refused.
#[test]
fn a_private_json_web_key_that_is_refused_is_not_kept() {
    let key = PrivateKey::generate(Algorithm::Es256).unwrap();
    let pem = key.to_private_pem();
    let traces = Traces::of(Algorithm::Es256, pem.reveal());
    drop(pem);
    let jwk = key.to_private_jwk();
    drop(key);
    for (place, other) in [
        ("\"alg\":\"ES256\"", "\"alg\":\"ES384\""),
        ("\"x\":\"", "\"x\":\"AAAA"),
        ("\"kty\":\"EC\"", "\"kty\":\"OKP\""),
        ("\"crv\":\"P-256\"", "\"crv\":\"P-384\""),
        ("\"d\":\"", "\"d\":\"AAAA"),
    ] {
        let mut text = String::with_capacity(jwk.reveal().len() + 8);
        let (before, after) = jwk.reveal().split_once(place).unwrap();
        text.extend([before, other, after]);
        assert!(PrivateKey::from_jwk(&text).is_err());
        assert!(text.parse::<glassbox::jwk::Jwk>().is_err());
        wipe(text.into_bytes());
        assert_eq!(traces.of_key(), 0, "{other}");
    }
}

/// A file that is refused was decoded before it was refused.
#[test]
fn a_private_file_that_is_refused_is_not_kept() {
    for (algorithm, other) in [
        (Algorithm::EdDsa, Algorithm::Es256),
        (Algorithm::Es256, Algorithm::Es384),
        (Algorithm::Es384, Algorithm::Rs256),
        (Algorithm::Rs256, Algorithm::EdDsa),
    ] {
        let key = match algorithm {
            Algorithm::Rs256 => PrivateKey::generate_rsa(algorithm, 2048),
            _ => PrivateKey::generate(algorithm),
        };
        let pem = key.unwrap().to_private_pem();
        let traces = Traces::of(algorithm, pem.reveal());
        let refused = |key: &[u8], what: &str| {
            assert!(PrivateKey::new(algorithm, key).is_err(), "{what}");
            assert!(PublicKey::new(algorithm, key).is_err(), "{what}");
            assert_eq!(traces.of_key(), 0, "{algorithm}, {what}");
        };
        assert!(PrivateKey::new(other, pem.reveal()).is_err());
        refused(b"", "of another algorithm");
        let mut body = Vec::with_capacity(pem.reveal().len());
        let lines = pem.reveal().lines().filter(|line| !line.contains('-'));
        lines.for_each(|line| body.extend_from_slice(line.as_bytes()));
        refused(&body, "without begin and end");
        wipe(body);
        // The kind, the version, and the last byte: of a public half, or of a number.
        for from_end in [false, true] {
            let mut changed = der(pem.reveal());
            let place = if from_end { changed.len() - 1 } else { 12 };
            changed[place] ^= 1;
            let read = PrivateKey::new(algorithm, &changed).map(drop);
            assert!(read.is_err() || from_end && algorithm == Algorithm::EdDsa);
            wipe(changed);
            assert_eq!(traces.of_key(), 0, "{algorithm}, changed");
        }
    }
}
