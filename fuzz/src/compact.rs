use glassbox::jws::{self, Unverified};
use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey, Verifier};
use serde_json::Value;

use super::input::{Input, NOW, at, key};
use super::naive;

/// Any text for a token, and any text with its signature added: read if it has three parts that would be
/// written so again.
pub fn compact(data: &[u8]) {
    let mut input = Input::new(data);
    let is_signed = input.yes();
    let Ok(text) = std::str::from_utf8(input.rest()) else {
        return;
    };
    let key = key(Algorithm::Hs256, 1);
    let mut text = String::from(text);
    if is_signed {
        let signature = key.sign(text.as_bytes()).unwrap();
        text = format!("{text}.{}", naive::encode(signature.as_ref()));
    }
    judge(&text, &key);
}

fn judge(text: &str, key: &HmacKey) {
    let model = Model::read(text);
    let unverified = Unverified::parse(text);
    assert_eq!(unverified.is_ok(), model.is_some(), "{unverified:?}");
    let payload = unverified.map(|unverified| unverified.dangerous_claims::<Value>());

    let verified = jws::verify(text, key);
    let is_right = model.as_ref().is_some_and(|model| model.holds(text, key));
    assert_eq!(
        verified.as_ref().ok(),
        model
            .as_ref()
            .filter(|_| is_right)
            .map(|model| &model.payload)
    );
    let verifier = Verifier::new(key.clone())
        .any_typ()
        .any_audience()
        .allow_missing_exp();
    let Ok(token) = verifier.at(at(NOW)).verify::<Value>(text) else {
        return;
    };
    assert!(is_right);
    assert_eq!(Ok(Ok(token.into_claims())), payload);
}

/// A token, taken apart at every dot.
struct Model {
    alg: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl Model {
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let bytes = parts
            .iter()
            .map(|part| naive::decode(part))
            .collect::<Option<Vec<_>>>()?;
        let again: Vec<String> = bytes.iter().map(|bytes| naive::encode(bytes)).collect();
        assert_eq!(again.join("."), text);
        let [header, payload, signature] = <[Vec<u8>; 3]>::try_from(bytes).ok()?;
        let alg = naive::text(naive::header(&header)?.get("alg")?)?;
        // The longest signature that any algorithm makes, and the longest header.
        (signature.len() <= 1024 && header.len() <= 8192).then_some(Self {
            alg,
            payload,
            signature,
        })
    }

    fn holds(&self, text: &str, key: &HmacKey) -> bool {
        let (input, _) = text.rsplit_once('.').unwrap();
        self.alg == "HS256" && key.sign(input.as_bytes()).unwrap().as_ref() == self.signature
    }
}
