//! H5, H6: what is taken for a secret, and for how many.

use glassbox::{Algorithm, HmacKey, KeyError, KeyRing, Verifier};
use sha2::{Digest, Sha256, Sha512};

use super::super::algorithm_and_key::{JWK, PEM, der};
use super::super::{SECRET, hides};
use crate::support::base64url;

/// One disguise of each sort; their products are in `rules/not_a_secret.rs`.
#[test]
fn h5_public_keys_as_secrets() {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let utf16: Vec<u8> = PEM.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = der().iter().map(|byte| format!("{byte:02X}:")).collect();
    let pkcs1 = [
        b"\x30\x48\x02\x41\x00\xe1",
        &[7; 63][..],
        b"\x02\x03\x01\x00\x01",
    ]
    .concat();
    let late = [b"\x30\x82\x03\x21", &[7; 300][..], &der()].concat();
    let blob = "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAcICQoLDA0ODxAREhMUFRYX";
    let dss = "AAAAB3NzaC1kc3MAAACBAPW7KWnCregD/93adzjo6rmx94T39UNk";
    for (secret, kind) in [
        (
            format!("Bag Attributes\n  localKeyID: 01\n{PEM}").into_bytes(),
            "PEM",
        ),
        (quoted(PEM).into_bytes(), "PEM"),
        (utf16, "PEM"),
        (format!("\u{200b}{PEM}").into_bytes(), "PEM"),
        (base64url(PEM.as_bytes()).into_bytes(), "PEM"),
        (base64url(&der()).into_bytes(), "DER"),
        (hex.into_bytes(), "DER"),
        (base64url(&pkcs1).into_bytes(), "DER"),
        (pkcs1, "DER"),
        (late, "DER"),
        (quoted(JWK).into_bytes(), "JSON Web Key"),
        (JWK.replace("kty", r"\u006bty").into_bytes(), "JSON Web Key"),
        (
            br#"{"issuer":"https://a.example","jwks_uri":"https://a.example/keys"}"#.to_vec(),
            "JSON Web Key Set",
        ),
        (
            b"<RSAKeyValue><Modulus>0vx7</Modulus></RSAKeyValue>".to_vec(),
            "XML",
        ),
        (format!("ssh-dss {dss}").into_bytes(), "SSH"),
        (
            format!("sk-ssh-ed25519@openssh.com {blob}").into_bytes(),
            "SSH",
        ),
        (
            format!("no-pty,command=\"a\" ssh-dss {dss}").into_bytes(),
            "SSH",
        ),
    ] {
        let text = String::from_utf8_lossy(&secret).into_owned();
        for key in [
            HmacKey::hs256(&secret),
            HmacKey::with_short_secret(Algorithm::Hs512, &secret),
            HmacKey::from_base64(Algorithm::Hs384, &base64url(&secret)),
            HmacKey::from_hex(Algorithm::Hs256, &digits(&secret)),
            HmacKey::options(Algorithm::Hs256)
                .allow_white_space()
                .secret(&secret),
        ] {
            let error = key.unwrap_err();
            let KeyError::NotASecret { found } = error else {
                panic!("{error:?}: {text}");
            };
            assert!(found.contains(kind), "{found}: {text}");
            hides(&error, &[PEM, JWK]);
        }
    }
}

fn digits(secret: &[u8]) -> String {
    secret.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The HMAC half of it; that a session's two keys differ is in `rules/equal_secrets.rs`, too.
#[test]
fn h6_one_secret_in_two_uses() {
    let secret = SECRET.as_bytes(); // 64 bytes
    let with_zero = [secret, &[0]].concat();
    let long = SECRET.repeat(3).into_bytes();
    let sha256 = Sha256::digest(&long).to_vec();
    let sha512 = Sha512::digest(&long).to_vec();
    let algorithms = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
    for (one, other) in [
        (secret, secret),
        (secret, &with_zero),
        (&long, &sha256),
        (&long, &sha512),
    ] {
        for (first, second) in algorithms.iter().flat_map(|a| algorithms.map(|b| (*a, b))) {
            let key = |algorithm, secret: &[u8]| HmacKey::with_short_secret(algorithm, secret);
            let ring = KeyRing::new(key(first, one).unwrap().with_key_id("a"));
            let ring = ring.accept(key(second, other).unwrap().with_key_id("b"));
            let audit = Verifier::new(ring.unwrap()).audit();
            let shared = |finding: &glassbox::jwt::Finding| finding.code() == "shared_secret";
            assert!(audit.findings().iter().any(shared), "{first} {second}");
        }
    }
}
