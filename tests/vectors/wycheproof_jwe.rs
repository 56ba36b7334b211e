//! Wycheproof, json_web_encryption: the keys that are shared secrets of `AesKey`, and with the feature
//! `public-keys` those that are agreed on. Every other token is refused all the same.

use glassbox::jwe::{self, AesKey, ContentEncryption, DecryptionKeys, KeyManagement};
use serde::Deserialize;
use serde_json::Value;

use super::{Jwk, Tally, base64, hex};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    private: Value,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    comment: String,
    jwe: String,
    pt: Option<String>,
    result: String,
}

/// Cases whose label does not hold here, with the code of the refusal and the reason.
const EXCEPTIONS: [(u32, &str, &str); 7] = [
    (28, "unsupported_algorithm", "A192GCM is not there"),
    (31, "unsupported_algorithm", "A192CBC-HS384 is not there"),
    (53, "unsupported_algorithm", "A192GCM is not there"),
    (56, "unsupported_algorithm", "A192CBC-HS384 is not there"),
    (77, "unsupported_algorithm", "A192GCM is not there"),
    (80, "unsupported_algorithm", "A192CBC-HS384 is not there"),
    (135, "invalid_header", "a compressed content is refused"),
];

/// Cases that never reach a key, and what they are refused for.
const BEFORE_THE_KEY: [(u32, &str); 34] = [
    (3, "malformed"), // bits that must be zero are not
    (4, "malformed"),
    (5, "malformed"),
    (6, "malformed"),
    (7, "malformed"),
    (8, "malformed"),
    (9, "malformed"),
    (12, "malformed"),
    (14, "malformed"),
    (15, "malformed"),
    (17, "malformed"),
    (18, "malformed"),
    (20, "malformed"),
    (21, "malformed"),
    (22, "malformed"),
    (24, "malformed"),
    (25, "malformed"),
    (26, "malformed"),
    (27, "malformed"),
    (37, "malformed"),
    (38, "malformed"),
    (41, "malformed"),
    (43, "malformed"),
    (44, "malformed"),
    (46, "malformed"),
    (47, "malformed"),
    (48, "invalid_header"), // it is no JSON any more
    (49, "malformed"),
    (50, "malformed"),
    (63, "malformed"),
    (64, "malformed"),
    (65, "malformed"),
    (107, "unsupported_algorithm"),
    (109, "unsupported_algorithm"),
];

pub fn run(tally: &mut Tally) {
    let vectors = include_str!("data/wycheproof/json_web_encryption_test.json");
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    let (mut all, mut wrong) = (0, Vec::new());
    let other = AesKey::a256kw([7; 32]).unwrap();
    for group in &vectors.test_groups {
        all += group.tests.len();
        for case in &group.tests {
            let name = format!("tcId {} ({})", case.tc_id, case.comment);
            let key = match group.key(case) {
                Ok(key) => key,
                Err(why) => {
                    assert!(jwe::decrypt(&case.jwe, &other).is_err(), "{name}");
                    tally.skip(why);
                    continue;
                }
            };
            let code = match jwe::decrypt(&case.jwe, &key) {
                Ok(decrypted) => {
                    let expected = case.pt.as_deref().map(hex);
                    assert_eq!(Some(decrypted.into_content()), expected, "{name}");
                    "accepted"
                }
                Err(error) => error.code(),
            };
            if code != case.expected() {
                wrong.push(format!("{name}: {code}"));
            }
            tally.ran += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(all, vectors.number_of_tests);
}

impl Case {
    fn expected(&self) -> &'static str {
        let exception = EXCEPTIONS.iter().find(|(id, ..)| *id == self.tc_id);
        let before = BEFORE_THE_KEY.iter().find(|(id, _)| *id == self.tc_id);
        match (exception, before, &*self.result) {
            (Some((_, code, _)), None, "valid") => code,
            (None, Some((_, code)), "invalid") => code,
            (None, None, "valid") => "accepted",
            (None, None, "invalid") => "decryption_failed",
            _ => panic!("{}: {}", self.tc_id, self.result),
        }
    }

    /// The content encryption that the token names; any if it names none.
    fn encryption(&self) -> ContentEncryption {
        let header = self.jwe.split('.').next().unwrap_or_default();
        let is_text = header
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let header = if is_text { base64(header) } else { Vec::new() };
        let header: Value = serde_json::from_slice(&header).unwrap_or_default();
        let named = header["enc"]
            .as_str()
            .and_then(ContentEncryption::from_name);
        named.unwrap_or(ContentEncryption::A256Gcm)
    }
}

impl Group {
    /// The key, or why there is none. (A key for a content encryption is one for `dir`: RFC 7520 §5.6.)
    fn key(&self, case: &Case) -> Result<Box<dyn DecryptionKeys>, &'static str> {
        const MISSING: &str = "an algorithm that is not there";
        let jwk: Jwk = serde_json::from_value(self.private.clone()).unwrap();
        let name = jwk.alg.as_deref().unwrap_or_default();
        #[cfg(feature = "public-keys")]
        if jwk.kty == "EC" {
            let algorithm = KeyManagement::from_name(name).ok_or(MISSING)?;
            let json = self.private.to_string();
            let key = jwe::EcdhPrivateKey::from_jwk(algorithm, case.encryption(), &json);
            return Ok(Box::new(key.unwrap()));
        }
        if let Some(why) = jwk.is_foreign() {
            return Err(why);
        }
        let secret = base64(jwk.k.as_deref().unwrap());
        let key = match (
            KeyManagement::from_name(name),
            ContentEncryption::from_name(name),
        ) {
            (Some(algorithm), _) => AesKey::new(algorithm, case.encryption(), secret),
            (_, Some(encryption)) => AesKey::direct(encryption, secret),
            _ => return Err(MISSING),
        };
        Ok(Box::new(key.unwrap()))
    }
}
