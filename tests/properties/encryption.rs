//! Encrypted tokens: what is within comes out, nothing of the text may change, and the verdict on a nested
//! token is that on the signed one within.

use std::collections::BTreeSet;

use glassbox::jwe::{self, AesKey, DecryptionRing, Encrypted, KeyManagement, RecipientInfo};
use glassbox::{Signer, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::one_character::{change, changed};
use super::policy::{cases, verifier as verifier_of};
use super::{json, kept_in, members, text};
use crate::explained::explained;
use crate::jwe::{NESTED, direct, forge, pairs};
use crate::support::{NOW, at, forge as forge_signed, key, token};

fn steel() -> impl Strategy<Value = AesKey> {
    let key = select(pairs().collect::<Vec<_>>())
        .prop_map(|(algorithm, encryption)| AesKey::generate(algorithm, encryption).unwrap());
    (key, prop::option::of(text())).prop_map(|(key, id)| match id {
        Some(id) => key.with_key_id(id),
        None => key,
    })
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![3 => vec(any::<u8>(), 0..100), 1 => vec(any::<u8>(), 1000..5000)]
}

/// The code of every verb that judges, which is one.
fn code(verifier: &Verifier, now: i64, text: &str) -> &'static str {
    let mut buffer = Vec::new();
    let borrowed = verifier.at(at(now)).verify_in::<Value>(text, &mut buffer);
    let borrowed = borrowed.map_or_else(|error| error.code(), |_| "accepted");
    let code = explained(verifier, at(now), text);
    assert_eq!(borrowed, code);
    code
}

/// `cty` and `kid` may be missing.
fn header_members() -> impl Strategy<Value = (Vec<(&'static str, &'static str)>, bool)> {
    let kid = prop_oneof![2 => Just(None), 2 => Just(Some("a")), 1 => Just(Some("b"))];
    (kid, prop::bool::weighted(0.8), any::<bool>()).prop_map(|(kid, is_nested, is_ring)| {
        let mut members = vec![("alg", "dir"), ("enc", "A256GCM")];
        members.extend(is_nested.then_some(("cty", "JWT")));
        members.extend(kid.map(|kid| ("kid", kid)));
        (members, is_ring)
    })
}

fn within() -> impl Strategy<Value = String> {
    let good = || token(&format!(r#"{{"exp":{}}}"#, NOW + 9));
    prop_oneof![
        4 => Just(good()),
        1 => Just(token(r#"{"exp":1}"#)),
        1 => Just(token("[]")),
        1 => Just(forge_signed(r#"{"alg":"none"}"#, "{}", &key())),
        1 => Just(String::from("{}")),
        2 => change().prop_map(move |change| changed(&good(), &change)),
    ]
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/encryption.txt"))]

    #[test]
    fn what_is_encrypted_is_decrypted(content in content(), key in steel()) {
        let text = jwe::encrypt(&content, &key).unwrap();
        let decrypted = jwe::decrypt(&text, &key).unwrap();
        prop_assert_eq!(decrypted.content(), &content);
        prop_assert_eq!(decrypted.encryption().key_id(), key.key_id());
        let encrypted = Encrypted::parse(&text).unwrap();
        prop_assert_eq!(encrypted.key_id(), key.key_id());
    }

    /// Content key, IV, content and tag.
    #[test]
    fn two_texts_of_one_content_share_their_header_alone(content in content(), key in steel()) {
        let texts = [(); 3].map(|()| jwe::encrypt(&content, &key).unwrap());
        let parts = |index| texts.iter().map(move |text| text.split('.').nth(index).unwrap());
        prop_assert_eq!(parts(0).collect::<BTreeSet<_>>().len(), 1);
        for index in 1..5 {
            let is_empty = match index {
                1 => key.algorithm() == KeyManagement::Dir,
                3 => parts(3).all(str::is_empty) && content.is_empty(),
                _ => false,
            };
            // A few bytes may be the same by chance.
            let is_short = index == 3 && parts(3).any(|part| part.len() < 16);
            let different = parts(index).collect::<BTreeSet<_>>().len();
            prop_assert!(different == if is_empty { 1 } else { 3 } || is_short, "{index}");
        }
    }

    #[test]
    fn no_encrypted_token_survives_a_change(
        claims in members(text().prop_map(|name| format!("x{name}")), json()),
        steel in steel(),
        changes in vec(change(), 16),
    ) {
        let signer = Signer::new(key()).validity("1m").encrypt_to(steel.clone());
        let verifier = Verifier::new(key()).decrypt_with(steel).or_unencrypted();
        let text = signer.at(at(NOW)).sign(&claims).unwrap();
        let is_accepted = |text: &str| verifier.at(at(NOW)).verify::<Value>(text).is_ok();
        prop_assert!(is_accepted(&text));
        for change in changes {
            let other = changed(&text, &change);
            prop_assert_eq!(is_accepted(&other), other == text, "{:?}: {}", change, other);
        }
    }

    /// A header that the key itself would write is not parsed, and one in other words is: one verdict.
    #[test]
    fn the_order_of_a_header_means_nothing(
        ((members, is_ring), order) in header_members().prop_flat_map(|made| {
            let order = Just((0..made.0.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(made), order)
        }),
        spaces in vec(select(vec!["", " ", "\n", "\t "]), 12),
        within in within(),
    ) {
        let key_of = || direct().with_key_id("a");
        let verifier = match is_ring {
            true => Verifier::new(key()).decrypt_with(DecryptionRing::new(key_of())),
            false => Verifier::new(key()).decrypt_with(key_of()),
        };
        let usual: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
        let usual = format!("{{{}}}", usual.join(","));
        let mut space = spaces.iter().cycle();
        let mut other = String::from("{");
        for (place, index) in order.iter().enumerate() {
            let (name, value) = members[*index];
            let comma = if place == 0 { "" } else { "," };
            let [a, b, c] = [(); 3].map(|()| space.next().unwrap());
            other += &format!("{comma}{a}\"{name}\"{b}:\"{value}\"{c}");
        }
        other += "}";
        let [usual, other] = [usual, other].map(|header| code(&verifier, NOW, &forge(&header, &within)));
        prop_assert_eq!(usual, other);
    }

    /// By every verb; and of a text that is no token, that it is none.
    #[test]
    fn a_nested_token_is_judged_as_the_one_within(
        (policy, claims, now) in cases(),
        steel in steel(),
        change in prop::option::weighted(0.3, change()),
    ) {
        let plain = token(&Value::from(claims).to_string());
        let plain = change.map_or(plain.clone(), |change| changed(&plain, &change));
        let verifier = verifier_of(&policy);
        let expected = match code(&verifier, now, &plain) {
            "malformed" | "encrypted_token" => "not_nested",
            code => code,
        };
        // The crate itself says `cty` of signed tokens alone.
        let bare = jwe::encrypt(plain.as_bytes(), &steel).unwrap();
        let lax = verifier.clone().decrypt_with(steel).allow_missing_cty();
        prop_assert_eq!(code(&lax, now, &bare), expected);
        let nested = forge(NESTED, &plain);
        let strict = verifier.decrypt_with(direct());
        prop_assert_eq!(code(&strict, now, &nested), expected);
        prop_assert_eq!(code(&strict.or_unencrypted(), now, &nested), expected);
    }
}
