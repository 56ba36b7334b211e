//! Which files and JSON Web Keys are keys that agree.

use glassbox::jwe::{
    self, ContentEncryption::A256Gcm, EcdhPrivateKey, EcdhPublicKey, KeyManagement,
};
use glassbox::key::JwkProblem;
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey};

use super::known::{P256, X25519};
use super::{AGREEMENTS, every};
use crate::pairs::text;
use crate::support::base64url;
use crate::vectors::hex;

const ALGORITHM: KeyManagement = KeyManagement::EcdhEsA256Kw;

fn public_key(bytes: impl AsRef<[u8]>) -> Result<EcdhPublicKey, KeyError> {
    EcdhPublicKey::new(ALGORITHM, A256Gcm, bytes)
}

fn private_key(bytes: impl AsRef<[u8]>) -> Result<EcdhPrivateKey, KeyError> {
    EcdhPrivateKey::new(ALGORITHM, A256Gcm, bytes)
}

fn from_jwk(json: &str) -> Result<EcdhPublicKey, KeyError> {
    EcdhPublicKey::from_jwk(ALGORITHM, A256Gcm, json)
}

fn private_from_jwk(json: &str) -> Result<EcdhPrivateKey, KeyError> {
    EcdhPrivateKey::from_jwk(ALGORITHM, A256Gcm, json)
}

/// As OpenSSL wrote them: the files that other pairs are read from, and X25519.
#[test]
fn from_every_form_of_a_file() {
    for (privates, publics) in [
        (
            &[
                "p256.pem",
                "p256.sec1.pem",
                "p256.der",
                "p256.sec1.der",
                "p256.no-public.pem",
            ][..],
            &["p256.pub.pem", "p256.pub.der", "p256.crt.pem"][..],
        ),
        (
            &["p384.pem", "p384.sec1.pem", "p384.der", "p384.sec1.der"],
            &["p384.pub.pem", "p384.pub.der", "p384.crt.pem"],
        ),
        (&["x25519.pem"], &["x25519.pub.pem"]),
    ] {
        for file in publics {
            let to = public_key(crate::pairs::file(file)).unwrap();
            let sealed = jwe::encrypt(b"any", &to).unwrap();
            for file in privates {
                let key = private_key(crate::pairs::file(file)).unwrap();
                assert_eq!(jwe::decrypt(&sealed, &key).unwrap().content(), b"any");
            }
        }
    }
    // What is written is what was read, to the byte.
    for file in ["p256.pem", "p384.pem", "x25519.pem"] {
        let key = private_key(text(file)).unwrap();
        assert_eq!(key.to_private_pem().reveal(), text(file));
        let file = file.replace(".pem", ".pub.pem");
        assert_eq!(key.public_key().to_pem(), text(&file));
    }
}

/// RFC 5480 §2.1.2: a key for agreement alone, which signs nothing.
#[test]
fn a_key_may_say_that_it_only_agrees() {
    let (any, dh) = (hex("301306072a8648ce3d0201"), hex("301106052b8104010c"));
    let change = |der: Vec<u8>| {
        let at = der.windows(any.len()).position(|part| part == any).unwrap();
        let mut changed = [&der[..at], &dh, &der[at + any.len()..]].concat();
        // The outermost length, in one byte or in two.
        let place = if changed[1] == 0x81 { 2 } else { 1 };
        changed[place] -= 2;
        changed
    };
    let key = change(crate::pairs::file("p256.der"));
    let half = change(crate::pairs::file("p256.pub.der"));
    let sealed = jwe::encrypt(b"any", &public_key(&half).unwrap()).unwrap();
    let opened = jwe::decrypt(&sealed, &private_key(&key).unwrap()).unwrap();
    assert_eq!(opened.content(), b"any");
    let refused = Err(KeyError::UnsupportedKey {
        found: "ECDH alone",
    });
    assert_eq!(PublicKey::new(Algorithm::Es256, half).map(drop), refused);
    assert_eq!(PrivateKey::new(Algorithm::Es256, key).map(drop), refused);
}

/// They agree, and these types sign.
#[test]
fn a_key_of_x25519_signs_nothing() {
    let refused = Err(KeyError::UnsupportedKey { found: "X25519" });
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let read = PublicKey::new(algorithm, text("x25519.pub.pem"));
        assert_eq!(read.map(drop), refused);
        let read = PrivateKey::new(algorithm, text("x25519.pem"));
        assert_eq!(read.map(drop), refused);
    }
    assert_eq!(PrivateKey::from_jwk(X25519.recipient).map(drop), refused);
    let key = private_from_jwk(X25519.recipient).unwrap().public_key();
    // Its use is told before its curve.
    let wrong = Err(KeyError::Jwk {
        member: "use",
        problem: JwkProblem::OtherUse,
    });
    assert_eq!(PublicKey::from_jwk(&key.to_jwk()).map(drop), wrong);
}

#[test]
fn keys_of_other_kinds_do_not_agree() {
    let no = |found| Err(KeyError::NoAgreement { found });
    for (pem, found) in [
        ("rsa.pub.pem", "an RSA key"),
        ("rsa.pub.pkcs1.pem", "an RSA key"),
        ("pss.pub.pem", "an RSA key"),
        ("rsa.crt.pem", "an RSA key"),
        ("ed25519.pub.pem", "a key of Ed25519"),
    ] {
        assert_eq!(public_key(text(pem)).map(drop), no(found), "{pem}");
    }
    for (pem, found) in [
        ("rsa.pem", "an RSA key"),
        ("rsa.pkcs1.pem", "an RSA key"),
        ("ed25519.pem", "a key of Ed25519"),
    ] {
        assert_eq!(private_key(text(pem)).map(drop), no(found), "{pem}");
    }
    let unsupported = |found| Err(KeyError::UnsupportedKey { found });
    assert_eq!(
        public_key(text("p521.pub.pem")).map(drop),
        unsupported("the curve P-521")
    );
    assert_eq!(
        private_key(text("ed448.pem")).map(drop),
        unsupported("Ed448")
    );
    assert_eq!(
        private_key(text("encrypted.pem")).map(drop),
        Err(KeyError::Encrypted)
    );
    assert_eq!(
        private_key(text("x25519.pub.pem")).map(drop),
        Err(KeyError::PublicGiven)
    );
    assert_eq!(
        private_key(text("p256.crt.pem")).map(drop),
        Err(KeyError::CertificateGiven)
    );
    assert_eq!(
        public_key(text("x25519.pem")).map(drop),
        Err(KeyError::PrivateGiven)
    );
    assert_eq!(
        public_key(text("p256.compressed.pub.pem")).map(drop),
        Err(KeyError::CompressedPoint)
    );
    // No key is made of bare coordinates.
    let point = hex(&format!("04{}", "07".repeat(64)));
    for bare in [&point[..], &[0x89; 32]] {
        assert!(matches!(public_key(bare), Err(KeyError::Der { .. })));
    }
}

#[test]
fn algorithms_that_do_not_agree() {
    for algorithm in [
        KeyManagement::Dir,
        KeyManagement::A256Kw,
        KeyManagement::RsaOaep256,
    ] {
        let refused = Err(KeyError::NotEcdh { algorithm });
        let made = EcdhPublicKey::new(algorithm, A256Gcm, text("x25519.pub.pem"));
        assert_eq!(made.map(drop), refused);
        let made = EcdhPrivateKey::new(algorithm, A256Gcm, text("x25519.pem"));
        assert_eq!(made.map(drop), refused);
        let made = EcdhPrivateKey::generate(algorithm, A256Gcm, jwe::EcdhCurve::X25519);
        assert_eq!(made.map(drop), refused);
        let made = EcdhPrivateKey::from_jwk(algorithm, A256Gcm, X25519.recipient);
        assert_eq!(made.map(drop), refused);
        let made = EcdhPublicKey::from_jwk(algorithm, A256Gcm, X25519.ephemeral);
        assert_eq!(made.map(drop), refused);
    }
}

fn wrong<T>(member: &'static str, problem: JwkProblem) -> Result<T, KeyError> {
    Err(KeyError::Jwk { member, problem })
}

/// RFC 7517 §4.2 to §4.4.
#[test]
fn what_a_json_web_key_is_for() {
    for (members, expected) in [
        (r#""use":"enc""#, Ok(())),
        (r#""use":"sig""#, wrong("use", JwkProblem::NotForAgreement)),
        (r#""use":"ENC""#, wrong("use", JwkProblem::NotForAgreement)),
        (r#""use":1"#, wrong("use", JwkProblem::WrongType)),
        (r#""key_ops":["deriveKey"]"#, Ok(())),
        (r#""key_ops":["deriveBits","other"]"#, Ok(())),
        (r#""use":"enc","key_ops":["deriveKey","wrapKey"]"#, Ok(())),
        (
            r#""use":"enc","key_ops":["deriveKey","sign"]"#,
            wrong("key_ops", JwkProblem::NotForAgreement),
        ),
        (
            r#""key_ops":["sign"]"#,
            wrong("key_ops", JwkProblem::NotForAgreement),
        ),
        (
            r#""key_ops":["wrapKey"]"#,
            wrong("key_ops", JwkProblem::NotForAgreement),
        ),
        (
            r#""key_ops":["deriveKey","deriveKey"]"#,
            wrong("key_ops", JwkProblem::Repeats),
        ),
        (
            r#""key_ops":"deriveKey""#,
            wrong("key_ops", JwkProblem::WrongType),
        ),
        (r#""alg":"ECDH-ES+A256KW""#, Ok(())),
        (
            r#""alg":"ECDH-ES""#,
            wrong("alg", JwkProblem::OtherAlgorithm),
        ),
        (r#""alg":"ES256""#, wrong("alg", JwkProblem::OtherAlgorithm)),
        (r#""alg":1"#, wrong("alg", JwkProblem::WrongType)),
        (r#""kid":1"#, wrong("kid", JwkProblem::WrongType)),
        (r#""x5c":1,"unheard-of":{}"#, Ok(())),
    ] {
        for known in [&P256, &X25519] {
            let with = |jwk: &str| jwk.replace('}', &format!(",{members}}}"));
            assert_eq!(
                from_jwk(&with(known.ephemeral)).map(drop),
                expected,
                "{members}"
            );
            assert_eq!(
                private_from_jwk(&with(known.recipient)).map(drop),
                expected,
                "{members}"
            );
        }
    }
    // A browser writes so that the public half does nothing by itself.
    let none = |jwk: &str| jwk.replace('}', r#","key_ops":[]}"#);
    assert!(from_jwk(&none(P256.ephemeral)).is_ok());
    let refused = wrong("key_ops", JwkProblem::NotForAgreement);
    assert_eq!(private_from_jwk(&none(P256.recipient)).map(drop), refused);
}

#[test]
fn the_numbers_of_a_json_web_key() {
    let ec = |from: &str, to: &str| from_jwk(&P256.ephemeral.replace(from, to)).map(drop);
    let okp = |from: &str, to: &str| from_jwk(&X25519.ephemeral.replace(from, to)).map(drop);
    let not_base64 = |member| wrong(member, JwkProblem::NotBase64Url);
    assert_eq!(ec("SV0", "SV1"), not_base64("x"));
    assert_eq!(ec("gI0GAI", ""), not_base64("x"));
    assert_eq!(ec("SLW_xS", "SLW_xT"), Err(KeyError::WeakPoint));
    assert_eq!(ec("P-256", "P-384"), not_base64("x"));
    assert_eq!(
        ec("P-256", "P-521"),
        Err(KeyError::UnsupportedKey {
            found: "the curve P-521"
        })
    );
    assert_eq!(ec("P-256", "X25519"), wrong("crv", JwkProblem::Unsupported));
    assert_eq!(
        okp("X25519", "X448"),
        Err(KeyError::UnsupportedKey { found: "X448" })
    );
    assert_eq!(
        okp("X25519", "Ed25519"),
        Err(KeyError::NoAgreement {
            found: "a key of Ed25519"
        })
    );
    assert_eq!(
        okp("\"OKP\"", "\"RSA\""),
        Err(KeyError::NoAgreement {
            found: "an RSA key"
        })
    );
    assert_eq!(
        okp("\"OKP\"", "\"oct\""),
        wrong("kty", JwkProblem::SharedSecret)
    );
    assert_eq!(
        okp("\"OKP\"", "\"x\""),
        wrong("kty", JwkProblem::Unsupported)
    );
    assert_eq!(okp("\"kty\"", "\"kti\""), wrong("kty", JwkProblem::Missing));
    assert_eq!(
        okp("{", "{\"kty\":\"OKP\","),
        wrong("kty", JwkProblem::Duplicate)
    );
    assert_eq!(
        from_jwk(P256.recipient).map(drop),
        wrong("d", JwkProblem::Private)
    );
    assert_eq!(
        private_from_jwk(P256.ephemeral).map(drop),
        Err(KeyError::PublicGiven)
    );
    assert!(matches!(from_jwk("[]"), Err(KeyError::NotJwk { .. })));
}

/// Scalars have the length of their curve, are not zero, and less than the order of its group.
#[test]
fn private_numbers() {
    let order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let mut largest = order.clone();
    largest[31] -= 1;
    let der = |scalar: &[u8]| {
        let len = scalar.len() as u8;
        let within = [&[2, 1, 1, 4, len], scalar, &hex("a00a06082a8648ce3d030107")].concat();
        [&[0x30, within.len() as u8], &within[..]].concat()
    };
    assert!(private_key(der(&largest)).is_ok());
    assert!(private_key(der(&[&[0; 31], &[1][..]].concat())).is_ok());
    for scalar in [
        &order[..],
        &[0; 32],
        &[255; 32],
        &[1; 31],
        &[&[0], &largest[..]].concat(),
        &[],
    ] {
        assert!(matches!(
            private_key(der(scalar)),
            Err(KeyError::Damaged { .. })
        ));
    }
    let x25519 = |scalar: &[u8]| {
        let len = scalar.len() as u8;
        let head = [
            0x30,
            len + 14,
            2,
            1,
            0,
            0x30,
            5,
            6,
            3,
            0x2b,
            0x65,
            0x6e,
            4,
            len + 2,
            4,
            len,
        ];
        private_key([&head, scalar].concat()).map(drop)
    };
    assert_eq!(x25519(&[7; 32]), Ok(()));
    for len in [0, 31, 33] {
        assert!(matches!(
            x25519(&vec![7; len]),
            Err(KeyError::Damaged { .. })
        ));
    }
    // A public half that is another key's.
    for (known, x) in [(&P256, "weNJy2"), (&X25519, "3p7bfX")] {
        let swapped = known.recipient.replace(x, "AAAAAA");
        let error = private_from_jwk(&swapped).map(drop).unwrap_err();
        assert!(
            matches!(error, KeyError::Damaged { .. } | KeyError::WeakPoint),
            "{error}"
        );
    }
    let other = base64url(&[9; 32]);
    let swapped = X25519
        .recipient
        .replace("3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08", &other);
    let damaged = KeyError::Damaged {
        what: "its public half is another key's",
    };
    assert_eq!(private_from_jwk(&swapped).map(drop), Err(damaged));
}

#[test]
fn debug_shows_algorithms_and_the_curve() {
    let key = private_key(text("x25519.pem")).unwrap().with_key_id("a");
    let shown =
        "algorithm: EcdhEsA256Kw, encryption: A256Gcm, curve: X25519, key_id: Some(\"a\"), ..";
    assert_eq!(format!("{key:?}"), format!("EcdhPrivateKey {{ {shown} }}"));
    assert_eq!(
        format!("{:?}", key.public_key()),
        format!("EcdhPublicKey {{ {shown} }}")
    );
    let text = X25519.recipient.parse::<serde_json::Value>().unwrap();
    let jwk: serde_json::Value = serde_json::from_str(&key.public_key().to_jwk()).unwrap();
    assert_eq!((&jwk["kty"], &jwk["crv"]), (&text["kty"], &text["crv"]));
    assert_eq!(
        (&jwk["alg"], &jwk["use"]),
        (&"ECDH-ES+A256KW".into(), &"enc".into())
    );
    assert_eq!(every().count(), 36);
    assert_eq!(AGREEMENTS.len(), 3);
}
