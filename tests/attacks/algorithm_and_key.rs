//! A: the algorithm that a header names, and the key that it would like.

mod keys;
#[cfg(feature = "public-keys")]
mod pairs;
#[cfg(feature = "public-keys")]
mod sets;
mod sources;

use glassbox::key::{
    KeyId, KeyInfo, KeySource, Lookup, One, SigningKey, Unavailable, VerifyingKey,
};
use glassbox::{Algorithm, HmacKey, Verifier, jws};

use super::{AnySecret, HEADER, SECRET, headers, key, said, token, verdicts, verifier};
use crate::support::{base64url, forge, forge_parts};

/// A source without keys: the setting is missing.
struct NoKeys;

impl KeySource for NoKeys {
    fn candidates(
        &self,
        _: &Lookup<'_>,
        _: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(false)
    }
}

/// A public key, of which anyone may know all that is in it. What gets as far as its signature has
/// passed the algorithm, so it says yes.
struct PublicKey(Algorithm);

impl KeyInfo for PublicKey {
    fn algorithm(&self) -> Algorithm {
        self.0
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl VerifyingKey for PublicKey {
    fn verify(&self, _: &[u8], _: &[u8]) -> bool {
        true
    }
}

/// The public key of RFC 7515 §A.3.1, in what it is written in.
const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
pub(super) const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
pub(super) const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END PUBLIC KEY-----\n";

/// The bytes within the armour.
pub(super) fn der() -> Vec<u8> {
    use base64::Engine;
    let text: String = PEM.lines().filter(|line| !line.contains('-')).collect();
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

/// The spellings under which an attacker may take the public key for a secret.
fn spellings_of_a_public_key() -> Vec<Vec<u8>> {
    let number = der().split_off(der().len() - 64); // the bytes of x and y; of RSA it would be n
    vec![
        PEM.into(),
        PEM.trim_end().into(),
        der(),
        JWK.into(),
        number,
        X.into(),
    ]
}

/// A header with this JSON for an algorithm.
fn alg(json: &str) -> String {
    format!(r#"{{"typ":"JWT","alg":{json}}}"#)
}

#[test]
fn a1_alg_none() {
    let good = token("{}");
    let old_signature = good.rsplit_once('.').unwrap().1;
    let none = base64url(br#"{"alg":"none"}"#);
    let payload = base64url(b"{}");
    let tokens = [
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{old_signature}"),
        forge_parts(&none, &payload, &key()),
        forge_parts(&none, &payload, &AnySecret(b"")),
    ];
    for text in &tokens {
        // Without a key, with the key of another kind, and where no claim is judged.
        for verifier in [
            verifier(),
            Verifier::new(NoKeys).allow_missing_exp(),
            Verifier::new(One(PublicKey(Algorithm::Es256))).allow_missing_exp(),
        ] {
            assert_eq!(said(&verifier, text), "alg_mismatch", "{text}");
        }
        let error = jws::verify(text, &key()).unwrap_err();
        assert_eq!(error.code(), "unsupported_algorithm");
    }
    // Without the second dot it is not even a token.
    assert_eq!(said(&verifier(), &format!("{none}.{payload}")), "malformed");
    assert_eq!(said(&verifier(), &good), "accept");
}

#[test]
fn a2_none_in_disguise() {
    for name in [
        "None",
        "NONE",
        "nOnE",
        "none ",
        " none",
        "none\\u0000",
        "\\u006eone",
        "ｎｏｎｅ",
        "n\u{43e}ne",
        "",
        "hs256",
        "HS256 ",
    ] {
        let header = alg(&format!("\"{name}\""));
        let signed = forge(&header, "{}", &key());
        let bare = &signed[..=signed.rfind('.').unwrap()];
        verdicts(
            &verifier(),
            [(bare, "alg_mismatch"), (&signed, "alg_mismatch")],
        );
    }
    // No name at all.
    headers(&verifier(), [(alg("null"), "bad_header")]);
    // An escape is another spelling of the same name, for the good as for the bad.
    headers(&verifier(), [(alg(r#""\u0048S256""#), "accept")]);
}

#[test]
fn a3_alg_of_a_wrong_type() {
    for json in ["1", "true", "null", r#"["HS256"]"#, "{}", r#"{"HS256":1}"#] {
        headers(&verifier(), [(alg(json), "bad_header")]);
    }
    headers(
        &verifier(),
        [
            ("{}", "bad_header"),
            (r#"{"typ":"JWT"}"#, "bad_header"),
            (r#"{"ALG":"HS256"}"#, "bad_header"),
            (r#"{"alg":"HS256"}"#, "accept"),
        ],
    );
}

#[test]
fn a4_public_key_taken_for_a_secret() {
    for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
        let verifier = Verifier::new(One(PublicKey(algorithm))).allow_missing_exp();
        for public in spellings_of_a_public_key() {
            let text = forge(HEADER, "{}", &AnySecret(&public));
            assert_eq!(said(&verifier, &text), "alg_mismatch");
        }
        // Under its own name it gets to the key.
        let text = forge(&alg(&format!("\"{algorithm}\"")), "{}", &AnySecret(b"any"));
        assert_eq!(said(&verifier, &text), "accept");
    }
}

#[test]
fn a6_hash_downgrade_inside_the_family() {
    let hs512 = HmacKey::hs512(SECRET).unwrap();
    let verifier_512 = Verifier::new(hs512.clone()).allow_missing_exp();
    let hs512_header = r#"{"alg":"HS512","typ":"JWT"}"#;
    let text = forge(hs512_header, "{}", &hs512);
    verdicts(&verifier(), [(&text, "alg_mismatch")]);
    verdicts(&verifier_512, [(&text, "accept")]);
    verdicts(&verifier_512, [(token("{}"), "alg_mismatch")]);
    // The name of the one, with the MAC of the other: whole, cut, and cut where the hash is longer.
    let input = format!("{}.{}", base64url(HEADER.as_bytes()), base64url(b"{}"));
    let mac = hs512.sign(input.as_bytes()).unwrap();
    for len in [32, 64] {
        let cut = base64url(&mac.as_ref()[..len]);
        verdicts(&verifier(), [(format!("{input}.{cut}"), "bad_signature")]);
    }
    verdicts(
        &verifier_512,
        [(forge(hs512_header, "{}", &key()), "bad_signature")],
    );
}
