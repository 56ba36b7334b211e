//! The exact text of every error and finding that a user can see, beside how it arises: a change of
//! wording is a decision. Each says what to change, as far as the reader can. At the end the mistakes
//! that people make, each with the text that leads out.

#[cfg(feature = "jwe")]
mod encryption;
mod issuing;
#[cfg(feature = "public-keys")]
mod jwk;
#[cfg(feature = "jwks")]
mod jwks;
#[cfg(feature = "public-keys")]
mod pairs;
mod ten_mistakes;
mod verifiers;
mod verifying;

use std::any::Any;
use std::fmt::{Debug, Display};

use glassbox::VerifyError;

use super::debug::says_its_sentence;
use crate::redaction::variants::{named, variants};

/// An error that arose, and the text that it shall have.
pub struct Row {
    name: String,
    debug: String,
    text: String,
    expected: &'static str,
}

fn row(error: impl Debug + Display + 'static, expected: &'static str) -> Row {
    let debug = format!("{error:?}");
    let verifying = (&error as &dyn Any).downcast_ref::<VerifyError>();
    Row {
        name: verifying.map_or_else(|| debug.clone(), named),
        debug,
        text: error.to_string(),
        expected,
    }
}

fn holds(rows: Vec<Row>) -> Vec<Row> {
    for row in &rows {
        assert_eq!(row.text, row.expected, "{}", row.debug);
        assert!(
            !row.text.ends_with('.') && !row.text.contains('\n'),
            "{}",
            row.text
        );
    }
    rows
}

#[test]
fn every_error_has_its_text_and_none_is_missing() {
    let verifying = [
        verifying::before(),
        verifying::claims(),
        verifiers::errors(),
        #[cfg(feature = "jwe")]
        encryption::verifying(),
    ];
    let verifying = holds(verifying.into_iter().flatten().collect());
    #[allow(unused_mut)]
    let (mut keys, mut signing) = (issuing::keys(), issuing::signing());
    #[cfg(feature = "public-keys")]
    {
        keys.extend(pairs::keys());
        signing.extend(pairs::signing());
        for row in holds(pairs::problems()) {
            says_its_sentence("PemProblem", &row.debug, &row.text);
        }
        keys.extend(jwk::keys());
        let problems = holds(jwk::problems());
        for row in &problems {
            says_its_sentence("JwkProblem", &row.debug, &row.text);
        }
        for variant in variants("JwkProblem") {
            let is_it = |row: &Row| row.name.starts_with(&variant);
            assert!(problems.iter().any(is_it), "{variant} has no text here");
        }
    }
    #[cfg(feature = "jwks")]
    {
        let errors = holds(jwks::errors());
        for row in &errors {
            says_its_sentence("JwksError", &row.debug, &row.text);
        }
        for variant in variants("JwksError") {
            let is_it = |row: &Row| row.name.starts_with(&variant);
            assert!(errors.iter().any(is_it), "{variant} has no text here");
        }
    }
    #[cfg(feature = "jwe")]
    {
        keys.extend(encryption::keys());
        signing.extend(encryption::signing());
        let errors = holds(encryption::encrypting());
        for row in &errors {
            says_its_sentence("EncryptError", &row.debug, &row.text);
        }
        for variant in variants("EncryptError") {
            let is_it = |row: &Row| row.name.starts_with(&variant);
            let is_here = variant == "Random" || errors.iter().any(is_it);
            assert!(is_here, "{variant} has no text here");
        }
    }
    let all = [
        ("KeyError", "", holds(keys)),
        ("SignError", "", holds(signing)),
        ("ParseValidityError", "", holds(issuing::validities())),
        ("VerifyError", "", verifying),
    ];
    for (name, _, rows) in &all {
        for row in rows {
            says_its_sentence(name, &row.debug, &row.text);
        }
    }
    let names = |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.name.clone()).collect() };
    let mut walked = 0;
    let mut walk = |name: &str, before: &str, rows: &[String]| {
        for variant in variants(name) {
            let known = format!("{before}{variant}");
            let is_it = |shown: &String| match before {
                "" => shown.starts_with(&variant),
                _ => shown.contains(&known),
            };
            assert!(rows.iter().any(is_it), "{name}::{variant} has no text here");
            walked += 1;
        }
    };
    for (name, before, rows) in &all {
        walk(name, before, &names(rows));
    }
    let verifying = names(&all[3].2);
    for (name, before) in [
        ("HeaderError", "Header("),
        ("PayloadError", "Payload("),
        ("ClaimReason", "reason: "),
        ("ConfigurationError", "Configuration("),
    ] {
        walk(name, before, &verifying);
    }
    #[cfg(feature = "jwe")]
    walk("DecryptError", "Decrypt(", &verifying);
    assert!(walked > 50, "{walked}");
}

/// What is found of key pairs and sets of them alone.
const OF_PAIRS: [&str; 5] = [
    "shared_key",
    "private_key_published",
    "duplicate_key_id",
    "skipped_keys",
    "no_usable_key",
];

/// What is found of encryption alone.
const OF_ENCRYPTION: [&str; 3] = ["or_unencrypted", "allow_missing_cty", "direct_gcm"];

#[test]
fn every_finding_has_its_text_and_none_is_missing() {
    #[allow(unused_mut)]
    let mut rows = holds(verifiers::findings());
    #[cfg(feature = "jwe")]
    rows.extend(holds(encryption::findings()));
    let sources = crate::ladder::source::sources();
    let files = [
        "jwt/audit.rs",
        "jwt/audit_keys.rs",
        "jwt/audit_decryption.rs",
    ];
    let of_verifiers = files
        .map(|file| sources[file].split_once("impl Verifier {").unwrap().1)
        .concat();
    let code = [&of_verifiers, &sources["jwt/keys_seen.rs"][..]].concat();
    // What stands in quotes and is a word: the codes.
    let words = code.split('"').skip(1).step_by(2);
    let is_word =
        |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && word.len() > 3;
    let mut codes: Vec<_> = words.filter(is_word).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 26, "{codes:?}");
    let is_here = |code: &&str| {
        (cfg!(feature = "public-keys") || !OF_PAIRS.contains(code))
            && (cfg!(feature = "jwe") || !OF_ENCRYPTION.contains(code))
    };
    for code in codes.into_iter().filter(is_here) {
        let is_it = |row: &Row| row.text.contains(&format!(" ({code}): "));
        assert!(rows.iter().any(is_it), "{code} has no text here");
    }
}
