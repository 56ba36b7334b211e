//! What a refusal shows to whoever prints it.

use glassbox::web::{Protect, Refusal};
use serde_json::Value;

use super::{Request, aged, asks, bearer, builder, good, protect, with_cookie};
use crate::redaction::errors::part_of;

fn refusals() -> Vec<Refusal> {
    let refused =
        |protect: Protect, request: Request| protect.check::<Value>(&request).unwrap_err();
    let cookie = Request::new("POST").with("cookie", format!("__Host-at={}", good()));
    vec![
        refused(protect(), Request::new("GET")),
        refused(protect(), asks(bearer(&aged(900)))),
        refused(protect(), asks(bearer(&good().replace('.', "!")))),
        refused(
            protect(),
            asks(bearer(&good())).with("authorization", bearer(&good())),
        ),
        refused(with_cookie(), cookie),
        refused(
            builder()
                .body("text/plain", |_| "own".into())
                .build()
                .unwrap(),
            asks("Bearer x"),
        ),
    ]
}

#[test]
fn nothing_that_is_shown_has_a_token() {
    for refusal in refusals() {
        let answer = refusal.answer();
        let headers: Vec<_> = answer.headers().collect();
        let shown = format!(
            "{refusal} {refusal:?} {refusal:#?} {answer:?} {headers:?} {}",
            answer.body()
        );
        for token in [good(), aged(900)] {
            assert_eq!(part_of(&shown, &token), None, "{shown}");
        }
    }
}

#[test]
fn debug_of_an_answer_shows_the_status_alone() {
    for refusal in refusals() {
        let answer = refusal.answer();
        let status = answer.status();
        assert_eq!(
            format!("{answer:?}"),
            format!("Answer {{ status: {status}, .. }}")
        );
    }
}

#[test]
fn debug_of_a_policy_shows_no_key() {
    let protect = builder()
        .or_cookie("__Host-at")
        .body("text/plain", |_| String::new());
    let of_builder = format!("{protect:?}");
    let shown = format!("{of_builder} {:?}", protect.build().unwrap());
    for word in [
        "ProtectBuilder",
        "app-01",
        "__Host-at",
        "Verifier",
        "auth.example",
    ] {
        assert!(shown.contains(word), "{shown}");
    }
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_text_is_that_of_its_reason() {
    for refusal in refusals() {
        assert_eq!(refusal.to_string(), refusal.why().to_string());
        assert_eq!(format!("{refusal:?}"), format!("Refusal: {refusal}"));
        let again = refusal.clone();
        assert_eq!(again.why(), refusal.why());
        assert_eq!(again.answer().body(), refusal.answer().body());
    }
}
