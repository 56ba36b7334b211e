use glassbox::jwe::{
    self, AesKey, ContentEncryption, DecryptionKeys, DecryptionRing, Encrypted, KeyManagement,
};
use glassbox::key::One;
use glassbox::{Algorithm, Verifier};
use serde_json::Value;

use super::input::{NOW, at, key};
use super::naive;

const KEYS: [(KeyManagement, ContentEncryption); 8] = [
    (KeyManagement::Dir, ContentEncryption::A128Gcm),
    (KeyManagement::Dir, ContentEncryption::A256Gcm),
    (KeyManagement::Dir, ContentEncryption::A128CbcHs256),
    (KeyManagement::Dir, ContentEncryption::A256CbcHs512),
    (KeyManagement::A128Kw, ContentEncryption::A128Gcm),
    (KeyManagement::A128Kw, ContentEncryption::A128CbcHs256),
    (KeyManagement::A256Kw, ContentEncryption::A256Gcm),
    (KeyManagement::A256Kw, ContentEncryption::A256CbcHs512),
];

/// Tokens of these keys; nobody can make others. Each was made by the crate.
const GENUINE: [&str; 10] = [
    include_str!("../seeds/encrypted/dir_a128gcm"),
    include_str!("../seeds/encrypted/dir_a256gcm"),
    include_str!("../seeds/encrypted/dir_a128cbc"),
    include_str!("../seeds/encrypted/dir_a256cbc"),
    include_str!("../seeds/encrypted/a128kw_a128gcm"),
    include_str!("../seeds/encrypted/a128kw_a128cbc"),
    include_str!("../seeds/encrypted/a256kw_a256gcm"),
    include_str!("../seeds/encrypted/a256kw_a256cbc"),
    include_str!("../seeds/encrypted/nested"),
    include_str!("../seeds/encrypted/nested_otherwise"),
];

/// Any text for an encrypted token, and every key: read if it has five parts that would be written so
/// again, opened if it is one of those that were made with the key.
pub fn encrypted(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let model = Model::read(text);
    let parsed = Encrypted::parse(text);
    assert_eq!(parsed.is_ok(), model.is_some(), "{parsed:?}");

    let mut ring = None;
    for (index, names) in KEYS.into_iter().enumerate() {
        let key = secret(names, index as u8);
        let opened = outcome(text, &key);
        // By this key a header is parsed that the key would write itself.
        assert_eq!(outcome(text, &One(key.clone())), opened);
        match &model {
            None => assert!(!["accepted", "decryption_failed"].contains(&&*opened.0)),
            Some(model) if model.names != names => assert_eq!(opened.0, "algorithm_mismatch"),
            Some(_) if GENUINE.contains(&text) => assert_eq!(opened.0, "accepted"),
            Some(_) => assert_eq!(opened.0, "decryption_failed"),
        }
        ring = match ring {
            None => Some(DecryptionRing::new(key)),
            Some(ring) => Some(ring.accept(key).unwrap()),
        };
    }

    let ring = ring.unwrap();
    let is_genuine = GENUINE.contains(&text);
    assert_eq!(outcome(text, &ring).0 == "accepted", is_genuine);
    let verifier = Verifier::new(key(Algorithm::Hs256, 1)).allow_missing_exp();
    let verified = verifier
        .decrypt_with(ring)
        .at(at(NOW))
        .verify::<Value>(text);
    assert_eq!(
        verified.is_ok(),
        GENUINE[8..].contains(&text),
        "{verified:?}"
    );
}

fn secret((algorithm, encryption): (KeyManagement, ContentEncryption), byte: u8) -> AesKey {
    let len = match algorithm {
        KeyManagement::A128Kw => 16,
        KeyManagement::A256Kw => 32,
        _ => encryption.key_len(),
    };
    let mut secret = vec![byte + 1; len];
    if let (KeyManagement::Dir, ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512) =
        (algorithm, encryption)
    {
        secret[len / 2..].fill(byte + 101); // the halves are two keys
    }
    AesKey::new(algorithm, encryption, secret).unwrap()
}

/// The code of the verdict, and the content.
fn outcome(text: &str, keys: &impl DecryptionKeys) -> (String, Vec<u8>) {
    match jwe::decrypt(text, keys) {
        Ok(opened) => ("accepted".into(), opened.into_content()),
        Err(error) => (error.code().into(), vec![]),
    }
}

/// A token, taken apart at every dot.
struct Model {
    names: (KeyManagement, ContentEncryption),
}

impl Model {
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let bytes = parts
            .iter()
            .map(|part| naive::decode(part))
            .collect::<Option<Vec<_>>>()?;
        let [header, key, iv, _, tag] = <[Vec<u8>; 5]>::try_from(bytes).ok()?;
        let members = naive::encrypted_header(&header)?;
        let name = |name| members.get(name).and_then(|json| naive::text(json));
        let algorithm = KeyManagement::from_name(&name("alg")?)?;
        let encryption = ContentEncryption::from_name(&name("enc")?)?;
        let lens = [&key, &iv, &tag].map(Vec::len);
        let fits = naive::lengths_fit(algorithm, encryption, lens) && header.len() <= 8192;
        let names = (algorithm, encryption);
        fits.then_some(Self { names })
    }
}
