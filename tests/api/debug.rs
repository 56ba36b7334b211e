//! `.unwrap()`, and a `main` that returns an error, show an error's `Debug` and nothing else: it has the
//! sentence, in one line, for every public error of every crate of the workspace.

use std::error::Error;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use glassbox::jwt::Severity;
use glassbox::key::Unavailable;
use glassbox::{Algorithm, HmacKey, KeyRing, SignError, Verifier, VerifyError, verify_token};
use serde_json::Value;

use crate::redaction::variants::variants;
use crate::support::key;

/// `Variant: sentence`; gives the variant.
#[track_caller]
pub fn says_its_sentence(name: &str, debug: &str, text: &str) -> String {
    let (variant, said) = debug.split_once(": ").expect(debug);
    assert_eq!(said, text, "{name}::{variant}");
    let is_known = variants(name).iter().any(|known| known == variant);
    assert!(is_known, "{name}::{variant}");
    variant.into()
}

/// Whoever prints an error with its causes reads nothing twice.
#[track_caller]
pub fn sources_are_not_repeated(error: &(dyn Error + 'static)) {
    let Some(source) = error.source() else {
        return;
    };
    let (text, part) = (error.to_string(), source.to_string());
    assert!(!text.contains(&part), "{text:?} has its source's {part:?}");
    sources_are_not_repeated(source);
}

/// The sources of all crates of the workspace.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false => {
                    let text = fs::read_to_string(&path).unwrap_or_default();
                    found.push((path, text));
                }
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), &mut found);
    for package in fs::read_dir(root.join("crates")).unwrap() {
        walk(&package.unwrap().path().join("src"), &mut found);
    }
    found
}

/// The public types of a source that are errors, each with what it derives.
fn errors(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for keyword in ["pub enum ", "pub struct "] {
        for (at, _) in source.match_indices(keyword) {
            let rest = &source[at + keyword.len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            let derives = source[..at]
                .rfind("#[derive(")
                .map(|from| &source[from..at]);
            // Of the item itself: no other one stands between.
            let derives = derives
                .filter(|text| !text.contains("\n\n"))
                .unwrap_or_default();
            let is_error = derives.contains("thiserror::Error")
                || source.contains(&format!("Error for {name} {{"));
            if is_error {
                found.push((name, derives.into()));
            }
        }
    }
    found
}

#[test]
fn every_error_of_the_workspace_has_it() {
    let mut seen = Vec::new();
    for (path, source) in sources() {
        for (name, derives) in errors(&source) {
            let path = path.display();
            let is_derived = derives.contains("Debug");
            assert!(
                !is_derived,
                "{path}: {name} hides its sentence from .unwrap()"
            );
            let own = [
                format!("error_debug! {{ {name}"),
                format!("Debug for {name} {{"),
            ];
            let is_below = name == "ParseValidityError"; // its line is in src/error/debug.rs
            assert!(
                is_below || own.iter().any(|own| source.contains(own)),
                "{path}: {name}"
            );
            seen.push(name);
        }
    }
    for name in [
        "KeyError",
        "Misfit",
        "RefreshError",
        "Failure",
        "Unavailable",
        "Audit",
    ] {
        assert!(seen.iter().any(|seen| seen == name), "{name}: {seen:?}");
    }
    let stores = seen.iter().filter(|name| *name == "OpenError");
    assert!(stores.count() >= 2 && seen.len() >= 18, "{seen:?}");
}

/// In one line, pretty or not.
#[track_caller]
fn shows(error: &dyn Debug, expected: &str) {
    assert_eq!(format!("{error:?}"), expected);
    assert_eq!(format!("{error:#?}"), expected);
}

#[test]
fn what_unwrap_shows() {
    let panic = std::panic::catch_unwind(|| HmacKey::hs256("secret").unwrap());
    let said = panic.unwrap_err().downcast::<String>().unwrap();
    assert!(
        said.ends_with(
            "TooShort: the secret has 6 bytes, HS256 needs at least 32: make one with `openssl rand \
             -base64 32` and read it with HmacKey::from_base64, or accept the risk by name with \
             HmacKey::options(..).allow_short_secret()"
        ),
        "{said}"
    );
    let main: Box<dyn Error> = verify_token::<Value>("a.b", &key()).unwrap_err().into();
    let text = main.to_string();
    shows(&main, &format!("Malformed: {text}"));
    shows(&Unavailable, "Unavailable: the key source is unavailable");
    let verifier = Verifier::new(key());
    let Err(VerifyError::Claim(claim)) = verifier.verify::<Value>(&crate::support::token("{}"))
    else {
        panic!("no exp");
    };
    shows(&claim, &format!("ClaimError: {claim}"));
}

#[test]
fn a_foreign_text_begins_no_line() {
    let hostile = "a\nb\r\u{1b}[31m\u{202e}";
    let escaped = "a\\nb\\r\\u001b[31m\\u202e";
    let error = SignError::key(hostile);
    shows(&error, &format!("Key: the key failed to sign: {escaped}"));
    let named = || key().with_key_id(hostile);
    let error = KeyRing::new(named()).accept(named()).unwrap_err();
    let text = format!("{error:?}");
    assert!(text.contains(escaped) && !text.contains('\n'), "{text:?}");
    // What stood escaped in the text is not escaped again.
    assert_eq!(text, format!("DuplicateKeyId: {error}"));
    assert!(
        HmacKey::generate(Algorithm::Es256).is_err_and(|e| format!("{e:?}").contains("NotHmac: "))
    );
}

#[test]
fn an_audit_has_a_line_for_each_finding() {
    let audit = Verifier::new(key()).audit();
    let error = audit.clone().deny(Severity::Notice).unwrap_err();
    let text = format!("{error:?}");
    assert_eq!(text, format!("Audit:\n{audit}"));
    assert_eq!(text.lines().count(), audit.findings().len() + 1);
}
