//! A token has 256 KiB at most, its header 8 KiB, unless another limit is set; and 32 members.

use glassbox::jws::Unverified;
use glassbox::time::FixedClock;
use glassbox::{SignError, Signer};
use serde_json::json;

use super::verifier;
use crate::support::{NOW, at, code, crowded, forge, key, token};

#[test]
fn sizes_at_the_edge() {
    let pad = |len: usize| format!(r#"{{"pad":"{}"}}"#, "x".repeat(len));
    let text = token(&pad(100));
    let exact = verifier().max_token_bytes(text.len());
    assert_eq!(code(&exact, &text), "accepted");
    assert_eq!(code(&exact, &token(&pad(101))), "too_large");
    // The default: 256 KiB.
    let longest = "x".repeat(256 * 1024);
    assert_eq!(code(&verifier(), &longest), "malformed");
    assert_eq!(code(&verifier(), &format!("{longest}x")), "too_large");
    let unverified = |text: &str| Unverified::parse(text).unwrap_err().code();
    assert_eq!(unverified(&longest), "malformed");
    assert_eq!(unverified(&format!("{longest}x")), "too_large");
    assert_eq!(code(&verifier(), &".".repeat(1_000_000)), "too_large");
    assert_eq!(code(&verifier(), &".".repeat(200_000)), "malformed");
    // The header: 8 KiB.
    let header = |bytes: usize| {
        let start = r#"{"alg":"HS256","pad":""#;
        format!(r#"{start}{}"}}"#, "x".repeat(bytes - start.len() - 2))
    };
    assert_eq!(
        code(&verifier(), &forge(&header(8192), "{}", &key())),
        "accepted"
    );
    assert_eq!(
        code(&verifier(), &forge(&header(8193), "{}", &key())),
        "invalid_header"
    );
    let strict = verifier().max_header_bytes(100);
    assert_eq!(
        code(&strict, &forge(&header(100), "{}", &key())),
        "accepted"
    );
    assert_eq!(
        code(&strict, &forge(&header(101), "{}", &key())),
        "invalid_header"
    );
}

#[test]
fn members_at_the_edge() {
    let header = |members: usize| crowded(r#"{"alg":"HS256"}"#, members - 1);
    let text = |members| forge(&header(members), "{}", &key());
    assert_eq!(code(&verifier(), &text(32)), "accepted");
    assert_eq!(code(&verifier(), &text(33)), "invalid_header");
    assert!(Unverified::parse(&text(32)).is_ok());
    assert!(Unverified::parse(&text(33)).is_err());
    // No larger header has room for more, and what none would read is not signed.
    let wide = verifier().max_header_bytes(usize::MAX);
    assert_eq!(code(&wide, &text(33)), "invalid_header");
    let signed = |members: usize| {
        let signer = Signer::new(key()).without_expiry(); // alg and typ
        let signer = signer.clock(FixedClock::new(at(NOW)));
        let names = (2..members).map(|index| format!("x{index}"));
        let signer = names.fold(signer, |signer, name| signer.header_member(&name, 1));
        signer.sign(&json!({}))
    };
    assert_eq!(code(&verifier(), &signed(32).unwrap()), "accepted");
    assert!(matches!(signed(33), Err(SignError::Header(_))));
}
