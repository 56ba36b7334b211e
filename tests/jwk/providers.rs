//! The sets of real providers, in the shapes in which they publish them, with keys of our own: the
//! tokens of tests/api/whole/providers, signed as their header says, pass the verifier that the
//! provider's documentation asks for.

use glassbox::jwk::JwkSet;
use glassbox::{Algorithm, PrivateKey, Verifier};
use serde_json::{Value, json};

use super::{other_rsa, public, rsa};
use crate::api::whole::providers::cases::CASES;
use crate::api::whole::providers::recorded;
use crate::support::{at, forge};

/// One key in a provider's shape: the members that it publishes, in its order, and foreign ones.
type Shape = fn(&Numbers) -> Value;

struct Numbers {
    n: Value,
    e: Value,
    kid: String,
}

impl Numbers {
    fn of(key: &PrivateKey, kid: &str) -> Self {
        let jwk = public(key);
        Self {
            n: jwk["n"].clone(),
            e: jwk["e"].clone(),
            kid: kid.into(),
        }
    }
}

/// A certificate of the key, which nobody follows.
const X5C: &str = "MIIDBTCCAe2gAwIBAgIQ";

fn google(of: &Numbers) -> Value {
    json!({"n": of.n, "use": "sig", "kid": of.kid, "alg": "RS256", "e": of.e, "kty": "RSA"})
}

fn entra(of: &Numbers) -> Value {
    json!({
        "kty": "RSA", "use": "sig", "kid": of.kid, "x5t": of.kid, "n": of.n, "e": of.e, "x5c": [X5C],
        "cloud_instance_name": "microsoftonline.com",
        "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"
    })
}

fn auth0(of: &Numbers) -> Value {
    json!({
        "kty": "RSA", "use": "sig", "n": of.n, "e": of.e, "kid": of.kid, "x5t": of.kid, "x5c": [X5C],
        "alg": "RS256"
    })
}

fn okta(of: &Numbers) -> Value {
    json!({"alg": "RS256", "e": of.e, "n": of.n, "kid": of.kid, "kty": "RSA", "use": "sig"})
}

fn keycloak(of: &Numbers) -> Value {
    json!({
        "kid": of.kid, "kty": "RSA", "alg": "RS256", "use": "sig", "x5c": [X5C], "x5t": "AAAA",
        "x5t#S256": "AAAA", "n": of.n, "e": of.e
    })
}

/// The key for encryption that Keycloak publishes beside that.
fn keycloak_encryption(of: &Numbers) -> Value {
    json!({
        "kid": "encryption", "kty": "RSA", "alg": "RSA-OAEP", "use": "enc", "x5c": [X5C], "x5t": "AAAA",
        "x5t#S256": "AAAA", "n": of.n, "e": of.e
    })
}

/// Which shape a provider's set has.
const SETS: [(&str, Shape); 11] = [
    ("auth0", auth0),
    ("auth0_rfc9068", auth0),
    ("okta", okta),
    ("keycloak", keycloak),
    ("entra_v2", entra),
    ("google_id", google),
    ("firebase_id", google),
    ("cognito_access", okta),
    ("github_actions", auth0),
    ("kubernetes_bound", okta),
    ("duende", auth0),
];

/// The set: the key of the token, and beside it the one that comes next.
fn published(name: &str, shape: Shape, kid: &str) -> Value {
    let [now, next] = [
        Numbers::of(&rsa(Algorithm::Rs256), kid),
        Numbers::of(&other_rsa(Algorithm::Rs256), "next"),
    ];
    let mut keys = vec![shape(&next), shape(&now)];
    if name == "keycloak" {
        keys.insert(0, keycloak_encryption(&next));
    }
    json!({ "keys": keys })
}

#[test]
fn tokens_of_providers_verify_with_their_sets() {
    let all = recorded();
    for (name, shape) in SETS {
        let token = all.iter().find(|token| token.name == name).unwrap();
        let header: Value = serde_json::from_str(token.header.get()).unwrap();
        let payload: Value = serde_json::from_str(token.payload.get()).unwrap();
        assert_eq!(header["alg"], "RS256", "{name}");
        let set = published(name, shape, header["kid"].as_str().unwrap()).to_string();
        let by_serde: JwkSet = serde_json::from_str(&set).unwrap();
        let keys: JwkSet = set.parse().unwrap();
        assert_eq!(by_serde.keys().len(), keys.keys().len());
        assert_eq!(keys.keys().len(), 2, "{name}");
        assert_eq!(
            keys.skipped().len(),
            usize::from(name == "keycloak"),
            "{name}"
        );

        let now = at(payload["exp"].as_i64().unwrap() - 1);
        let case = CASES.iter().find(|case| case.name == name).unwrap();
        let code = |key: &PrivateKey, keys: &JwkSet| {
            let text = forge(token.header.get(), token.payload.get(), key);
            let verifier = (case.right)(Verifier::new(keys.clone()));
            let verdict = verifier.at(now).verify::<Value>(&text);
            verdict.map_or_else(|error| error.code(), |_| "accepted")
        };
        let key = rsa(Algorithm::Rs256);
        assert_eq!(code(&key, &keys), "accepted", "{name}");
        assert_eq!(
            code(&key, &keys.clone().remember_signatures(10)),
            "accepted"
        );
        // Not by the key that comes next, nor by the same one under another algorithm.
        let refused = code(&other_rsa(Algorithm::Rs256), &keys);
        assert_eq!(refused, "invalid_signature", "{name}");
        assert_eq!(code(&rsa(Algorithm::Ps256), &keys), "invalid_signature");
        // And not once the key is withdrawn.
        let later: JwkSet = set
            .replace(header["kid"].as_str().unwrap(), "other")
            .parse()
            .unwrap();
        assert_eq!(code(&key, &later), "unknown_key", "{name}");
    }
}

/// The set of one issuer never speaks for another.
#[test]
fn a_key_of_one_issuer_is_none_of_another() {
    let issuer = |name: &str, key: &PrivateKey| {
        let set = JwkSet::of([&key.clone().with_key_id("same").public_key()]);
        Verifier::new(set).issuer(name).audience("api")
    };
    let [one, other] = [rsa(Algorithm::Rs256), other_rsa(Algorithm::Rs256)];
    let signed = |key: &PrivateKey, name: &str| {
        let signer = glassbox::Signer::new(key.clone().with_key_id("same"));
        let signer = signer.issuer(name).audience("api").validity("15m");
        signer.sign(&json!({})).unwrap()
    };
    let code = |verifier: &Verifier, text: &str| {
        let verdict = verifier.verify::<Value>(text);
        verdict.map_or_else(|error| error.code(), |_| "accepted")
    };
    let verifiers = [
        issuer("https://one.example", &one),
        issuer("https://other.example", &other),
    ];
    assert_eq!(
        code(&verifiers[0], &signed(&one, "https://one.example")),
        "accepted"
    );
    assert_eq!(
        code(&verifiers[1], &signed(&one, "https://other.example")),
        "invalid_signature"
    );
    assert_eq!(
        code(&verifiers[0], &signed(&one, "https://other.example")),
        "invalid_issuer"
    );
}
