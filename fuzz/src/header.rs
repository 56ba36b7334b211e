use glassbox::Verifier;
use glassbox::jws::{self, Unverified};
use glassbox::key::KeyInfo;
use serde_json::Value;

use super::input::{Input, NOW, at, key};
use super::naive;

/// Any bytes for a header, rightly signed: accepted if a strict reading with `serde_json` finds nothing
/// wrong with it, and then every member is as it stands there.
pub fn header(data: &[u8]) {
    let mut input = Input::new(data);
    let mut key = key(input.algorithm(), 1);
    if input.yes() {
        key = key.with_key_id("a");
    }
    let json = input.rest();
    let model = naive::header(json);
    let token = naive::signed(&naive::encode(json), "e30", &key);

    let unverified = Unverified::parse(&token);
    assert_eq!(unverified.is_ok(), model.is_some(), "{unverified:?}");
    let alg = |members: &naive::Members| members.get("alg") == Some(&key.algorithm().name().into());
    let is_good = model.as_ref().is_some_and(alg);
    assert_eq!(jws::verify(&token, &key).is_ok(), is_good);
    // The key's id decides nothing where there is a single key.
    let verifier = Verifier::new(key).allow_missing_exp();
    let verified = verifier.at(at(NOW)).verify::<Value>(&token);
    let typ = |members: &naive::Members| match members.get("typ").and_then(Value::as_str) {
        None => true,
        Some(typ) => ["JWT", "JWt", "JwT", "Jwt", "jWT", "jWt", "jwT", "jwt"].contains(&typ),
    };
    assert_eq!(
        verified.is_ok(),
        is_good && model.as_ref().is_some_and(typ),
        "{verified:?}"
    );

    let (Ok(unverified), Some(model)) = (unverified, model) else {
        return;
    };
    let header = unverified.header();
    if let Ok(token) = &verified {
        assert_eq!(token.header(), header);
    }
    let text = |name: &str| model.get(name).and_then(Value::as_str);
    assert_eq!(Some(header.alg()), text("alg"));
    assert_eq!(header.key_id().map(|id| id.as_str()), text("kid"));
    assert_eq!(header.typ(), text("typ"));
    assert_eq!(header.cty(), text("cty"));
    for (name, value) in &model.0 {
        let has_its_own = matches!(&**name, "alg" | "kid" | "typ" | "cty");
        assert_eq!(
            header.member(name),
            (!has_its_own).then_some(value),
            "{name}"
        );
    }
}
