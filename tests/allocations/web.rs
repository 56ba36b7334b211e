//! Requests: a check takes what a verification takes, and a refusal at most four more.

use glassbox::time::FixedClock;
use glassbox::web::{Protect, Refusal, SameOrigin, Scoped};
use glassbox::{HmacKey, NumericDate, Signer, Verifier};
use serde::Deserialize;

use crate::support::Down;
use crate::{Access, User, access, access_verifier, count, key, user};

fn protect(verifier: Verifier) -> Protect {
    let built = Protect::new("app-01", verifier)
        .or_cookie("__Host-at")
        .build();
    built.unwrap()
}

#[test]
fn a_check_takes_what_the_verification_takes() {
    let user = Signer::new(key()).sign(&user()).unwrap();
    let access = Signer::new(key()).sign(&access()).unwrap();
    for (text, verifier, fields) in [
        (user, Verifier::new(key()), 2),
        (access, access_verifier(key()), 14),
    ] {
        let (header, cookie) = (format!("Bearer {text}"), format!("a=b; __Host-at={text}"));
        let by_header = ("POST", [("Authorization", &*header), ("Cookie", "a=b")]);
        let by_cookie = (
            "POST",
            [("Cookie", &*cookie), ("Sec-Fetch-Site", "same-origin")],
        );
        let protect = protect(verifier);
        let taken = match fields {
            2 => [
                count(|| protect.check::<User>(&by_header).unwrap()),
                count(|| protect.check::<User>(&by_cookie).unwrap()),
            ],
            _ => [
                count(|| protect.check::<Access>(&by_header).unwrap()),
                count(|| protect.check::<Access>(&by_cookie).unwrap()),
            ],
        };
        assert_eq!(taken, [fields, fields]);
    }
}

/// From the request to the answer, with the error of the verification.
fn refusing(protect: &Protect, field: (&str, &str), code: &str) -> u64 {
    let request = ("POST", [field]);
    let refused = || protect.check::<User>(&request).unwrap_err();
    assert_eq!(refused().why().code(), code);
    count(|| refused().answer())
}

#[test]
fn a_refusal_takes_two_beside_the_verification() {
    let strict = protect(Verifier::new(key()).issuer("https://auth.example"));
    let good = Signer::new(key()).sign(&user()).unwrap();
    let of_other_key = Signer::new(HmacKey::hs256([1; 32]).unwrap()).sign(&user());
    let bearer = |token: &str| format!("Bearer {token}");
    let refused = |name, value: &str, code| refusing(&strict, (name, value), code);
    // The list of headers, and the challenge.
    assert_eq!(refused("Accept", "*/*", "missing_token"), 2);
    assert_eq!(refused("Authorization", "Bearer", "malformed"), 2);
    let other = bearer(&of_other_key.unwrap());
    assert_eq!(refused("Authorization", &other, "invalid_signature"), 2);
    let two = "__Host-at=a; __Host-at=b";
    assert_eq!(refused("Cookie", two, "ambiguous_request"), 2);
    // No challenge.
    assert_eq!(refused("Cookie", "__Host-at=a", "cross_site_request"), 1);
    let down = protect(Verifier::new(Down));
    let field = ("Authorization", &*bearer(&good));
    assert_eq!(refusing(&down, field, "keys_unavailable"), 1);
    // And what the verification takes: the fields that it read, and its error.
    let at_the_end = FixedClock::new(NumericDate::from_seconds(crate::FAR));
    let at_the_end = Verifier::new(key()).clock(at_the_end);
    let of_issuer = Verifier::new(key()).issuer("https://auth.example");
    for (verifier, code) in [(at_the_end, "token_expired"), (of_issuer, "missing_claim")] {
        let verifying = count(|| verifier.verify::<User>(&good).unwrap_err());
        assert_eq!(
            refusing(&protect(verifier), field, code),
            verifying + 2,
            "{code}"
        );
    }
}

#[test]
fn a_scope_that_is_lacking_takes_two() {
    #[derive(Deserialize)]
    struct Account {}
    impl Scoped for Account {
        fn scope(&self) -> Option<&str> {
            Some("profile reports:read")
        }
    }
    let protect = protect(Verifier::new(key()));
    let text = format!("Bearer {}", Signer::new(key()).sign(&user()).unwrap());
    let token = protect
        .check::<Account>(&("GET", [("Authorization", &*text)]))
        .ok()
        .unwrap();
    assert_eq!(count(|| protect.permit(&token, "reports:read").is_ok()), 0);
    let refused = || -> Refusal { protect.permit(&token, "reports:write").unwrap_err() };
    assert_eq!(count(refused), 0);
    assert_eq!(count(|| refused().answer()), 2);
}

#[test]
fn a_body_of_ones_own_is_two_more() {
    let built = Protect::new("app-01", Verifier::new(key())).body("text/plain", |_| "no".into());
    let protect = built.build().unwrap();
    assert_eq!(refusing(&protect, ("Accept", "*/*"), "missing_token"), 4);
}

#[test]
fn the_judgement_of_the_origin_takes_none() {
    let origin = SameOrigin::new().trust_origin("https://www.example");
    for field in [
        ("Sec-Fetch-Site", "same-origin"),
        ("Origin", "https://www.example"),
        ("Origin", "https://app.example"),
        ("Origin", "https://evil.example"),
    ] {
        let request = ("POST", [("Host", "app.example"), field]);
        assert_eq!(count(|| origin.check(&request)), 0, "{field:?}");
    }
}
