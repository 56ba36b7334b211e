//! The storeys of `src`: one folder stands on one storey. A file imports from storeys below, inside
//! its folder also from a sibling listed above it; `lib.rs` and a `mod.rs` declare and re-export.

pub mod source;

use std::collections::BTreeMap;

use source::{Sources, code, imports, module_of, paths, resolve, sources};

/// Every folder (or file without one) with its storey, and its files in their order.
const HOUSE: [(u8, &str, &[&str]); 16] = [
    (0, "algorithm.rs", &[""]),
    (0, "claim.rs", &[""]),
    (0, "encryption.rs", &[""]),
    (
        0,
        "time",
        &[
            "numeric_date.rs",
            "validity.rs",
            "into_duration.rs",
            "clock.rs",
        ],
    ),
    (
        1,
        "error",
        &[
            "escape.rs",
            "debug.rs",
            "jwk.rs",
            "json_type.rs",
            "text.rs",
            "claim.rs",
            "configuration.rs",
            "pem.rs",
            "key_words.rs",
            "key.rs",
            "misfit.rs",
            "parts.rs",
            "decrypt.rs",
            "encrypt.rs",
            "sign.rs",
            "verify.rs",
        ],
    ),
    (
        2,
        "codec",
        &[
            "base64url/short.rs",
            "base64url/mod.rs",
            "json/mod.rs",
            "json/errors.rs",
            "json/finite.rs",
            "json/scan.rs",
            "json/integer.rs",
            "json/read.rs",
            "json/misfit.rs",
            "json/word.rs",
            "json/observer.rs",
            "json/reserved.rs",
            "json/scalar.rs",
            "json/value_writer.rs",
            "json/value.rs",
            "json/registered.rs",
            "json/written.rs",
            "json/object.rs",
            "json/watch.rs",
            "json/write.rs",
        ],
    ),
    (
        3,
        "jose",
        &[
            "limits.rs",
            "key_id.rs",
            "header.rs",
            "header_view.rs",
            "frame.rs",
            "json_drawing.rs",
        ],
    ),
    (
        4,
        "key",
        &[
            "lookup.rs",
            "decodings.rs",
            "encoded.rs",
            "form.rs",
            "mark.rs",
            "signature.rs",
            "traits.rs",
            "not_a_secret.rs",
            "secret.rs",
            "hmac.rs",
            "options.rs",
            "remote.rs",
            "ring.rs",
            "pair/makers.rs",
            "pair/memo.rs",
            "pair/pem.rs",
            "pair/private_text.rs",
            "pair/asn1.rs",
            "pair/form.rs",
            "pair/curve.rs",
            "pair/ed25519.rs",
            "pair/rsa.rs",
            "pair/parts.rs",
            "pair/spki.rs",
            "pair/pkcs8.rs",
            "pair/write.rs",
            "pair/engine.rs",
            "pair/read.rs",
            "pair/agreement/parts.rs",
            "pair/agreement/der.rs",
            "pair/agreement/engine.rs",
            "pair/agreement/read.rs",
            "pair/agreement/twin.rs",
            "pair/public.rs",
            "pair/private.rs",
            "pair/export.rs",
            "pair/agreement/public.rs",
            "pair/agreement/private.rs",
            "pair/agreement/export.rs",
        ],
    ),
    (
        5,
        "jwe",
        &[
            "content_key.rs",
            "agreement.rs",
            "cbc_hs.rs",
            "cipher.rs",
            "concat_kdf.rs",
            "key_wrap.rs",
            "header.rs",
            "compact.rs",
            "material.rs",
            "established.rs",
            "traits.rs",
            "aes_key.rs",
            "ephemeral.rs",
            "ecdh.rs",
            "ring.rs",
            "encrypt.rs",
            "decrypted.rs",
            "decrypt.rs",
            "encrypted.rs",
        ],
    ),
    (
        5,
        "jwk",
        &[
            "members.rs",
            "transcript.rs",
            "purpose.rs",
            "public.rs",
            "private.rs",
            "written.rs",
            "thumbprint.rs",
            "value.rs",
            "agreement.rs",
            "pair.rs",
            "not_a_set.rs",
            "skipped.rs",
            "set.rs",
            "source.rs",
        ],
    ),
    (5, "jws", &["compact.rs", "drawing.rs", "signature.rs"]),
    (
        6,
        "jwt",
        &[
            "any_of.rs",
            "audience.rs",
            "registered_claims.rs",
            "claims.rs",
            "lifetime.rs",
            "added_claims.rs",
            "envelope.rs",
            "unsigned.rs",
            "signer.rs",
            "signer_dates.rs",
            "signer_at.rs",
            "session_signer.rs",
            "claim_type.rs",
            "policy.rs",
            "judge.rs",
            "verifier.rs",
            "verifier_dates.rs",
            "every_key.rs",
            "inner_token.rs",
            "token.rs",
            "token_claims.rs",
            "encrypting.rs",
            "report.rs",
            "explanation.rs",
            "decryption_tried.rs",
            "keys_tried.rs",
            "shape.rs",
            "keys_seen.rs",
            "audit.rs",
            "audit_decryption.rs",
            "audit_keys.rs",
            "explain.rs",
        ],
    ),
    (
        7,
        "jwks",
        &[
            "address.rs",
            "freshness.rs",
            "transport.rs",
            "decide.rs",
            "error.rs",
            "event.rs",
            "flight.rs",
            "metadata.rs",
            "fetch.rs",
            "state.rs",
            "inner.rs",
            "attempt.rs",
            "refresh.rs",
            "remote.rs",
            "source.rs",
            "builder.rs",
        ],
    ),
    (
        7,
        "session",
        &[
            "at_limit.rs",
            "build_error.rs",
            "contention.rs",
            "ends.rs",
            "family.rs",
            "grace.rs",
            "subject.rs",
            "stamp.rs",
            "fixed.rs",
            "attributes.rs",
            "row.rs",
            "change.rs",
            "rotation.rs",
            "error_text.rs",
            "error.rs",
            "format.rs",
            "columns.rs",
            "detail.rs",
            "refreshed.rs",
            "presenter.rs",
            "new_session.rs",
            "store.rs",
            "token.rs",
            "decide.rs",
            "kept_stamps.rs",
            "by_subject.rs",
            "event.rs",
            "faults.rs",
            "memory.rs",
            "server.rs",
            "sessions.rs",
            "builder.rs",
            "introspect.rs",
            "presented.rs",
            "revoke_groups.rs",
            "limit.rs",
            "manage.rs",
            "requests.rs",
            "conformance/tasks.rs",
            "conformance/failure.rs",
            "conformance/fixture.rs",
            "conformance/groups.rs",
            "conformance/life.rs",
            "conformance/live.rs",
            "conformance/races.rs",
            "conformance/rows.rs",
            "conformance/rules.rs",
            "conformance/suite.rs",
            "model/mod.rs",
            "model/schedules.rs",
            "model/world.rs",
            "model/modes.rs",
            "model/history.rs",
            "model/logins.rs",
            "model/simulation.rs",
            "model/keeping.rs",
            "model/tabs.rs",
            "model/scenarios.rs",
        ],
    ),
    (
        8,
        "web",
        &[
            "header_text.rs",
            "head.rs",
            "scoped.rs",
            "answer.rs",
            "verdict.rs",
            "protect_error.rs",
            "origin.rs",
            "credential.rs",
            "entity_tag.rs",
            "published_keys.rs",
            "refusal.rs",
            "protect.rs",
            "endpoint.rs",
            "cookie_error.rs",
            "cookie.rs",
        ],
    ),
    (9, "docs.rs", &[""]),
];

/// The tables of contents.
const CONTENTS: [&str; 16] = [
    "lib.rs",
    "codec/mod.rs",
    "error/mod.rs",
    "jose/mod.rs",
    "jwe/mod.rs",
    "jwk/mod.rs",
    "jwks/mod.rs",
    "jws/mod.rs",
    "jwt/mod.rs",
    "key/mod.rs",
    "key/pair/mod.rs",
    "key/pair/agreement/mod.rs",
    "session/mod.rs",
    "session/conformance/mod.rs",
    "time/mod.rs",
    "web/mod.rs",
];

const LONGEST: usize = 320;

/// Every file of the table, in order, with its storey.
fn files() -> impl Iterator<Item = (u8, String)> {
    HOUSE.into_iter().flat_map(|(storey, folder, files)| {
        let path = move |file: &&str| format!("{folder}/{file}").trim_end_matches('/').into();
        files.iter().map(move |file| (storey, path(file)))
    })
}

/// The storey of a file, and its place in the table.
fn place(file: &str) -> Option<(u8, usize)> {
    let index = files().position(|(_, known)| known == file)?;
    Some((files().nth(index)?.0, index))
}

/// The folder right below `src` that a file is in, or the file itself.
fn folder(file: &str) -> &str {
    file.split_once('/').map_or(file, |(folder, _)| folder)
}

/// The edges of a file that go up, or to nowhere.
fn upward(file: &str, sources: &Sources) -> Vec<String> {
    let module = module_of(file);
    let (storey, index) = place(file).unwrap();
    let goes_up = |path: &String| {
        let Some(target) = resolve(path, &module, sources) else {
            return true;
        };
        let Some((to, at)) = place(&target) else {
            return true; // a whole folder, or a file that is not in the table
        };
        let is_sibling = at < index && folder(&target) == folder(file);
        let is_below = to < storey && folder(&target) != folder(file);
        !(is_below || is_sibling || target == file)
    };
    let up = paths(&sources[file]).into_iter().filter(goes_up);
    up.map(|path| format!("{file} uses {path}")).collect()
}

/// A way from folder to folder that comes back to where it began. It is looked for in the sources
/// alone, so that no mistake in the table can hide it.
fn circle(sources: &Sources) -> Option<Vec<String>> {
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, source) in sources.iter().filter(|(file, _)| *file != "lib.rs") {
        let module = module_of(file);
        let targets = paths(source);
        let targets = targets
            .iter()
            .filter_map(|path| resolve(path, &module, sources));
        let others = targets.map(|target| folder(&target).to_string());
        let others = others.filter(|other| other != folder(file) && other != "lib.rs");
        uses.entry(folder(file).into()).or_default().extend(others);
    }
    fn walk(
        uses: &BTreeMap<String, Vec<String>>,
        way: &mut Vec<String>,
        done: &mut Vec<String>,
    ) -> bool {
        let here = way.last().unwrap().clone();
        for next in uses.get(&here).into_iter().flatten() {
            let is_back = way.contains(next);
            way.push(next.clone());
            if is_back || (!done.contains(next) && walk(uses, way, done)) {
                return true;
            }
            way.pop();
        }
        done.push(here);
        false
    }
    let mut done = Vec::new();
    uses.keys().find_map(|folder| {
        let mut way = vec![folder.clone()];
        let is_found = walk(&uses, &mut way, &mut done);
        // Without the way that leads there.
        let start = way.iter().position(|folder| Some(folder) == way.last());
        is_found.then(|| way.split_off(start.unwrap()))
    })
}

#[test]
fn one_folder_stands_on_one_storey() {
    assert!(HOUSE.is_sorted_by_key(|(storey, ..)| *storey));
    for (index, (_, name, _)) in HOUSE.iter().enumerate() {
        assert!(!name.contains('/'), "{name} is a part of a folder");
        let again = HOUSE
            .iter()
            .skip(index + 1)
            .any(|(_, other, _)| other == name);
        assert!(!again, "{name} stands on two storeys");
    }
}

#[test]
fn every_file_is_in_the_table() {
    let sources = sources();
    let contents = CONTENTS.map(String::from);
    let tables: Vec<String> = files().map(|(_, file)| file).chain(contents).collect();
    for file in sources.keys() {
        assert!(tables.contains(file), "{file} has no storey");
    }
    for file in tables {
        assert!(sources.contains_key(&file), "{file} is not there");
    }
}

#[test]
fn no_file_imports_from_above() {
    let sources = sources();
    let edges: Vec<_> = files()
        .flat_map(|(_, file)| upward(&file, &sources))
        .collect();
    assert!(edges.is_empty(), "{edges:#?}");
}

#[test]
fn no_folders_use_each_other() {
    let mut sources = sources();
    assert_eq!(circle(&sources), None);
    let key = sources.get_mut("key/traits.rs").unwrap();
    key.insert_str(0, "use crate::jws::Unverified;\n");
    let way = circle(&sources).expect("jws uses key, and key uses jws");
    assert_eq!(
        way.first(),
        way.last().filter(|_| way.len() == 3),
        "{way:?}"
    );
}

#[test]
fn contents_declare_and_re_export_and_nothing_else() {
    let sources = sources();
    for file in CONTENTS {
        let (mut in_use, mut in_attribute) = (false, false);
        for line in code(&sources[file]) {
            let text = line.trim();
            let begins_use =
                text.starts_with("use ") || (text.starts_with("pub") && text.contains("use "));
            let declares =
                text.ends_with(';') && (text.contains("mod ") || text.contains("extern crate "));
            let is_attribute = in_attribute || text.starts_with("#[") || text.starts_with("#![");
            in_attribute = is_attribute && !text.ends_with(']');
            let harmless = is_attribute || text.is_empty();
            assert!(
                in_use || begins_use || declares || harmless,
                "{file}: {line}"
            );
            assert!(!text.contains('*'), "{file}: a glob: {line}");
            in_use = (in_use || begins_use) && !text.ends_with(';');
        }
        // What a folder re-exports is its own, or from further down.
        let own = module_of(file);
        let children = files().filter(|(_, known)| known.starts_with(&own.join("/")));
        let lowest = children.map(|(storey, _)| storey).min().unwrap();
        for (path, _) in imports(&sources[file], false) {
            let target = resolve(&path, &own, &sources).unwrap_or_default();
            let is_own = target.starts_with(&own.join("/"));
            let is_lower = place(&target).is_some_and(|(storey, _)| storey < lowest);
            assert!(is_own || is_lower, "{file} re-exports {path}");
        }
    }
}

/// Lines that are put on top of a file, and must be found; a `|` is a new line.
const UPWARD: [(&str, &str); 18] = [
    ("codec/base64url/mod.rs", "use crate::jws::Header;"),
    (
        "codec/base64url/mod.rs",
        "use crate::{claim::Claim, jwt::{Claims, Token}};",
    ),
    ("codec/base64url/mod.rs", "use super::json::misfit;"),
    ("codec/base64url/mod.rs", "use super::super::key::HmacKey;"),
    ("codec/base64url/mod.rs", "use crate::nowhere::Nothing;"),
    ("codec/base64url/mod.rs", "use crate::jws;"),
    ("algorithm.rs", "use crate::time::NumericDate;"),
    ("algorithm.rs", "use crate::SignError;"),
    ("time/clock.rs", "fn now() -> crate::Token<()> {}"),
    ("error/claim.rs", "use super::key::KeyError;"),
    ("error/claim.rs", "pub use super::VerifyError;"),
    (
        "error/claim.rs",
        "use crate::error::{|    JsonType,|    KeyError,|};",
    ),
    ("jose/header.rs", "use crate::jws::Unverified;"),
    (
        "jws/compact.rs",
        "    let opened = super::signature::open(text);",
    ),
    (
        "key/traits.rs",
        "mod inner {|    use super::super::Verifier;|}",
    ),
    ("key/hmac.rs", "use super::ring::KeyRing;"),
    ("jwt/any_of.rs", "use crate::jwt::Audience as Names;"),
    ("jwt/policy.rs", "#[cfg(unix)]|pub(crate) use super::Token;"),
];

/// Lines that are no upward edge.
const LEVEL: [(&str, &str); 9] = [
    ("codec/base64url/mod.rs", "use crate::algorithm::Algorithm;"),
    ("codec/base64url/mod.rs", "use serde::de::{Error, Visitor};"),
    ("codec/base64url/mod.rs", "/// As [`Token`](crate::Token)."),
    ("codec/base64url/mod.rs", "// use crate::jws::Header;"),
    (
        "codec/base64url/mod.rs",
        "#[cfg(test)]|use crate::jws::Header;",
    ),
    (
        "error/verify.rs",
        "use super::{Escaped, KeyError, claim::JsonType};",
    ),
    ("key/traits.rs", "mod inner {|    use super::Lookup;|}"),
    ("key/ring.rs", "use super::{HmacKey, KeyId};"),
    (
        "jwt/verifier.rs",
        "use crate::{Signer, jws::{Header, Unverified as Seen}};",
    ),
];

#[test]
fn an_upward_edge_is_found_however_it_is_written() {
    let real = sources();
    let with = |(file, line): (&str, &str)| {
        let mut made_up = real.clone();
        let source = made_up.get_mut(file).unwrap();
        source.insert_str(0, &format!("{}\n", line.replace('|', "\n")));
        (upward(file, &made_up).len(), upward(file, &real).len())
    };
    for edge in UPWARD {
        let (made_up, real) = with(edge);
        assert!(made_up > real, "{edge:?}");
    }
    for edge in LEVEL {
        let (made_up, real) = with(edge);
        assert!(made_up <= real, "{edge:?}");
    }
}

#[test]
fn no_file_is_long() {
    let length = |source: &str| code(source).len();
    let lengths = sources()
        .into_iter()
        .map(|(file, source)| (file, length(&source)));
    let long: Vec<_> = lengths.filter(|(_, lines)| *lines > LONGEST).collect();
    assert!(
        long.is_empty(),
        "longer than {LONGEST} lines before its tests: {long:#?}"
    );
}
