use glassbox::Verifier;
use glassbox::jws::{self, Header, Unverified};
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
    let text = |name: &str| {
        let json = model.as_ref().and_then(|members| members.get(name));
        json.and_then(|json| naive::text(json))
    };
    let is_good = text("alg").as_deref() == Some(key.algorithm().name());
    assert_eq!(jws::verify(&token, &key).is_ok(), is_good);
    // The key's id decides nothing where there is a single key.
    let verifier = Verifier::new(key).allow_missing_exp();
    let verified = verifier.at(at(NOW)).verify::<Value>(&token);
    let is_jwt = |typ: String| ["jwt", "application/jwt"].contains(&&*typ.to_ascii_lowercase());
    let is_typ = text("typ").is_none_or(is_jwt);
    assert_eq!(verified.is_ok(), is_good && is_typ, "{verified:?}");

    let (Ok(unverified), Some(model)) = (unverified, &model) else {
        return;
    };
    let header = unverified.header();
    if let Ok(token) = &verified {
        assert_eq!(token.header(), header);
    }
    judge(header, model);
}

/// Every member is as it stands in the JSON.
pub(super) fn judge(header: &Header, model: &naive::Header) {
    let text = |name: &str| model.get(name).and_then(|json| naive::text(json));
    assert_eq!(Some(header.alg()), text("alg").as_deref());
    let key_id = header.key_id().map(|id| id.as_str());
    assert_eq!(key_id, text("kid").as_deref());
    assert_eq!(header.typ(), text("typ").as_deref());
    assert_eq!(header.cty(), text("cty").as_deref());
    for (name, json) in &model.0 {
        let has_its_own = matches!(&**name, "alg" | "kid" | "typ" | "cty");
        let value: Option<Value> = serde_json::from_str(json.get()).ok();
        // Fuzzing has raw values on: what is hidden in a name of serde_json's own is not shown.
        let is_hidden = json.get().contains("private::") || json.get().contains("\\u");
        let member = header.member(name);
        let is_right = member == value.filter(|_| !has_its_own);
        assert!(is_right || is_hidden && member.is_none(), "{name}");
    }
}
