//! JSON Web Keys: what a member can be, and what is said then.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::JwkProblem;
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey};
use serde_json::{Value, json};

use super::{Row, row};
use crate::jwk::{other_rsa, p256, public, rsa, set, whole, with};

fn jwk(value: &Value, expected: &'static str) -> Row {
    text(&value.to_string(), expected)
}

fn text(text: &str, expected: &'static str) -> Row {
    row(text.parse::<Jwk>().unwrap_err(), expected)
}

pub fn keys() -> Vec<Row> {
    let ec = public(&p256());
    let pair = whole(&rsa(Algorithm::Rs256));
    let alone = ["p", "q", "dp", "dq", "qi"]
        .iter()
        .fold(pair.clone(), |jwk, name| with(&jwk, name, None));
    let private = |jwk: &Value| PrivateKey::from_jwk(&jwk.to_string()).unwrap_err();
    let as_set = |text: &str| text.parse::<JwkSet>().unwrap_err();
    let open = with(&public(&rsa(Algorithm::Rs256)), "alg", None);
    let many = json!({"keys": vec![ec.clone(); 101]}).to_string();
    let many: JwkSet = many.parse().unwrap();
    let reason: KeyError = many.skipped()[0].reason().clone();
    vec![
        jwk(
            &with(&ec, "x", None),
            "the JSON Web Key's member x is missing",
        ),
        row(
            PublicKey::from_jwk(&open.to_string()).unwrap_err(),
            "the JSON Web Key's member alg is missing, and the key fits several: add it, or read the public key as Jwk and say it with .public_key(..)",
        ),
        row(
            private(&with(&pair, "alg", None)),
            "the JSON Web Key's member alg is missing, and the key fits several: add it, or read the public key as Jwk and say it with .public_key(..)",
        ),
        text(
            &ec.to_string().replacen('{', r#"{"kid":"a","kid":"a","#, 1),
            "the JSON Web Key's member kid is given twice",
        ),
        jwk(
            &with(&ec, "kid", json!(1)),
            "the JSON Web Key's member kid has another JSON type than it should",
        ),
        jwk(
            &with(&ec, "y", json!("AA==")),
            "the JSON Web Key's member y is not unpadded base64url of the right length",
        ),
        jwk(
            &with(&ec, "alg", json!("none")),
            "the JSON Web Key's member alg has a value that is not supported",
        ),
        jwk(
            &with(&ec, "use", json!("enc")),
            "the JSON Web Key's member use is for another use than signatures",
        ),
        jwk(
            &with(&ec, "alg", json!("ES384")),
            "the JSON Web Key's member alg does not fit the key's kind",
        ),
        jwk(
            &with(&ec, "key_ops", json!(["verify", "verify"])),
            "the JSON Web Key's member key_ops has a value twice",
        ),
        jwk(
            &pair,
            "the JSON Web Key's member d is private: give others the public half (.public_key(), to_jwk); PrivateKey::from_jwk and EcdhPrivateKey::from_jwk read a private key",
        ),
        row(
            private(&alone),
            "the JSON Web Key's member d stands alone, without the key's p, q, dp, dq and qi, which are needed",
        ),
        jwk(
            &json!({"kty": "oct"}),
            "the JSON Web Key's member kty is oct, a shared secret: give its k to from_base64 of HmacKey or AesKey",
        ),
        row(
            reason,
            "the JSON Web Key Set's member keys has more than 100 keys: this one and those after it are not read",
        ),
        row(
            as_set(r#"{"keys":[],"keys":[]}"#),
            "the JSON Web Key Set's member keys is given twice",
        ),
        text("", "the text is no JSON Web Key: it is empty"),
        text("[]", "the text is no JSON Web Key, which is a JSON object"),
        text(
            "-----BEGIN PUBLIC KEY-----",
            "the text is no JSON Web Key, but PEM, which new(..) of the key's type reads, such as PublicKey::new",
        ),
        text(
            r#"{"kty":"EC","a":1,"a":1}"#,
            "the text is no JSON Web Key, which is a JSON object that has no member twice",
        ),
        text(
            r#"{"keys":[]}"#,
            "the text is no JSON Web Key, but a set of them: give the one that is meant (JwkSet reads a set of those that verify)",
        ),
        row(
            as_set("https://issuer.example/jwks.json"),
            "the text is no JSON Web Key Set, but an address: RemoteKeys fetches what is there (feature jwks)",
        ),
        row(
            as_set("<html>"),
            "the text is no JSON Web Key Set, and no JSON: was it cut off, or did the server answer with an error page?",
        ),
        row(
            private(&public(&p256())),
            "the file holds a public key, where a private one is needed: PublicKey or EcdhPublicKey reads it",
        ),
    ]
}

pub fn problems() -> Vec<Row> {
    use JwkProblem::{
        Duplicate, Missing, NotBase64Url, NotForAgreement, OtherAlgorithm, OtherKind, OtherUse,
        Private, Repeats, SharedSecret, TooMany, Unsupported, WithoutPrimes, WrongType,
    };
    vec![
        row(Missing, "is missing"),
        row(Duplicate, "is given twice"),
        row(WrongType, "has another JSON type than it should"),
        row(
            NotBase64Url,
            "is not unpadded base64url of the right length",
        ),
        row(Unsupported, "has a value that is not supported"),
        row(OtherUse, "is for another use than signatures"),
        row(
            NotForAgreement,
            "is for another use than encryption by agreement (ECDH-ES)",
        ),
        row(
            OtherAlgorithm,
            "names another algorithm than the one that is asked for",
        ),
        row(OtherKind, "does not fit the key's kind"),
        row(Repeats, "has a value twice"),
        row(
            Private,
            "is private: give others the public half (.public_key(), to_jwk); PrivateKey::from_jwk and EcdhPrivateKey::from_jwk read a private key",
        ),
        row(
            WithoutPrimes,
            "stands alone, without the key's p, q, dp, dq and qi, which are needed",
        ),
        row(
            SharedSecret,
            "is oct, a shared secret: give its k to from_base64 of HmacKey or AesKey",
        ),
        row(
            TooMany,
            "has more than 100 keys: this one and those after it are not read",
        ),
    ]
}

/// Sets, and what an audit finds in each.
pub fn sets() -> Vec<(JwkSet, &'static str)> {
    let one = public(&rsa(Algorithm::Rs256).with_key_id("a"));
    let other = public(&other_rsa(Algorithm::Rs256).with_key_id("a"));
    vec![
        (
            set(&[]),
            "danger (no_usable_key): the set of keys has no key that can be used, so no token is accepted: see JwkSet::skipped, or read the set anew",
        ),
        (
            set(&[whole(&rsa(Algorithm::Rs256))]),
            "danger (private_key_published): keys[0] of the set holds a private or secret key, so whoever reads the set can sign with it: publish JwkSet::of public keys, and replace this one",
        ),
        (
            set(&[one.clone(), other]),
            "notice (duplicate_key_id): different keys of the set have the id \"a\", so a token with it is tried with each of them: its issuer has to give each its own",
        ),
        (
            set(&[one, json!(1), json!({"kty": "AKP"})]),
            "notice (skipped_keys): of the keys of the set, 2 cannot be used (JwkSet::skipped has each); the first: keys[1]: the text is no JSON Web Key, which is a JSON object",
        ),
    ]
}
