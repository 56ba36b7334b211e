//! Each form of a key file, as OpenSSL, OpenSSH and `step` write it, and as it arrives.

use glassbox::key::{KeyInfo, VerifyingKey};
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey};

use super::{ALGORITHMS, are_a_pair, file, private, public, text};

/// One key in all its forms: the algorithms, private files, public files.
const KEYS: [(&[Algorithm], &[&str], &[&str]); 14] = [
    (
        &[
            Algorithm::Rs256,
            Algorithm::Rs384,
            Algorithm::Rs512,
            Algorithm::Ps256,
            Algorithm::Ps384,
            Algorithm::Ps512,
        ],
        &["rsa.pem", "rsa.pkcs1.pem", "rsa.der", "rsa.pkcs1.der"],
        &[
            "rsa.pub.pem",
            "rsa.pub.pkcs1.pem",
            "rsa.pub.der",
            "rsa.pub.pkcs1.der",
            "rsa.pub.text.pem",
            "rsa.crt.pem",
            "rsa.crt.der",
            "rsa.crt.text.pem",
        ],
    ),
    (
        &[Algorithm::Rs256, Algorithm::Ps512],
        &["rsa4096.pem"],
        &["rsa4096.pub.pem"],
    ),
    (
        &[Algorithm::Es256],
        &[
            "p256.pem",
            "p256.sec1.pem",
            "p256.der",
            "p256.sec1.der",
            "p256.no-public.pem",
        ],
        &["p256.pub.pem", "p256.pub.der", "p256.crt.pem"],
    ),
    (
        &[Algorithm::Es384],
        &["p384.pem", "p384.sec1.pem", "p384.der", "p384.sec1.der"],
        &["p384.pub.pem", "p384.pub.der", "p384.crt.pem"],
    ),
    (
        &[Algorithm::EdDsa, Algorithm::Ed25519],
        &["ed25519.pem", "ed25519.der"],
        &["ed25519.pub.pem", "ed25519.pub.der", "ed25519.crt.pem"],
    ),
    (
        &[Algorithm::Ps256, Algorithm::Ps384, Algorithm::Ps512],
        &["pss.pem"],
        &["pss.pub.pem"],
    ),
    (&[Algorithm::Ps384], &["pss384.pem"], &["pss384.pub.pem"]),
    (
        &[Algorithm::Rs256],
        &["ssh-rsa.pem"],
        &["ssh-rsa.pub.pem", "ssh-rsa.pub.pkcs1.pem"],
    ),
    (
        &[Algorithm::Es384],
        &["ssh-p384.pem"],
        &["ssh-p384.pub.pem"],
    ),
    (
        &[Algorithm::Rs256, Algorithm::Ps256],
        &["step-rsa.pem", "step-rsa.pkcs8.pem", "step-rsa.der"],
        &["step-rsa.pub.pem", "step-rsa.pub.der"],
    ),
    (
        &[Algorithm::Es256],
        &["step-p256.pem", "step-p256.pkcs8.pem", "step-p256.der"],
        &["step-p256.pub.pem", "step-p256.pub.der"],
    ),
    (
        &[Algorithm::Es256],
        &["step-crt.key.pem"],
        &["step-crt.pem"],
    ),
    (
        &[Algorithm::Es384],
        &["step-p384.pem"],
        &["step-p384.pub.pem"],
    ),
    (
        &[Algorithm::EdDsa, Algorithm::Ed25519],
        &["step-ed25519.pem"],
        &["step-ed25519.pub.pem"],
    ),
];

#[test]
fn every_form_is_read_and_means_one_key() {
    for (algorithms, privates, publics) in KEYS {
        for &algorithm in algorithms {
            for &one in privates {
                let private = private(algorithm, one);
                for &other in publics {
                    let public = public(algorithm, other);
                    assert!(are_a_pair(&private, &public), "{one} {other} {algorithm}");
                    assert_eq!(private.public_key().to_der(), public.to_der());
                }
            }
        }
    }
    // Here the parameters of the curve stand in front.
    let key = private(Algorithm::Es256, "p256.parameters.pem");
    assert!(are_a_pair(&key, &key.public_key()));
    let key = private(Algorithm::Es256, "ssh-p256.pem");
    assert!(are_a_pair(
        &key,
        &public(Algorithm::Es256, "ssh-p256.pub.pem")
    ));
}

#[test]
fn what_is_written_is_what_openssl_writes() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        assert_eq!(key.to_private_pem().reveal(), text(name), "{name}");
        let public = name.replace(".pem", ".pub.pem");
        assert_eq!(key.public_key().to_pem(), text(&public), "{public}");
        let public = name.replace(".pem", ".pub.der");
        assert_eq!(key.public_key().to_der(), file(&public), "{public}");
    }
    // For PSS alone it stays, and for one hash alone.
    for (algorithm, name) in [(Algorithm::Ps256, "pss"), (Algorithm::Ps384, "pss384")] {
        let key = private(algorithm, &format!("{name}.pem"));
        let public = text(&format!("{name}.pub.pem"));
        assert_eq!(key.public_key().to_pem(), public);
        let file = text(&format!("{name}.pem"));
        assert_eq!(key.to_private_pem().reveal(), file);
        assert!(PrivateKey::rs384(file).is_err());
    }
}

/// What happens to a file on its way.
fn disguises(pem: &str) -> Vec<String> {
    let lines: Vec<&str> = pem.lines().collect();
    vec![
        pem.replace('\n', "\r\n"),
        pem.replace('\n', "\r"),
        lines.join(" "),
        lines.concat(),
        pem.trim_end().into(),
        format!("\u{feff}{pem}"),
        format!("Bag Attributes\n    friendlyName: k\u{e9}y\n{pem}\n\n# the end\n"),
        lines.iter().map(|line| format!("    {line}\n")).collect(),
        pem.replace('\n', "\n\n"),
        format!("\"{pem}\""),
    ]
}

#[test]
fn a_file_may_be_disguised() {
    for name in ["rsa.pem", "rsa.pkcs1.pem", "p256.sec1.pem", "ed25519.pem"] {
        let algorithm = ALGORITHMS.iter().find(|(_, file)| name[..3] == file[..3]);
        let algorithm = algorithm.unwrap().0;
        for pem in disguises(&text(name)) {
            assert!(PrivateKey::new(algorithm, &pem).is_ok(), "{pem}");
        }
        let public = private(algorithm, name).public_key().to_pem();
        for pem in disguises(&public) {
            assert!(PublicKey::new(algorithm, &pem).is_ok(), "{pem}");
        }
    }
    for pem in disguises(&text("rsa.crt.pem")) {
        assert!(PublicKey::rs256(&pem).is_ok(), "{pem}");
    }
}

#[test]
fn what_stands_beside_the_key() {
    let join = |names: &[&str]| -> String { names.iter().map(|name| text(name)).collect() };
    // A key and its certificate, and a chain.
    let both = join(&["rsa.pem", "rsa.crt.pem", "p256.crt.pem"]);
    assert!(PrivateKey::rs256(&both).is_ok());
    assert_eq!(
        PublicKey::rs256(&both).unwrap().to_der(),
        file("rsa.pub.der")
    );
    // A pair: each takes its half.
    let pair = join(&["p256.pub.pem", "p256.pem"]);
    assert!(PrivateKey::es256(&pair).is_ok() && PublicKey::es256(&pair).is_ok());
    let many = |names: &[&str]| {
        let text = join(names);
        let private = PrivateKey::es256(&text).map(drop);
        (private, PublicKey::es256(&text).map(drop))
    };
    let keys = Err(KeyError::ManyKeys);
    assert_eq!(many(&["p256.pem", "p256.sec1.pem"]).0, keys);
    assert_eq!(many(&["encrypted.pem", "p256.pem"]).0, keys);
    assert_eq!(many(&["p256.pub.pem", "p256.pub.pem"]).1, keys);
    assert_eq!(many(&["p256.crt.pem", "p256.pub.pem"]).1, keys);
}

#[test]
fn bare_points_are_taken() {
    let spki = file("p256.pub.der");
    let key = PublicKey::es256(&spki[spki.len() - 65..]).unwrap();
    assert_eq!(key.to_der(), spki);
    let spki = file("p384.pub.der");
    let key = PublicKey::es384(&spki[spki.len() - 97..]).unwrap();
    assert_eq!(key.to_der(), spki);
    let spki = file("ed25519.pub.der");
    for algorithm in [Algorithm::EdDsa, Algorithm::Ed25519] {
        let key = PublicKey::new(algorithm, &spki[spki.len() - 32..]).unwrap();
        assert_eq!(key.to_der(), spki);
    }
    // One that begins as DER does.
    let mut bare = (0..=u8::MAX).filter_map(|last| {
        let mut bytes = [last; 32];
        bytes[0] = 0x30;
        bytes[31] &= 0x7f;
        PublicKey::eddsa(bytes).ok()
    });
    assert!(bare.next().is_some());
    // A text that is as long is none, though every other one would be on the curve.
    for last in 'a'..='z' {
        let path = format!("/etc/keys/the-public-half-2026{last}p");
        let spaced = path.replacen('-', " ", 2);
        let foreign = path.replacen("ke", "é", 1);
        for text in [path, spaced.replacen('2', "\n", 1), spaced, foreign] {
            assert_eq!(text.len(), 32);
            let key = PublicKey::eddsa(&text).map(drop);
            assert!(matches!(key, Err(KeyError::Pem { .. })), "{text}");
        }
    }
}

/// A seed may be any 32 bytes.
#[test]
fn der_is_der_whatever_its_numbers_spell() {
    let mut der = file("ed25519.der");
    let seed = der.len() - 32;
    der[seed..seed + 20].copy_from_slice(b"-----BEGIN PRIVATE K");
    let key = PrivateKey::eddsa(&der).unwrap();
    assert!(are_a_pair(&key, &key.public_key()));
}

#[test]
fn an_algorithm_takes_the_keys_of_its_kind_alone() {
    let all = ALGORITHMS.iter().map(|(algorithm, _)| *algorithm);
    for (algorithms, privates, publics) in KEYS {
        for algorithm in all.clone() {
            let fits = algorithms.contains(&algorithm) || {
                let name = privates[0];
                // The table has not every algorithm of an RSA key.
                name.contains("rsa")
                    && algorithm.signature_len().is_none()
                    && algorithm != Algorithm::EdDsa
            };
            for name in privates {
                let key = PrivateKey::new(algorithm, file(name));
                assert_eq!(key.is_ok(), fits, "{name} {algorithm}");
                let is_kind = |error| matches!(error, KeyError::WrongKind { .. });
                assert!(key.map_or_else(is_kind, |key| key.algorithm() == algorithm));
            }
            for name in publics {
                let key = PublicKey::new(algorithm, file(name));
                assert_eq!(key.is_ok(), fits, "{name} {algorithm}");
                let is_kind = |error| matches!(error, KeyError::WrongKind { .. });
                assert!(key.map_or_else(is_kind, |key| key.algorithm() == algorithm));
            }
        }
    }
}

#[test]
fn signatures_of_openssl_hold() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name).public_key();
        let own = match algorithm {
            Algorithm::Ed25519 => "eddsa".into(),
            _ => algorithm.name().to_lowercase(),
        };
        let mut signature = file(&format!("{own}.signature"));
        if let Algorithm::Es256 | Algorithm::Es384 = algorithm {
            // In DER, as everywhere but in JOSE.
            assert!(!key.verify(&file("message"), &signature));
            signature = raw(&signature);
        }
        assert!(key.verify(&file("message"), &signature), "{algorithm}");
        assert!(!key.verify(b"a massage", &signature), "{algorithm}");
    }
}

/// r and s of SEQUENCE { r, s }, each as long as the curve's order.
fn raw(der: &[u8]) -> Vec<u8> {
    let r_len = usize::from(der[3]);
    let (r, s) = (&der[4..4 + r_len], &der[6 + r_len..]);
    let half = if der.len() > 80 { 48 } else { 32 };
    let number = |number: &[u8]| -> Vec<u8> {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let number = &number[zeros..];
        [vec![0; half - number.len()], number.to_vec()].concat()
    };
    [number(r), number(s)].concat()
}
