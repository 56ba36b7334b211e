use glassbox::jwe::{self, AesKey, ContentEncryption, Encrypted};
use glassbox::key::One;
use glassbox::{Algorithm, Verifier};
use serde_json::{Value, json};

use super::header::judge;
use super::input::{Input, key};
use super::{naive, naive_jwe};

const SECRET: [u8; 32] = [7; 32];

/// Any bytes for the header of an encrypted token, with which it is rightly encrypted: accepted if a strict
/// reading with `serde_json` finds nothing wrong with it, and it names the key's algorithms; as a token only
/// if it says that one is within, and repeats no other claims than those of that one.
pub fn encrypted_header(data: &[u8]) {
    let mut input = Input::new(data);
    let mut encryption_key = AesKey::direct(ContentEncryption::A256Gcm, SECRET).unwrap();
    if input.yes() {
        encryption_key = encryption_key.with_key_id("a");
    }
    let json = input.rest();
    let model = naive::encrypted_header(json);
    let signing_key = key(Algorithm::Hs256, 1);
    let claims = json!({"iss": "i", "sub": "s", "aud": ["a", "b"]});
    let header = naive::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = naive::encode(claims.to_string().as_bytes());
    let signed = naive::signed(&header, &payload, &signing_key);
    let text = encrypted(&naive::encode(json), signed.as_bytes());

    let value = |name: &str| {
        let json = model.as_ref()?.get(name)?;
        serde_json::from_str::<Value>(json.get()).ok()
    };
    let is_text = |name: &str, expected: &str| value(name).is_some_and(|it| it == expected);
    let fits = is_text("enc", "A128GCM") || is_text("enc", "A256GCM");
    let has_no_key = is_text("alg", "dir") || is_text("alg", "ECDH-ES");
    let parsed = Encrypted::parse(&text);
    assert_eq!(
        parsed.is_ok(),
        model.is_some() && fits && has_no_key,
        "{parsed:?}"
    );
    if let (Ok(parsed), Some(model)) = (&parsed, &model) {
        judge(parsed.header(), model);
    }

    let is_good = is_text("alg", "dir") && is_text("enc", "A256GCM");
    let opened = jwe::decrypt(&text, &encryption_key);
    assert_eq!(opened.is_ok(), is_good, "{opened:?}");
    // A header that the key would write itself is not parsed; by this key each is.
    let parsed = jwe::decrypt(&text, &One(encryption_key.clone()));
    assert_eq!(
        parsed.map(jwe::Decrypted::into_content),
        opened.map(jwe::Decrypted::into_content)
    );

    let says_so = value("cty").and_then(|cty| cty.as_str().map(str::to_ascii_lowercase));
    let says_so = says_so.is_some_and(|cty| ["jwt", "application/jwt"].contains(&&*cty));
    let is_repeated = |name| {
        let there = model
            .as_ref()
            .is_some_and(|model| model.get(name).is_some());
        !there || value(name) == claims.get(name).cloned()
    };
    let is_good = is_good && says_so && ["iss", "sub", "aud"].into_iter().all(is_repeated);
    let verifier = Verifier::new(signing_key)
        .allow_missing_exp()
        .any_audience();
    for verifier in [
        verifier.clone().decrypt_with(encryption_key.clone()),
        verifier.decrypt_with(One(encryption_key)),
    ] {
        let verified = verifier.verify::<Value>(&text);
        assert_eq!(verified.is_ok(), is_good, "{verified:?}");
        if let Ok(token) = verified {
            assert_eq!(token.into_claims(), claims);
        }
    }
}

/// A token of this header as it stands, rightly encrypted.
fn encrypted(header: &str, content: &[u8]) -> String {
    let iv = [9; 12];
    let [content, tag] = naive_jwe::seal(ContentEncryption::A256Gcm, &SECRET, &iv, header, content);
    let [iv, content, tag] = [&iv, &*content, &*tag].map(naive::encode);
    format!("{header}..{iv}.{content}.{tag}")
}
