//! Sets of keys: finding the key of a token adds nothing to verifying with it.

use glassbox::jwk::JwkSet;
use glassbox::{Algorithm, PrivateKey, Signer, Verifier};

use crate::{User, count, user};

#[test]
fn finding_a_key_takes_none() {
    let keys: Vec<PrivateKey> = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Es384]
        .into_iter()
        .cycle()
        .take(30)
        .enumerate()
        .map(|(index, algorithm)| {
            let key = PrivateKey::generate(algorithm).unwrap();
            key.with_key_id(format!("key-{index}"))
        })
        .collect();
    let publics: Vec<_> = keys.iter().map(PrivateKey::public_key).collect();
    let set = JwkSet::of(&publics);
    for key in [&keys[0], &keys[28], &keys[29]] {
        let text = Signer::new(key.clone()).sign(&user()).unwrap();
        for set in [set.clone(), set.clone().remember_signatures(100)] {
            let verifier = Verifier::new(set);
            // The user's two fields.
            assert_eq!(count(|| verifier.verify::<User>(&text).unwrap()), 2);
        }
    }
}

#[test]
fn a_refusal_takes_none() {
    let key = PrivateKey::generate(Algorithm::Es256).unwrap();
    let [named, unknown] = ["a", "b"].map(|id| key.clone().with_key_id(id));
    let other = PrivateKey::generate(Algorithm::EdDsa)
        .unwrap()
        .with_key_id("a");
    let text = |key: &PrivateKey| Signer::new(key.clone()).sign(&user()).unwrap();
    let verifier = Verifier::new(JwkSet::of([&named.public_key()]));
    let good = text(&named);
    let (input, signature) = good.rsplit_once('.').unwrap();
    for token in [
        format!("{input}.{}", "A".repeat(signature.len())),
        format!("{input}.{}", &signature[4..]),
        text(&unknown),
        text(&other),
    ] {
        assert_eq!(count(|| verifier.verify::<User>(&token).unwrap_err()), 0);
    }
}
