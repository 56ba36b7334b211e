//! One key, as the RFCs want it: every row of what is refused, with its error.

use glassbox::jwk::Jwk;
use glassbox::key::{JwkProblem, KeyInfo};
use glassbox::{Algorithm, KeyError, PublicKey};
use serde_json::{Value, json};

use super::{ed25519, p256, p384, public, read, rsa, whole, with, wrong, zeros_before};

/// RFC 7517 §4.2, §4.3: `use` and `key_ops` fit signatures, and each other.
#[test]
fn what_a_key_says_it_is_for() {
    let jwk = with(&public(&p256()), "use", None);
    let other = |member| Err(wrong(member, JwkProblem::OtherUse));
    let wrong_type = |member| Err(wrong(member, JwkProblem::WrongType));
    for (purpose, operations, expected) in [
        (None, None, Ok(())),
        (Some(json!("sig")), None, Ok(())),
        (Some(json!("sig")), Some(json!(["verify"])), Ok(())),
        (Some(json!("sig")), Some(json!(["sign", "verify"])), Ok(())),
        (None, Some(json!(["verify"])), Ok(())),
        (None, Some(json!(["verify", "deriveKey"])), Ok(())),
        (Some(json!("enc")), None, other("use")),
        (Some(json!("Sig")), None, other("use")),
        (Some(json!("")), None, other("use")),
        (Some(json!("enc")), Some(json!(["verify"])), other("use")),
        (None, Some(json!([])), other("key_ops")),
        (None, Some(json!(["sign"])), other("key_ops")),
        (None, Some(json!(["encrypt", "wrapKey"])), other("key_ops")),
        (
            Some(json!("sig")),
            Some(json!(["verify", "encrypt"])),
            other("key_ops"),
        ),
        (
            None,
            Some(json!(["verify", "verify"])),
            Err(wrong("key_ops", JwkProblem::Repeats)),
        ),
        (Some(json!(1)), None, wrong_type("use")),
        (Some(json!(null)), None, wrong_type("use")),
        (Some(json!(["sig"])), None, wrong_type("use")),
        (None, Some(json!("verify")), wrong_type("key_ops")),
        (None, Some(json!(["verify", 1])), wrong_type("key_ops")),
        (None, Some(json!({"verify": 1})), wrong_type("key_ops")),
    ] {
        let jwk = with(&with(&jwk, "use", purpose), "key_ops", operations);
        assert_eq!(read(&jwk).map(drop), expected, "{jwk}");
    }
}

/// RFC 7517 §4.4, RFC 8725 §3.1.
#[test]
fn the_algorithm_fits_the_key() {
    let [rsa, p256, ed] = [
        public(&rsa(Algorithm::Rs256)),
        public(&p256()),
        public(&ed25519(Algorithm::EdDsa)),
    ];
    let fits: [(&Value, &[&str]); 3] = [
        (
            &rsa,
            &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
        ),
        (&p256, &["ES256"]),
        (&ed, &["EdDSA", "Ed25519"]),
    ];
    let known = [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
        "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
    ];
    for (jwk, fitting) in fits {
        for name in known {
            let read = read(&with(jwk, "alg", json!(name)));
            match fitting.contains(&name) {
                true => {
                    let algorithm = Algorithm::from_name(name).unwrap();
                    let key = read.unwrap();
                    assert_eq!(key.algorithm(), Some(algorithm));
                    assert_eq!(key.public_key(algorithm).unwrap().algorithm(), algorithm);
                }
                false => {
                    let error = wrong("alg", JwkProblem::OtherKind);
                    assert_eq!(read.map(drop), Err(error), "{name}");
                }
            }
        }
        for name in ["none", "RSA-OAEP", "ECDH-ES", "rs256", "ML-DSA-44", ""] {
            let error = wrong("alg", JwkProblem::Unsupported);
            assert_eq!(read(&with(jwk, "alg", json!(name))).map(drop), Err(error));
        }
        let error = wrong("alg", JwkProblem::WrongType);
        assert_eq!(read(&with(jwk, "alg", json!(1))).map(drop), Err(error));
    }
}

/// What a key is for that does not say it: of a curve, the only algorithm.
#[test]
fn a_key_without_alg() {
    let without = |jwk: &Value| read(&with(jwk, "alg", None)).unwrap();
    let from_jwk = |jwk: &Value| PublicKey::from_jwk(&with(jwk, "alg", None).to_string());
    for (key, algorithm) in [(p256(), Algorithm::Es256), (p384(), Algorithm::Es384)] {
        let key = public(&key);
        assert_eq!(without(&key).algorithm(), Some(algorithm));
        assert_eq!(from_jwk(&key).unwrap().algorithm(), algorithm);
    }
    let rsa = public(&rsa(Algorithm::Rs256));
    let ed = public(&ed25519(Algorithm::EdDsa));
    for (key, fitting) in [
        (rsa, [Algorithm::Rs512, Algorithm::Ps256]),
        (ed, [Algorithm::EdDsa, Algorithm::Ed25519]),
    ] {
        assert_eq!(without(&key).algorithm(), None);
        let error = wrong("alg", JwkProblem::Missing);
        assert_eq!(from_jwk(&key).map(drop), Err(error));
        for algorithm in fitting {
            let key = without(&key).public_key(algorithm).unwrap();
            assert_eq!(key.algorithm(), algorithm);
        }
    }
}

#[test]
fn another_algorithm_than_the_key_names() {
    let key = read(&public(&rsa(Algorithm::Rs256))).unwrap();
    for algorithm in [Algorithm::Rs384, Algorithm::Ps256, Algorithm::Es256] {
        let error = key.public_key(algorithm).unwrap_err();
        assert!(
            matches!(error, KeyError::WrongKind { algorithm: of, .. } if of == algorithm),
            "{error:?}"
        );
    }
    let error = key.public_key(Algorithm::Hs256).unwrap_err();
    assert!(matches!(error, KeyError::NotAPair { .. }), "{error:?}");
    let ed = read(&public(&ed25519(Algorithm::EdDsa))).unwrap();
    assert!(ed.public_key(Algorithm::Ed25519).is_err());
}

/// RFC 7517 §4: of two members with one name, two readers may take different ones.
#[test]
fn no_member_is_there_twice() {
    let text = public(&p256()).to_string();
    let more = |more: &str| text.replacen('{', &format!("{{{more},"), 1).parse::<Jwk>();
    for (member, twice) in [
        ("kty", r#""kty":"EC""#),
        ("kty", r#""k\u0074y":"RSA""#),
        ("x", r#""x":"AA""#),
        ("alg", r#""alg":"ES256""#),
        ("use", r#""use":"sig""#),
    ] {
        let error = wrong(member, JwkProblem::Duplicate);
        assert_eq!(more(twice).map(drop), Err(error), "{twice}");
    }
    for twice in [
        r#""x5t":"a","x5t":"a""#,
        r#""":1,"":1"#,
        r#""x":1,"\u0061b":1,"ab":1"#,
    ] {
        assert!(
            matches!(
                more(twice),
                Err(KeyError::NotJwk { .. } | KeyError::Jwk { .. })
            ),
            "{twice}"
        );
    }
    // And by any deserializer that shows it.
    let twice = text.replacen('{', r#"{"kty":"EC","#, 1);
    let error = serde_json::from_str::<Jwk>(&twice).unwrap_err().to_string();
    assert_eq!(error, "the JSON Web Key's member kty is given twice");
    assert!(serde_json::from_str::<Jwk>(&text).is_ok());
    let twice = text.replacen('{', r#"{"foreign":1,"foreign":[{"a":1e999}],"#, 1);
    assert!(serde_json::from_str::<Jwk>(&twice).is_err());
}

/// RFC 7518 §6.2.1.2, §6.3.1.1, RFC 8037 §2: each number of its one length.
#[test]
fn numbers_have_their_length() {
    let rsa = public(&rsa(Algorithm::Rs256));
    let p256 = public(&p256());
    let p384 = public(&p384());
    let ed = public(&ed25519(Algorithm::EdDsa));
    for (jwk, name) in [
        (&rsa, "n"),
        (&rsa, "e"),
        (&p256, "x"),
        (&p256, "y"),
        (&p384, "x"),
        (&p384, "y"),
        (&ed, "x"),
    ] {
        let error = Err(wrong(name, JwkProblem::NotBase64Url));
        let text = jwk[name].as_str().unwrap();
        let mut bad = vec![
            zeros_before(jwk, name),
            with(jwk, name, json!("")),
            with(jwk, name, json!(format!("{text}="))),
            with(jwk, name, json!(format!(" {text}"))),
            with(jwk, name, json!(format!("{text}\n"))),
            with(jwk, name, json!(format!("+/{}", &text[2..]))),
        ];
        if name != "n" && name != "e" {
            bad.push(with(jwk, name, json!(&text[4..])));
            bad.push(with(jwk, name, json!(format!("AAAA{text}"))));
        }
        for jwk in bad {
            assert_eq!(read(&jwk).map(drop), error, "{}", jwk[name]);
        }
        let missing = Err(wrong(name, JwkProblem::Missing));
        assert_eq!(read(&with(jwk, name, None)).map(drop), missing);
        for value in [json!(65537), json!(null), json!([text]), json!({})] {
            let error = Err(wrong(name, JwkProblem::WrongType));
            assert_eq!(read(&with(jwk, name, value)).map(drop), error);
        }
        // An escape is no base64url, whatever it stands for.
        let first = text.chars().next().unwrap();
        let escaped = format!("\"{name}\":\"\\u{:04x}{}\"", u32::from(first), &text[1..]);
        let escaped = jwk
            .to_string()
            .replace(&format!("\"{name}\":\"{text}\""), &escaped);
        assert_eq!(escaped.parse::<Jwk>().map(drop), error, "{escaped}");
    }
}

#[test]
fn numbers_are_judged_as_those_of_files() {
    let rsa = public(&rsa(Algorithm::Rs256));
    let ed = public(&ed25519(Algorithm::EdDsa));
    let p256 = public(&p256());
    let number = |bytes: &[u8]| json!(crate::support::base64url(bytes));
    let refused = |jwk: &Value| read(jwk).unwrap_err();
    let bits = |len: usize| with(&rsa, "n", number(&vec![0xff; len]));
    assert_eq!(refused(&bits(128)), KeyError::RsaSize { bits: 1024 });
    assert_eq!(refused(&bits(257)), KeyError::RsaSize { bits: 2056 });
    assert_eq!(refused(&bits(1032)), KeyError::RsaSize { bits: 8256 });
    for exponent in [&[1][..], &[2], &[1, 0, 0, 0, 1]] {
        let jwk = with(&rsa, "e", number(exponent));
        assert_eq!(refused(&jwk), KeyError::RsaExponent);
    }
    let x = ["x", "y"].map(|name| p256[name].clone());
    let swapped = with(&with(&p256, "x", x[1].clone()), "y", x[0].clone());
    assert_eq!(refused(&swapped), KeyError::WeakPoint);
    let beyond = with(&p256, "x", number(&[0xff; 32]));
    assert_eq!(refused(&beyond), KeyError::WeakPoint);
    for weak in [[0; 32], [0xff; 32]] {
        assert_eq!(refused(&with(&ed, "x", number(&weak))), KeyError::WeakPoint);
    }
}

#[test]
fn kinds_that_are_not_there() {
    let p256 = public(&p256());
    let ed = public(&ed25519(Algorithm::EdDsa));
    let kty = |value: Value| read(&with(&p256, "kty", value)).unwrap_err();
    let unsupported = |member| wrong(member, JwkProblem::Unsupported);
    assert_eq!(kty(json!("oct")), wrong("kty", JwkProblem::SharedSecret));
    assert_eq!(kty(json!("AKP")), unsupported("kty"));
    assert_eq!(kty(json!("ec")), unsupported("kty"));
    assert_eq!(kty(json!(1)), wrong("kty", JwkProblem::WrongType));
    assert_eq!(kty(json!("RSA")), wrong("n", JwkProblem::Missing));
    for (jwk, curve, found) in [
        (&p256, "P-521", "the curve P-521"),
        (&p256, "secp256k1", "the curve secp256k1"),
        (&ed, "Ed448", "Ed448"),
        (&ed, "X25519", "X25519"),
        (&ed, "X448", "X448"),
    ] {
        let error = read(&with(jwk, "crv", json!(curve))).unwrap_err();
        assert_eq!(error, KeyError::UnsupportedKey { found });
    }
    for (jwk, curve) in [(&p256, "Ed25519"), (&ed, "P-256"), (&p256, "P-192")] {
        let error = read(&with(jwk, "crv", json!(curve))).unwrap_err();
        assert_eq!(error, unsupported("crv"));
    }
    let missing = |name| read(&with(&p256, name, None)).unwrap_err();
    assert_eq!(missing("kty"), wrong("kty", JwkProblem::Missing));
    assert_eq!(missing("crv"), wrong("crv", JwkProblem::Missing));
}

/// A private key is refused, under the name of the first of its numbers, and so is a stray one.
#[test]
fn private_members_are_refused() {
    for key in [
        rsa(Algorithm::Rs256),
        p256(),
        p384(),
        ed25519(Algorithm::EdDsa),
    ] {
        let error = wrong("d", JwkProblem::Private);
        assert_eq!(read(&whole(&key)).map(drop), Err(error));
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
            let stray = with(&public(&key), name, json!("AA"));
            let error = wrong(name, JwkProblem::Private);
            assert_eq!(read(&stray).map(drop), Err(error));
        }
    }
}

/// Other members are ignored (RFC 7517 §4), and not kept.
#[test]
fn other_members_are_ignored() {
    let plain = public(&p256().with_key_id("a"));
    let mut jwk = plain.clone();
    for (name, value) in [
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!(1)),
        ("x5u", json!("https://elsewhere.example")),
        ("issuer", json!("https://issuer.example")),
        ("ext", json!(true)),
        ("deep", json!([[{"kty": "RSA"}]])),
    ] {
        jwk = with(&jwk, name, value);
    }
    let key = read(&jwk).unwrap();
    assert_eq!(key.to_string(), read(&plain).unwrap().to_string());
    assert_eq!(key.key_id().unwrap().as_str(), "a");
}

#[test]
fn what_is_no_key_at_all() {
    let object = "JSON Web Key, which is a JSON object";
    for text in ["", " \n"] {
        let what = "JSON Web Key: it is empty";
        assert_eq!(text.parse::<Jwk>().unwrap_err(), KeyError::NotJwk { what });
    }
    for text in [
        "null",
        "[]",
        "\"EC\"",
        "{",
        "{}x",
        "{'kty':'EC'}",
        "\u{feff}{}",
    ] {
        let error = text.parse::<Jwk>().unwrap_err();
        assert_eq!(error, KeyError::NotJwk { what: object }, "{text}");
    }
    let error = "-----BEGIN PUBLIC KEY-----".parse::<Jwk>().unwrap_err();
    let what =
        "JSON Web Key, but PEM, which new(..) of the key's type reads, such as PublicKey::new";
    assert_eq!(error, KeyError::NotJwk { what });
    let set = serde_json::json!({"keys": [public(&p256())]});
    let error = read(&set).unwrap_err();
    let what = "JSON Web Key, but a set of them: give the one that is meant (JwkSet reads a set of those that verify)";
    assert_eq!(error, KeyError::NotJwk { what });
    assert_eq!(
        read(&json!({})).map(drop),
        Err(wrong("kty", JwkProblem::Missing))
    );
    for name in ["kid"] {
        for value in [json!(1), json!(null), json!(["a"])] {
            let error = wrong(name, JwkProblem::WrongType);
            assert_eq!(
                read(&with(&public(&p256()), name, value)).map(drop),
                Err(error)
            );
        }
    }
    // Deeper than any key, and longer.
    let deep = format!(
        r#"{{"kty":{}"EC"{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    assert_eq!(
        deep.parse::<Jwk>().map(drop),
        Err(wrong("kty", JwkProblem::WrongType))
    );
}
