//! What is told of encrypted tokens and of their keys: explanations, audits, drawings, `Debug`.

use glassbox::jwe::{self, AesKey, ContentEncryption, DecryptionRing, Encrypted};
use glassbox::jwt::Outcome;
use glassbox::{HmacKey, Verifier};
use serde_json::json;

use super::{DIRECT, NESTED, SECRET, direct, forge, lock, signer, steel, token, verifier};
use crate::support::{NOW, at};

#[test]
fn an_explanation_begins_with_the_decryption() {
    let ring = DecryptionRing::new(direct().with_key_id("a"))
        .accept(steel().with_key_id("b"))
        .unwrap()
        .accept_until(direct().with_key_id("c"), at(1))
        .unwrap();
    let verifier = Verifier::new(lock()).allow_missing_exp().decrypt_with(ring);
    let header = NESTED.replace('}', r#","kid":"a"}"#);
    let report = verifier.at(at(NOW)).explain(&forge(&header, token("{}")));
    let names: Vec<_> = report
        .checks()
        .iter()
        .take(6)
        .map(|check| check.name())
        .collect();
    assert_eq!(
        names,
        [
            "configuration",
            "size",
            "encryption",
            "cty",
            "shape",
            "header"
        ]
    );
    let check = &report.checks()[2];
    assert_eq!(check.found(), Some("dir, A256GCM, kid \"a\""));
    let details: Vec<_> = check.details().collect();
    assert_eq!(
        details,
        [
            "key \"a\" (dir, A256GCM): candidate: opens it",
            "key \"b\" (A256KW, A256GCM): passed over: another key id",
            "key \"c\" (dir, A256GCM): passed over: another key id",
        ]
    );
    assert_eq!(report.checks()[3].found(), Some("\"JWT\""));
    assert!(report.verdict().is_ok());
}

/// Of keys without an id, one opens it: no other is said to.
#[test]
fn an_explanation_names_the_one_key_that_opens_it() {
    let key = |byte| AesKey::direct(ContentEncryption::A256Gcm, [byte; 32]).unwrap();
    let ring = |opener: usize| {
        let keys = (0..6).map(|place| match place == opener {
            true => direct(),
            false => key(place as u8 + 1),
        });
        let ring = DecryptionRing::new(steel());
        keys.fold(ring, |ring, key| ring.accept(key).unwrap())
    };
    let lines = |opener, text: &str| {
        let verifier = Verifier::new(lock()).allow_missing_exp();
        let verifier = verifier.decrypt_with(ring(opener));
        let report = verifier.at(at(NOW)).explain(text);
        let details = report.checks()[2].details();
        let became = details.map(|line| line.split_once("): ").unwrap().1.to_owned());
        became.collect::<Vec<_>>()
    };
    let nested = forge(NESTED, token("{}"));
    let (no, beyond) = (
        "candidate: does not open it",
        "passed over: 4 candidates were tried before",
    );
    for (opener, expected) in [
        (
            0,
            [
                "candidate: opens it",
                "not tried",
                "not tried",
                "not tried",
                "not tried",
                "not tried",
            ],
        ),
        (
            2,
            [
                no,
                no,
                "candidate: opens it",
                "not tried",
                "not tried",
                "not tried",
            ],
        ),
        (
            3,
            [no, no, no, "candidate: opens it", "not tried", "not tried"],
        ),
        (4, [no, no, no, no, beyond, beyond]),
    ] {
        let lines = lines(opener, &nested);
        assert_eq!(lines[0], "passed over: other algorithms");
        assert_eq!(lines[1..], expected, "{opener}");
    }
    // No key was tried.
    let short = super::with_part(&nested, 4, |_| "AAAA".into());
    assert_eq!(lines(0, &short)[1..], ["not tried"; 6]);
}

#[test]
fn an_explanation_tells_which_box_failed() {
    let wrong = Verifier::new(lock())
        .allow_missing_exp()
        .decrypt_with(AesKey::direct(ContentEncryption::A256Gcm, [1; 32]).unwrap());
    let nested = forge(NESTED, token("{}"));
    for (verifier, text, failed) in [
        (&wrong, nested.clone(), "encryption"),
        (&verifier(), token("{}"), "encryption"),
        (&verifier(), forge(DIRECT, token("{}")), "cty"),
        (
            &verifier(),
            forge(&NESTED.replace("JWT", "x"), token("{}")),
            "cty",
        ),
        (&verifier(), forge(NESTED, "{}"), "shape"),
        (&verifier(), format!("{nested}="), "encryption"),
    ] {
        let report = verifier.at(at(NOW)).explain(&text);
        let check = report
            .checks()
            .iter()
            .find(|check| check.outcome() == Outcome::Failed);
        assert_eq!(check.unwrap().name(), failed, "{report}");
        // Nothing of the content is shown.
        assert!(!report.to_string().contains(&text[text.len() - 20..]));
    }
    let report = verifier()
        .or_unencrypted()
        .at(at(NOW))
        .explain(&token("{}"));
    assert!(report.to_string().contains("not encrypted"), "{report}");
}

#[test]
fn an_audit_judges_the_decryption() {
    let strict = |verifier: Verifier| {
        let verifier = verifier
            .issuer("i")
            .audience("a")
            .typ("at+jwt")
            .max_validity("1h");
        let audit = verifier.audit();
        let codes: Vec<_> = audit
            .findings()
            .iter()
            .map(|finding| finding.code())
            .collect();
        codes
    };
    let new = || Verifier::new(lock());
    assert!(strict(new()).is_empty());
    assert!(strict(new().decrypt_with(steel())).is_empty());
    let cbc = AesKey::direct(ContentEncryption::A128CbcHs256, SECRET).unwrap();
    assert!(strict(new().decrypt_with(cbc)).is_empty());
    assert_eq!(strict(new().decrypt_with(direct())), ["direct_gcm"]);
    let both = new().decrypt_with(steel()).or_unencrypted();
    assert_eq!(strict(both.clone()), ["or_unencrypted"]);
    assert_eq!(
        strict(both.allow_missing_cty()),
        ["or_unencrypted", "allow_missing_cty"]
    );
    let shared = Verifier::new(HmacKey::hs256(SECRET).unwrap()).decrypt_with(steel());
    assert_eq!(strict(shared), ["configuration", "shared_secret"]);
}

#[test]
fn a_drawing_shows_the_header_alone() {
    let signer = signer().encrypt_to(steel().with_key_id("2026-11"));
    let text = signer.sign(&json!({"sub": "42"})).unwrap();
    let drawing = Encrypted::parse(&text).unwrap().to_string();
    for shown in [
        "\"alg\": \"A256KW\"",
        "\"kid\": \"2026-11\"",
        " bytes, A256GCM (not shown)",
        "Nothing of the content can be read without its key.",
    ] {
        assert!(drawing.contains(shown), "{drawing}");
    }
    for part in text.split('.').skip(1) {
        assert!(!drawing.contains(&part[..12]), "{drawing}");
    }
    for width in [60, 80] {
        let drawing = format!("{:width$}", Encrypted::parse(&text).unwrap());
        assert!(
            drawing.lines().all(|line| line.chars().count() <= width),
            "{drawing}"
        );
    }
    // Exactly: 22 characters are 16 bytes.
    for (key, shown) in [
        (steel(), "encrypted key: 40 bytes"),
        (direct(), "encrypted key: none"),
    ] {
        let text = jwe::encrypt(&[7; 16], &key).unwrap();
        let drawing = Encrypted::parse(&text).unwrap().to_string();
        for part in [shown, "IV: 12 bytes", "content: 16 bytes,", "tag: 16 bytes"] {
            assert!(drawing.contains(&format!("|  {part} ")), "{drawing}");
        }
    }
    // Within the claims of another token, it cannot be used either.
    let outer = super::token(&json!({"inner": text}).to_string());
    let drawing = glassbox::jws::Unverified::parse(&outer)
        .unwrap()
        .to_string();
    let tag = text.rsplit('.').next().unwrap();
    assert!(
        drawing.contains("(an encrypted token: its tag is not shown)"),
        "{drawing}"
    );
    assert!(
        !drawing.replace(['|', ' ', '\n'], "").contains(tag),
        "{drawing}"
    );
}

#[test]
fn debug_shows_no_secret_and_no_content() {
    let key = steel().with_key_id("2026-11");
    let content = b"a content that is not to be shown";
    let text = jwe::encrypt(content, &key).unwrap();
    let decrypted = jwe::decrypt(&text, &key).unwrap();
    let shown = [
        format!("{key:?}"),
        format!("{:?}", DecryptionRing::new(key.clone())),
        format!("{decrypted:?}"),
        format!("{:?}", Encrypted::parse(&text).unwrap()),
        format!("{:?}", Verifier::new(lock()).decrypt_with(key)),
    ]
    .concat();
    assert!(
        shown.contains("2026-11") && shown.contains("A256KW"),
        "{shown}"
    );
    assert!(
        !shown.contains("content that") && !shown.contains("97, 32, 99"),
        "{shown}"
    );
    assert!(!shown.contains(text.split('.').nth(3).unwrap()), "{shown}");
}

#[test]
fn what_is_to_be_signed_shows_no_claim_that_will_be_encrypted() {
    let unsigned = signer()
        .encrypt_to(steel())
        .prepare(&json!({"salary": 90_000}))
        .unwrap();
    let text = core::str::from_utf8(unsigned.signing_input()).unwrap();
    let shown = format!("{unsigned:?}");
    assert!(!shown.contains(text), "{shown}");
}

/// The check of sizes is about the text that was given.
#[test]
fn an_explanation_names_the_box_whose_header_is_too_long() {
    let long = format!(r#"{{"alg":"HS256","x":"{}"}}"#, "a".repeat(8192));
    let text = forge(NESTED, crate::support::forge(&long, "{}", &lock()));
    let report = verifier().explain(&text);
    assert_eq!(report.verdict().unwrap_err().code(), "invalid_header");
    let mut checks = report.checks().iter();
    let wrong = checks.find(|check| check.outcome() == Outcome::Failed);
    assert_eq!(wrong.map(|check| check.name()), Some("header"));
    let long = NESTED.replace('}', &format!(r#","x":"{}"}}"#, "a".repeat(8192)));
    let report = verifier().explain(&forge(&long, token("{}")));
    let mut checks = report.checks().iter();
    let wrong = checks.find(|check| check.outcome() == Outcome::Failed);
    assert_eq!(wrong.map(|check| check.name()), Some("size"));
}
