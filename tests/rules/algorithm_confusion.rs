//! RFC 8725 §3.1: a key fixes its algorithm; the header's `alg` is compared and never chooses.

use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey, Verifier};

use crate::support::{base64url, code, forge, key};

#[test]
fn none_in_every_disguise() {
    let verifier = Verifier::new(key()).allow_missing_exp();
    for alg in [
        "none",
        "None",
        "NONE",
        "nOnE",
        "none ",
        " none",
        "none\\u0000",
        "ｎｏｎｅ",
        "n\u{43e}ne",
        "",
        "hs256",
        "HS256 ",
        "HS-256",
        "RSA1_5",
        "A256KW",
        "dir",
    ] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let text = forge(&header, "{}", &key());
        assert_eq!(code(&verifier, &text), "unsupported_algorithm", "{alg}");
        let (input, _) = text.rsplit_once('.').unwrap();
        assert_eq!(
            code(&verifier, &format!("{input}.")),
            "unsupported_algorithm",
            "{alg}"
        );
    }
    for alg in ["1", "true", "null", "[\"HS256\"]", "{}"] {
        let text = forge(&format!(r#"{{"alg":{alg}}}"#), "{}", &key());
        assert_eq!(code(&verifier, &text), "invalid_header", "{alg}");
    }
}

#[test]
fn the_family_is_no_excuse() {
    let secret = [7; 64];
    let keys = [
        HmacKey::hs256(secret).unwrap(),
        HmacKey::hs384(secret).unwrap(),
        HmacKey::hs512(secret).unwrap(),
    ];
    let header = |name: &str| format!(r#"{{"alg":"{name}","typ":"JWT"}}"#);
    for (mine, name) in keys.iter().zip(["HS256", "HS384", "HS512"]) {
        let verifier = Verifier::new(mine.clone()).allow_missing_exp();
        for (other, other_name) in keys.iter().zip(["HS256", "HS384", "HS512"]) {
            let text = forge(&header(other_name), "{}", other);
            let expected = if name == other_name {
                "accepted"
            } else {
                "algorithm_mismatch"
            };
            assert_eq!(code(&verifier, &text), expected, "{other_name} for {name}");
            // The other one's MAC under the right name, also cut to the right length.
            if name != other_name {
                let text = forge(&header(name), "{}", other);
                assert_eq!(code(&verifier, &text), "invalid_signature");
            }
        }
        for public in ["RS256", "ES256", "PS512", "EdDSA", "Ed25519"] {
            let text = forge(&header(public), "{}", mine);
            assert_eq!(code(&verifier, &text), "algorithm_mismatch", "{public}");
        }
    }
    let input = format!(
        "{}.{}",
        base64url(header("HS256").as_bytes()),
        base64url(b"{}")
    );
    let long = keys[2].sign(input.as_bytes()).unwrap();
    let cut = base64url(&long.as_ref()[..32]);
    let verifier = Verifier::new(keys[0].clone()).allow_missing_exp();
    assert_eq!(
        code(&verifier, &format!("{input}.{cut}")),
        "invalid_signature"
    );
}

#[test]
fn names_are_compared_byte_for_byte() {
    for name in [
        "HS256", "HS384", "HS512", "RS256", "PS384", "ES512", "ES256K", "EdDSA", "Ed448",
    ] {
        assert_eq!(Algorithm::from_name(name).map(Algorithm::name), Some(name));
        assert_eq!(Algorithm::from_name(&name.to_lowercase()), None);
    }
}
