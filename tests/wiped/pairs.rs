//! Private keys: what they were made of, what they are, and the files that they are written to.

use glassbox::key::SigningKey;
use glassbox::{Algorithm, PrivateKey};

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

fn wipe(mut bytes: Vec<u8>) {
    bytes.fill(0);
    drop(std::hint::black_box(bytes));
}

/// The secret's bytes in both orders, and a line of the file.
struct Traces {
    secret: Wanted,
    reversed: Wanted,
    line: Wanted,
}

impl Traces {
    fn of(algorithm: Algorithm, pem: &str) -> Self {
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

    fn of_key(&self) -> usize {
        self.secret.addresses().len() + self.reversed.addresses().len()
    }

    fn of_text(&self) -> usize {
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
