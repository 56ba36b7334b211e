use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::{KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, KeyError, PrivateKey};

/// A text as a key, as a private key, and as a set, or as the one key of a set: refused, or a key that is
/// read again from what it writes. What a set takes is also taken by itself, or the set says why not.
pub fn jwk(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let strict = text.parse::<Jwk>();
    if let Ok(jwk) = &strict {
        reads_again(jwk);
        // A public key is no private one.
        assert!(PrivateKey::from_jwk(text).is_err());
    }
    if let Ok(key) = PrivateKey::from_jwk(text) {
        pair(&key);
        assert!(strict.is_err(), "a private key taken for a public one");
    }
    if let Ok(set) = text.parse::<JwkSet>() {
        publishes_again(&set);
    }
    let alone = format!(r#"{{"keys":[{text}]}}"#).parse::<JwkSet>();
    if let Ok(set) = &alone {
        publishes_again(set);
    }
    if let (Ok(set), Err(error)) = (&alone, &strict)
        && serde_json::from_str::<serde_json::Value>(text).is_ok()
        && !set.keys().is_empty()
    {
        // A private key, or numbers of RSA with zeros before them.
        assert!(matches!(error, KeyError::Jwk { .. }), "{error}");
    }
    if let Ok(jwk) = &strict {
        let set = alone.expect("an array with a JSON object in it");
        assert_eq!(set.keys().len(), 1, "{:?}", set.skipped());
        assert_eq!(set.keys()[0].to_string(), jwk.to_string());
    }
}

fn reads_again(jwk: &Jwk) {
    let text = serde_json::to_string(jwk).unwrap();
    let again: Jwk = text.parse().unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert_eq!(again.thumbprint(), jwk.thumbprint());
    assert_eq!(again.key_id(), jwk.key_id());
    assert_eq!(again.algorithm(), jwk.algorithm());
    let mut fits = 0;
    for algorithm in ALGORITHMS {
        if let Ok(key) = jwk.public_key(algorithm) {
            fits += 1;
            assert_eq!(key.algorithm(), algorithm);
            assert_eq!(key.to_jwk().thumbprint(), jwk.thumbprint());
            for len in [0, 64, 96, 256] {
                assert!(!key.verify(b"message", &vec![1; len]));
            }
        }
    }
    assert!(fits > 0, "a key for nothing");
}

/// Of a set the used keys are written, and all of them are strict.
fn publishes_again(set: &JwkSet) {
    for jwk in set.keys() {
        reads_again(jwk);
    }
    for skipped in set.skipped() {
        assert!(!skipped.reason().to_string().is_empty());
        assert!(skipped.to_string().starts_with("keys["));
    }
    let text = serde_json::to_string(set).unwrap();
    match text.parse::<JwkSet>() {
        Ok(again) => {
            assert!(again.skipped().is_empty(), "{:?}", again.skipped());
            assert_eq!(serde_json::to_string(&again).unwrap(), text);
        }
        Err(error) => panic!("{error}: {text}"),
    }
}

fn pair(key: &PrivateKey) {
    let signature = key.sign(b"message").unwrap();
    let public = key.public_key();
    assert!(public.verify(b"message", signature.as_ref()));
    let text = key.to_private_jwk();
    let again = PrivateKey::from_jwk(text.reveal()).unwrap();
    assert_eq!(again.public_key().to_der(), public.to_der());
    assert_eq!(again.key_id(), key.key_id());
    // Its text is refused where a public key is wanted, and in a set its public half is used.
    let refused = text.reveal().parse::<Jwk>();
    assert!(matches!(refused, Err(KeyError::Jwk { .. })));
    let set: JwkSet = format!(r#"{{"keys":[{}]}}"#, text.reveal())
        .parse()
        .unwrap();
    assert_eq!(set.keys().len(), 1);
    assert_eq!(set.keys()[0].thumbprint(), public.to_jwk().thumbprint());
}

const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::EdDsa,
    Algorithm::Ed25519,
];
