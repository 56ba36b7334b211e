//! The links of the documents lead somewhere, in the repository and in rustdoc.

mod blocks;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

fn documents() -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join("docs")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// `[label]: target`, line by line, whatever stands before it.
fn definitions<'a>(
    lines: impl Iterator<Item = &'a str>,
    start: &str,
) -> BTreeMap<&'a str, &'a str> {
    let lines = lines.filter_map(|line| line.strip_prefix(start)?.strip_prefix('['));
    lines.filter_map(|line| line.split_once("]: ")).collect()
}

/// The definitions that stand before a document where `src/docs.rs` mounts it.
fn mounted<'a>(docs: &'a str, name: &str) -> BTreeMap<&'a str, &'a str> {
    let mount = format!("include_str!(\"../docs/{name}\")");
    let (before, _) = docs
        .split_once(&mount)
        .expect("a document that is not mounted");
    let own = before.rsplit("\n\n").next().unwrap_or_default();
    definitions(own.lines(), "/// ")
}

/// The page of docs.rs as the path that rustdoc checks: `key/trait.KeySource.html` is
/// `crate::key::KeySource`; another document is its module.
fn path_of(target: &str) -> String {
    let Some(page) = target.strip_prefix("https://docs.rs/glassbox/latest/glassbox/") else {
        let module = target.strip_suffix(".md").unwrap().replace('-', "_");
        return format!("crate::docs::{}", module.to_lowercase());
    };
    let (page, item) = page.split_once('#').unwrap_or((page, ""));
    let (folder, file) = page.rsplit_once('/').unwrap_or(("", page));
    let name = file.strip_suffix(".html").unwrap();
    let parts = folder.split('/').chain([after_dot(name), after_dot(item)]);
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    format!("crate::{}", parts.join("::"))
}

/// Without the kind of an item: `trait.KeySource`.
fn after_dot(name: &str) -> &str {
    name.split_once('.').map_or("", |(_, name)| name)
}

#[test]
fn a_link_leads_to_the_same_item_in_the_repository_and_in_rustdoc() {
    let docs = read(Path::new(ROOT).join("src/docs.rs"));
    let documents = documents();
    assert!(documents.len() >= 4, "{documents:?}");
    for path in documents {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = read(&path);
        let in_file = definitions(text.lines(), "");
        let as_paths: BTreeMap<_, _> = in_file
            .iter()
            .map(|(label, target)| (*label, path_of(target)))
            .collect();
        let in_rustdoc = mounted(&docs, name);
        let in_rustdoc: BTreeMap<_, _> = in_rustdoc
            .into_iter()
            .map(|(label, path)| (label, path.to_owned()))
            .collect();
        assert_eq!(as_paths, in_rustdoc, "{name}");
        for label in in_file.keys() {
            assert!(text.contains(&format!("[{label}]")), "{name}: {label}");
        }
    }
}

#[test]
fn a_link_to_a_file_finds_it() {
    let readme = Path::new(ROOT).join("README.md");
    for path in documents().into_iter().chain([readme]) {
        let text = read(&path);
        let inline = text.split("](").skip(1);
        let inline = inline.filter_map(|rest| Some(rest.split_once(')')?.0));
        let defined = definitions(text.lines(), "");
        for target in inline.chain(defined.into_values()) {
            let is_elsewhere = target.starts_with("https://") || target.starts_with('#');
            let file = path.parent().unwrap().join(target);
            assert!(
                is_elsewhere || file.exists(),
                "{}: {target}",
                path.display()
            );
        }
    }
}

#[test]
fn every_package_brings_its_licences() {
    let root = Path::new(ROOT);
    let packages: Vec<_> = fs::read_dir(root.join("crates")).unwrap().collect();
    assert!(packages.len() >= 2, "{packages:?}");
    for package in packages {
        let package = package.unwrap().path();
        for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let text = read(package.join(name));
            assert_eq!(text, read(root.join(name)), "{}", package.display());
        }
    }
}

#[test]
fn pages_become_paths() {
    let rows = [
        ("enum.VerifyError.html", "crate::VerifyError"),
        ("key/trait.KeySource.html", "crate::key::KeySource"),
        (
            "jwt/struct.Verifier.html#method.explain",
            "crate::jwt::Verifier::explain",
        ),
    ];
    for (page, path) in rows {
        let page = format!("https://docs.rs/glassbox/latest/glassbox/{page}");
        assert_eq!(path_of(&page), path);
    }
    assert_eq!(path_of("THREAT-MODEL.md"), "crate::docs::threat_model");
}

/// The texts that `code` gives, as its source says them.
fn codes_of(files: &[&str]) -> Vec<String> {
    let codes = files.iter().flat_map(|file| {
        let source = read(Path::new(ROOT).join("src").join(file));
        let codes = source.split("const fn code(").skip(1).map(|code| {
            let (code, _) = code.split_once("\n    }\n").unwrap();
            code.split('"')
                .skip(1)
                .step_by(2)
                .map(String::from)
                .collect::<Vec<_>>()
        });
        codes.flatten().collect::<Vec<_>>()
    });
    let mut codes: Vec<String> = codes.collect();
    codes.sort();
    // An encrypted token and the signed one within may be refused for the same reason.
    codes.dedup();
    codes
}

/// The rows of the table of refusals, and of that of sessions: all codes, each once.
pub fn listed(table: usize, files: &[&str]) -> Vec<(String, String)> {
    let text = read(Path::new(ROOT).join("docs/ERRORS.md"));
    let table = text.split("\n# ").nth(table).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows.filter(|row| !row.starts_with("code()"));
    let rows = rows.flat_map(|row| {
        let (codes, rest) = row.split_once(" | ").unwrap();
        let answer = rest.rsplit(" | ").next().unwrap();
        let codes = codes.split(", ").map(|code| code.trim_matches('`'));
        codes.map(|code| (code.into(), answer.trim_end_matches(" |").into()))
    });
    let rows: Vec<(String, String)> = rows.collect();
    let mut codes: Vec<&str> = rows.iter().map(|(code, _)| code.as_str()).collect();
    codes.sort_unstable();
    assert!(codes.len() >= 3, "{codes:?}");
    assert_eq!(codes, codes_of(files));
    rows
}

/// What gives the codes of refusals.
pub const REFUSALS: [&str; 4] = [
    "error/verify.rs",
    "error/parts.rs",
    "error/decrypt.rs",
    "error/claim.rs",
];

#[test]
fn the_table_of_refusals_has_every_code_once() {
    for (code, answer) in listed(0, &REFUSALS) {
        let expected = match code.as_str() {
            "configuration" => "500",
            "keys_unavailable" => "503",
            _ => "401",
        };
        assert_eq!(answer, expected, "{code}");
    }
}

#[test]
fn the_table_of_keys_from_elsewhere_has_every_code_once() {
    for (code, when) in listed(5, &["jwks/error.rs"]) {
        let fetched = when.contains("a fetch");
        assert!(fetched || when == "start-up", "{code}: {when}");
    }
}

#[cfg(feature = "session")]
#[test]
fn the_table_of_sessions_has_every_code_once() {
    for (code, answer) in listed(1, &["session/error.rs"]) {
        let (status, word) = answer.split_once(' ').unwrap();
        let expected = match word.trim_matches('`') {
            "temporarily_unavailable" => "503",
            "server_error" => "500",
            _ => "400",
        };
        assert_eq!(status, expected, "{code}");
    }
}

#[test]
fn what_people_type_finds_its_item() {
    let sources = crate::ladder::source::sources();
    for (word, file, item) in [
        ("encode", "jwt/signer.rs", "pub fn generate_token<"),
        ("encode", "jwt/signer.rs", "pub fn sign<"),
        ("decode", "jwt/token.rs", "pub fn verify_token<"),
        (
            "decode",
            "jwt/token.rs",
            "pub fn verify<C: DeserializeOwned>",
        ),
        ("jwt", "jwt/token.rs", "pub struct Token<"),
        ("expiresIn", "jwt/signer_dates.rs", "pub fn validity("),
        ("Validation", "jwt/verifier.rs", "pub struct Verifier "),
        ("EncodingKey", "key/hmac.rs", "pub struct HmacKey("),
        ("DecodingKey", "key/hmac.rs", "pub struct HmacKey("),
        ("from_secret", "key/options.rs", "pub fn new("),
        ("from_secret", "key/options.rs", "pub fn hs256("),
        (
            "from_base64_secret",
            "key/options.rs",
            "pub fn from_base64(",
        ),
        ("insecure_decode", "jws/compact.rs", "pub fn parse("),
    ] {
        let (before, _) = sources[file].split_once(item).expect(item);
        let attributes = before.lines().rev().take_while(|line| !line.contains("//"));
        let is_alias =
            |line: &str| line.contains("doc(alias") && line.contains(&format!("\"{word}\""));
        assert!(
            attributes.into_iter().any(is_alias),
            "{item} is not found as {word}"
        );
    }
}

/// rustdoc shows the blocks of a type's methods in the order of their modules.
#[cfg(feature = "session")]
#[test]
fn the_page_of_sessions_begins_with_what_is_used_first() {
    let sources = crate::ladder::source::sources();
    let in_order = |file: &str, words: &[&str]| {
        let places = words
            .iter()
            .map(|word| sources[file].find(word).expect(word));
        assert!(places.is_sorted(), "{file}: {words:?}");
    };
    let has_methods = |(file, source): &(&String, &String)| {
        let blocks = source.split("\nimpl<").skip(1);
        let mut blocks =
            blocks.filter(|block| block.lines().next().unwrap().contains(" Sessions<"));
        file.starts_with("session/") && blocks.any(|block| block.contains("    pub "))
    };
    let files = sources.iter().filter(has_methods);
    let others = files.map(|(file, _)| file.rsplit('/').next().unwrap().trim_end_matches(".rs"));
    let others: Vec<_> = others.filter(|file| *file != "requests").collect();
    assert!(others.contains(&"manage"), "{others:?}");
    for other in others {
        in_order(
            "session/mod.rs",
            &["mod requests;", &format!("mod {other};")],
        );
    }
    let verbs = ["fn builder(", "fn login(", "fn refresh(", "fn logout("];
    in_order("session/requests.rs", &verbs);
}
