//! Nothing that is shown holds a secret, in whatever spelling: not the `Debug` of what holds a key,
//! not the text of an error. Errors of tokens are in `redaction/errors.rs`.

#[cfg(feature = "jwe")]
pub mod encryption;
pub mod errors;
pub mod variants;

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use glassbox::jws::Unverified;
use glassbox::key::{KeySource, Lookup, One, SigningKey, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyRing, Signer, Verifier};
use serde_json::{Value, json};

use crate::support::{at, base64url};

/// Bytes that stand nowhere by chance.
pub const SECRET: &[u8; 64] =
    b"\xd1Zq8-xW!vK2#pL9&mN4^tR7*yB1\xffhG5@cF3~jD6+sQ0=uE/wX?aO;iT:kM<bV>rP";

/// How many bytes of a secret are a leak.
const TELLING: usize = 4;

/// The secret's parts in every spelling: as they are, decimal, hex, base64 of both alphabets.
fn spellings(secret: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for part in secret.windows(TELLING) {
        found.extend(std::str::from_utf8(part).ok().map(String::from));
        found.push(part.escape_ascii().to_string());
        let decimal: Vec<_> = part.iter().map(u8::to_string).collect();
        found.push(decimal.join(","));
        let mut hex = String::new();
        part.iter()
            .for_each(|byte| write!(hex, "{byte:02x}").unwrap());
        found.extend([hex.to_uppercase(), hex]);
    }
    for shift in 0..3 {
        // Whole groups alone, so that each is spelled the same wherever it stands.
        let whole = (secret.len() - shift) / 3 * 3;
        let text = base64url(&secret[shift..shift + whole]);
        for part in text.as_bytes().windows(8) {
            let part = std::str::from_utf8(part).unwrap();
            found.push(part.to_string());
            found.push(part.replace('-', "+").replace('_', "/"));
        }
    }
    found
}

/// The first spelling of a part of the secret that stands in a text, spaces and line ends aside.
pub fn leak(text: &str, secret: &[u8]) -> Option<String> {
    let bare: String = text.split_whitespace().collect();
    let spaceless = |spelling: &String| spelling.split_whitespace().collect::<String>();
    let mut all = spellings(secret).into_iter();
    all.find(|spelling| spelling.len() >= TELLING && bare.contains(&spaceless(spelling)))
}

fn shown(value: &(impl Debug + ?Sized)) -> String {
    format!("{value:?} {value:#?}")
}

#[track_caller]
fn hides(name: &str, value: &(impl Debug + ?Sized), secret: &[u8]) {
    let text = shown(value);
    assert_eq!(leak(&text, secret), None, "{name}: {text}");
}

#[test]
fn the_search_finds_every_spelling() {
    let hex: String = SECRET[9..15]
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    for text in [
        format!("a {} b", SECRET[1..9].escape_ascii()),
        format!("{:?}", &SECRET[3..20]),
        format!("{:#?}", &SECRET[3..20]),
        format!("{:?}", std::str::from_utf8(&SECRET[1..20]).unwrap()),
        hex.to_lowercase(),
        hex,
        base64url(SECRET),
        base64url(&SECRET[1..]),
        base64url(&SECRET[2..40])
            .replace('-', "+")
            .replace('_', "/"),
    ] {
        assert!(leak(&text, SECRET).is_some(), "{text}");
    }
    assert_eq!(
        leak("HmacKey { algorithm: Hs256, key_id: None, .. }", SECRET),
        None
    );
}

#[test]
fn what_holds_a_key_does_not_show_it() {
    let keys = [
        HmacKey::hs256(SECRET).unwrap(),
        HmacKey::hs384(SECRET).unwrap(),
        HmacKey::hs512(SECRET).unwrap().with_key_id("2026-11"),
        HmacKey::with_short_secret(Algorithm::Hs512, &SECRET[..20]).unwrap(),
        HmacKey::from_base64(Algorithm::Hs256, &base64url(SECRET)).unwrap(),
    ];
    for key in keys {
        assert!(shown(&key).contains(&format!("{:?}", glassbox::key::KeyInfo::algorithm(&key))));
        hides("key", &key, SECRET);
        let ring = KeyRing::new(key.clone()).accept_until(key.clone().with_key_id("b"), at(1));
        hides("ring", &ring, SECRET);
        let keys = format!("{ring:?}");
        assert!(keys.contains("KeyRing") && keys.contains("\"b\""), "{keys}");
        hides("one", &One(key.clone()), SECRET);
        hides("one", &One(Arc::new(key.clone())), SECRET);
        let signer = Signer::new(key.clone())
            .issuer("i")
            .audience("a")
            .header_member("x", 1);
        hides("signer", &signer, SECRET);
        hides("signer at", &signer.at(at(1)), SECRET);
        hides("signer of a ring", &Signer::new(ring.unwrap()), SECRET);
        let verifier = Verifier::new(key.clone()).issuer("i").check("x", |_| true);
        hides("verifier", &verifier, SECRET);
        let shown = format!(
            "{signer:?} {:?}",
            verifier.clone().expect("y", 7).require("z")
        );
        for test in [
            "Passes(..)",
            "Equals(Number(7))",
            "IsThere",
            "Signer",
            "subject",
        ] {
            assert!(shown.contains(test), "{shown}");
        }
        hides("verifier at", &verifier.at(at(1)), SECRET);

        let claims = json!({"exp": 9, "sub": "42"});
        let unsigned = signer.clone().at(at(1)).prepare(&claims).unwrap();
        let signature = key.sign(unsigned.signing_input()).unwrap();
        hides("unsigned", &unsigned, SECRET);
        // With the text beside it in a log, the signature would make a token.
        hides("signature", &signature, signature.as_ref());
        hides("signature", &signature, SECRET);
        let text = unsigned.attach(signature.as_ref()).unwrap();
        let unverified = Unverified::parse(&text).unwrap();
        hides("unverified", &unverified, signature.as_ref());
        let (_, characters) = text.rsplit_once('.').unwrap();
        hides("unverified", &unverified, characters.as_bytes());
        let verifier = verifier.any_audience();
        let error = verifier.at(at(1)).verify::<Value>(&text).unwrap_err();
        hides("missing x", &error, signature.as_ref());
        let token = Verifier::new(key.clone())
            .any_audience()
            .at(at(1))
            .verify::<Value>(&text);
        hides("token", &token.unwrap(), signature.as_ref());
    }
}

#[test]
fn what_a_source_is_told_holds_no_secret_and_no_token() {
    struct Curious(HmacKey, Arc<Mutex<String>>);
    impl KeySource for Curious {
        fn candidates(
            &self,
            wanted: &Lookup<'_>,
            visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
        ) -> Result<bool, Unavailable> {
            *self.1.lock().unwrap() = shown(wanted);
            Ok(visit(&self.0))
        }
    }
    let key = HmacKey::hs256(SECRET).unwrap().with_key_id("2026-11");
    let seen = Arc::new(Mutex::new(String::new()));
    let verifier = Verifier::new(Curious(key.clone(), Arc::clone(&seen)));
    let text = Signer::new(key)
        .sign(&json!({"exp": 4_102_444_800_i64}))
        .unwrap();
    verifier.verify::<Value>(&text).unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.contains("Hs256") && seen.contains("2026-11"), "{seen}");
    assert_eq!(leak(&seen, SECRET), None);
    assert_eq!(errors::part_of(&seen, &text), None);
}

#[test]
fn a_secret_that_is_refused_is_not_shown() {
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}", base64url(SECRET));
    let jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, base64url(SECRET));
    let broken = format!("{}!", base64url(SECRET));
    let mixed = format!("{}+-", base64url(SECRET));
    for (error, variant) in [
        (HmacKey::hs256(&SECRET[..31]), "TooShort"),
        (HmacKey::hs512(&SECRET[..63]), "TooShort"),
        (
            HmacKey::from_base64(Algorithm::Hs512, &base64url(&SECRET[1..])),
            "TooShort",
        ),
        (HmacKey::new(Algorithm::Es256, SECRET), "NotHmac"),
        (HmacKey::hs256(&pem), "NotASecret"),
        (HmacKey::hs256(&jwk), "NotASecret"),
        (HmacKey::from_base64(Algorithm::Hs256, &pem), "NotASecret"),
        (HmacKey::from_base64(Algorithm::Hs256, &broken), "NotBase64"),
        (HmacKey::from_base64(Algorithm::Hs256, &mixed), "NotBase64"),
    ] {
        let error = error.unwrap_err();
        assert!(shown(&error).starts_with(variant), "{error:?}");
        hides(variant, &error, SECRET);
        assert_eq!(leak(&error.to_string(), SECRET), None, "{error}");
    }
}
