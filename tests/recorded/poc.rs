//! poc.json: the article's own calls. `Signer` and `generate_token` make the very bytes that
//! `jsonwebtoken.sign(…, { expiresIn: '5s' })` makes.

use std::time::Duration;

use glassbox::{Algorithm, HmacKey, Signer, Verifier, generate_token};
use serde::{Deserialize, Serialize};

use super::MADE;
use crate::support::{at, forge};

#[derive(Deserialize)]
struct Recorded {
    secret: String,
    token: String,
    header_text: String,
    payload_text: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
}

fn user() -> User {
    User {
        username: "testAdmin".into(),
        role: "admin".into(),
    }
}

fn recorded() -> Vec<(HmacKey, Recorded)> {
    let all: Vec<Recorded> = serde_json::from_str(include_str!("poc.json")).unwrap();
    let secrets: Vec<_> = all.iter().map(|case| &*case.secret).collect();
    assert_eq!(
        secrets,
        ["accessToken-secret-app-01", "accessToken-secret-app-02"]
    );
    let key = |case: &Recorded| HmacKey::with_short_secret(Algorithm::Hs256, &case.secret).unwrap();
    all.into_iter().map(|case| (key(&case), case)).collect()
}

#[test]
fn the_same_bytes_for_both_applications() {
    for (key, case) in recorded() {
        assert_eq!(
            forge(&case.header_text, &case.payload_text, &key),
            case.token
        );
        let signer = Signer::new(key.clone()).validity("5s");
        assert_eq!(signer.at(at(MADE)).sign(&user()), Ok(case.token.clone()));

        #[derive(Serialize)]
        struct Issued {
            #[serde(flatten)]
            user: User,
            iat: i64,
        }
        let issued = Issued {
            user: user(),
            iat: MADE,
        };
        assert_eq!(
            generate_token(&issued, &key, Duration::from_secs(5)),
            Ok(case.token)
        );
    }
}

#[test]
fn verified_for_five_seconds_and_under_its_own_secret_alone() {
    let all = recorded();
    for (index, (key, case)) in all.iter().enumerate() {
        let verifier = Verifier::new(key.clone());
        let token = verifier
            .at(at(MADE + 4))
            .verify::<User>(&case.token)
            .unwrap();
        assert_eq!(*token.claims(), user());
        let late = verifier
            .at(at(MADE + 10))
            .verify::<User>(&case.token)
            .unwrap_err();
        assert_eq!(
            late.to_string(),
            "token expired 5s ago (exp 1606950498, now 1606950503)"
        );
        let other = Verifier::new(all[1 - index].0.clone());
        let error = other.at(at(MADE)).verify::<User>(&case.token).unwrap_err();
        assert_eq!(error.to_string(), "invalid signature");
    }
}
