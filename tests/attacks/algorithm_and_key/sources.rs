//! A13 to A15: the key that a token asks for.

use std::sync::{Arc, Mutex};

use glassbox::key::{KeyId, KeyInfo, KeySource, Lookup, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyError, KeyRing, Verifier};

use super::super::{AnySecret, SECRET, headers, key, said, verdicts, verifier};
use crate::support::forge;

/// A source that notes the key ids it is asked for.
struct Curious(Arc<Mutex<Vec<Option<String>>>>);

impl KeySource for Curious {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        self.0.lock().unwrap().push(wanted.key_id().map(Into::into));
        Ok(visit(&key()))
    }
}

/// A key that counts how often it is tried.
struct Counted(HmacKey, Arc<Mutex<usize>>);

impl KeyInfo for Counted {
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.0.key_id()
    }
}

impl VerifyingKey for Counted {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        *self.1.lock().unwrap() += 1;
        self.0.verify(message, signature)
    }
}

/// A header with this member beside `alg`.
fn with(name: &str, json: &str) -> String {
    format!(r#"{{"alg":"HS256","{name}":{json}}}"#)
}

/// Nothing is fetched, and nothing is believed: with the attacker's own key the token is refused,
/// with the right one the member is ignored.
#[test]
fn a13_addresses_and_certificates() {
    let addresses = [
        "http://127.0.0.1/keys.json",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "https://good.example/redirect?to=https://evil.example/",
        "https://good.example@evil.example/keys.json",
        "",
    ];
    let chain = r#"["MIIBszCCAVmgAwIBAgIUc2VsZi1zaWduZWQ="]"#;
    let rows = addresses.iter().flat_map(|address| {
        let address = format!("\"{address}\"");
        [("jku", address.clone()), ("x5u", address)]
    });
    for (name, json) in rows.chain([("x5c", chain.to_owned())]) {
        let header = with(name, &json);
        let forged = forge(
            &header,
            "{}",
            &AnySecret(b"the secret of whoever answers there"),
        );
        assert_eq!(said(&verifier(), &forged), "bad_signature", "{header}");
        headers(&verifier(), [(header, "accept")]);
    }
}

#[test]
fn a14_key_id_as_injection() {
    let long = "k".repeat(20_000);
    let ids = [
        "../../../../dev/null",
        "' UNION SELECT 'AA",
        "a|/usr/bin/id",
        "__proto__",
        "a\r\nSet-Cookie: b",
        "%s%s%n",
        "",
        &long,
    ];
    let asked = Arc::new(Mutex::new(Vec::new()));
    let curious = Verifier::new(Curious(Arc::clone(&asked)))
        .allow_missing_exp()
        .max_header_bytes(64 * 1024);
    let ring = Verifier::new(KeyRing::new(key().with_key_id("2026-11")))
        .allow_missing_exp()
        .max_header_bytes(64 * 1024);
    for id in ids {
        let header = with("kid", &serde_json::Value::from(id).to_string());
        // What the file or the row that it points to might give: nothing.
        let forged = forge(&header, "{}", &AnySecret(b""));
        let signed = forge(&header, "{}", &key());
        verdicts(&curious, [(&forged, "bad_signature"), (&signed, "accept")]);
        // A source gets the text as it is, and does with it what it likes; the crate's compares.
        let asked = std::mem::take(&mut *asked.lock().unwrap());
        assert!(asked.len() >= 2 && asked.iter().all(|asked| asked.as_deref() == Some(id)));
        verdicts(&ring, [(&forged, "bad_key"), (&signed, "bad_key")]);
    }
    // By default a header is at most 8 KiB.
    headers(
        &verifier(),
        [(with("kid", &format!("\"{long}\"")), "bad_header")],
    );
    for json in ["1", "null", "true", "[]", r#"["a"]"#, r#"{"a":1}"#] {
        headers(&verifier(), [(with("kid", json), "bad_header")]);
    }
    headers(&ring, [(with("kid", "\"2026-11\""), "accept")]);
}

#[test]
fn a15_key_sets_that_are_ambiguous() {
    let other = |algorithm, id: &str| {
        let secret: String = SECRET.chars().rev().collect();
        HmacKey::new(algorithm, secret).unwrap().with_key_id(id)
    };
    let ring = || KeyRing::new(key().with_key_id("a"));
    for algorithm in [Algorithm::Hs256, Algorithm::Hs512] {
        let error = ring().accept(other(algorithm, "a")).unwrap_err();
        assert_eq!(error, KeyError::DuplicateKeyId { key_id: "a".into() });
    }
    // Key id and algorithm both have to match: a set may mix algorithms, a token may not.
    let hs512 = other(Algorithm::Hs512, "b");
    let mixed = ring().accept(hs512.clone()).unwrap();
    let verifier = Verifier::new(mixed).allow_missing_exp();
    let header = |alg: &str, kid: &str| format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#);
    verdicts(
        &verifier,
        [
            (forge(&header("HS256", "a"), "{}", &key()), "accept"),
            (forge(&header("HS512", "b"), "{}", &hs512), "accept"),
            (forge(&header("HS512", "a"), "{}", &hs512), "alg_mismatch"),
            (forge(&header("HS256", "b"), "{}", &key()), "alg_mismatch"),
            (forge(&header("HS256", "c"), "{}", &key()), "bad_key"),
        ],
    );
}

#[test]
fn a15_an_unknown_key_id_costs_nothing() {
    let tried = Arc::new(Mutex::new(0));
    let counted = |index: usize| {
        let secret = format!("{index:04}{SECRET}");
        let key = HmacKey::hs256(secret).unwrap();
        Counted(key.with_key_id(index.to_string()), Arc::clone(&tried))
    };
    let mut ring = KeyRing::new(key().with_key_id("a"));
    for index in 0..40 {
        ring = ring.accept(counted(index)).unwrap();
    }
    let verifier = Verifier::new(ring).allow_missing_exp();
    // `said` verifies twice: once for each way to read the claims.
    for (header, word, times) in [
        (with("kid", "\"unknown\""), "bad_key", 0),
        (with("kid", "\"7\""), "bad_signature", 1),
        // Without an id the keys of the algorithm are tried, sixteen of them: the ring's first, which
        // is not counted, and fifteen more.
        (r#"{"alg":"HS256"}"#.to_owned(), "bad_signature", 15),
    ] {
        let text = forge(&header, "{}", &AnySecret(b"of nobody"));
        assert_eq!(said(&verifier, &text), word, "{header}");
        let tried = std::mem::take(&mut *tried.lock().unwrap());
        assert_eq!(tried, 2 * times, "{header}");
    }
}
