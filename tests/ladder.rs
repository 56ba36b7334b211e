//! The ladder of `src`: a file imports only from lower rungs, inside a folder also from a sibling
//! listed above it; `lib.rs` and a `mod.rs` declare and re-export.

pub mod source;

use source::{Sources, code, imports, module_of, paths, resolve, sources};

/// Every file that defines something, with its rung; within a rung in order.
const LADDER: [(u8, &str); 87] = [
    (0, "algorithm.rs"),
    (0, "time/numeric_date.rs"),
    (0, "time/validity.rs"),
    (0, "time/clock.rs"),
    (0, "claim.rs"),
    (1, "error/claim.rs"),
    (1, "error/configuration.rs"),
    (1, "error/key.rs"),
    (1, "error/parts.rs"),
    (1, "error/sign.rs"),
    (1, "error/verify.rs"),
    (2, "codec/base64url.rs"),
    (2, "codec/json/mod.rs"),
    (2, "codec/json/disguise.rs"),
    (2, "codec/json/finite.rs"),
    (2, "codec/json/read.rs"),
    (2, "codec/json/misfit.rs"),
    (2, "codec/json/spy.rs"),
    (2, "codec/json/value.rs"),
    (2, "codec/json/object.rs"),
    (2, "codec/json/watch.rs"),
    (2, "codec/json/write.rs"),
    (3, "jws/header.rs"),
    (3, "jws/header_view.rs"),
    (3, "jws/compact.rs"),
    (3, "jws/pane.rs"),
    (3, "jws/drawing.rs"),
    (4, "key/lookup.rs"),
    (4, "key/signature.rs"),
    (4, "key/traits.rs"),
    (4, "key/not_a_secret.rs"),
    (4, "key/hmac.rs"),
    (4, "key/remote.rs"),
    (4, "key/ring.rs"),
    (5, "jws/signature.rs"),
    (6, "jwt/any_of.rs"),
    (6, "jwt/audience.rs"),
    (6, "jwt/claims.rs"),
    (6, "jwt/plan.rs"),
    (6, "jwt/signer.rs"),
    (6, "jwt/signer_at.rs"),
    (6, "jwt/session_signer.rs"),
    (6, "jwt/policy.rs"),
    (6, "jwt/judge.rs"),
    (6, "jwt/verifier.rs"),
    (6, "jwt/token.rs"),
    (6, "jwt/report.rs"),
    (6, "jwt/told.rs"),
    (6, "jwt/audit.rs"),
    (6, "jwt/explain.rs"),
    (7, "session/family.rs"),
    (7, "session/grace.rs"),
    (7, "session/subject.rs"),
    (7, "session/fixed.rs"),
    (7, "session/row.rs"),
    (7, "session/error.rs"),
    (7, "session/format.rs"),
    (7, "session/refreshed.rs"),
    (7, "session/presenter.rs"),
    (7, "session/new_session.rs"),
    (7, "session/store.rs"),
    (7, "session/token.rs"),
    (7, "session/decide.rs"),
    (7, "session/event.rs"),
    (7, "session/faults.rs"),
    (7, "session/memory.rs"),
    (7, "session/sessions.rs"),
    (7, "session/builder.rs"),
    (7, "session/presented.rs"),
    (7, "session/manage.rs"),
    (7, "session/requests.rs"),
    (8, "session/conformance/crew.rs"),
    (8, "session/conformance/failure.rs"),
    (8, "session/conformance/fixture.rs"),
    (8, "session/conformance/races.rs"),
    (8, "session/conformance/rows.rs"),
    (8, "session/conformance/rules.rs"),
    (8, "session/conformance/suite.rs"),
    (8, "session/model/mod.rs"),
    (8, "session/model/ways.rs"),
    (8, "session/model/world.rs"),
    (8, "session/model/history.rs"),
    (8, "session/model/logins.rs"),
    (8, "session/model/stage.rs"),
    (8, "session/model/tabs.rs"),
    (8, "session/model/scenes.rs"),
    (9, "docs.rs"),
];

/// The tables of contents.
const CONTENTS: [&str; 9] = [
    "lib.rs",
    "codec/mod.rs",
    "error/mod.rs",
    "jws/mod.rs",
    "jwt/mod.rs",
    "key/mod.rs",
    "session/mod.rs",
    "session/conformance/mod.rs",
    "time/mod.rs",
];

const LONGEST: usize = 320;

/// The place of a file in the table.
fn place(file: &str) -> Option<(u8, usize)> {
    let index = LADDER.iter().position(|(_, known)| *known == file)?;
    Some((LADDER[index].0, index))
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The edges of a file that go up, or to nowhere.
fn upward(file: &str, sources: &Sources) -> Vec<String> {
    let module = module_of(file);
    let (rung, index) = place(file).unwrap();
    let goes_up = |path: &String| {
        let Some(target) = resolve(path, &module, sources) else {
            return true;
        };
        let Some((to, at)) = place(&target) else {
            return true; // a whole folder, or a file that is not in the table
        };
        let is_sibling = to == rung && at < index && folder(&target) == folder(file);
        !(to < rung || is_sibling || target == file)
    };
    let up = paths(&sources[file]).into_iter().filter(goes_up);
    up.map(|path| format!("{file} uses {path}")).collect()
}

#[test]
fn every_file_is_in_the_table() {
    let sources = sources();
    let tables: Vec<&str> = LADDER
        .iter()
        .map(|(_, file)| *file)
        .chain(CONTENTS)
        .collect();
    for file in sources.keys() {
        assert!(tables.contains(&file.as_str()), "{file} has no rung");
    }
    for file in tables {
        assert!(sources.contains_key(file), "{file} is not there");
    }
    assert!(LADDER.is_sorted_by_key(|(rung, _)| rung));
}

#[test]
fn no_file_imports_from_above() {
    let sources = sources();
    let edges: Vec<_> = LADDER
        .iter()
        .flat_map(|(_, file)| upward(file, &sources))
        .collect();
    assert!(edges.is_empty(), "{edges:#?}");
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
        let children = LADDER
            .iter()
            .filter(|(_, known)| known.starts_with(&own.join("/")));
        let lowest = children.map(|(rung, _)| *rung).min().unwrap();
        for (path, _) in imports(&sources[file], false) {
            let target = resolve(&path, &own, &sources).unwrap_or_default();
            let is_own = target.starts_with(&own.join("/"));
            let is_lower = place(&target).is_some_and(|(rung, _)| rung < lowest);
            assert!(is_own || is_lower, "{file} re-exports {path}");
        }
    }
}

/// Lines that are put on top of a file, and must be found; a `|` is a new line.
const UPWARD: [(&str, &str); 18] = [
    ("codec/base64url.rs", "use crate::jws::Header;"),
    (
        "codec/base64url.rs",
        "use crate::{claim::Claim, jwt::{Claims, Token}};",
    ),
    ("codec/base64url.rs", "use super::json::misfit;"),
    ("codec/base64url.rs", "use super::super::key::HmacKey;"),
    ("codec/base64url.rs", "use crate::nowhere::Nothing;"),
    ("codec/base64url.rs", "use crate::jws;"),
    ("algorithm.rs", "use crate::time::NumericDate;"),
    ("algorithm.rs", "use crate::SignError;"),
    ("time/clock.rs", "fn now() -> crate::Token<()> {}"),
    ("error/claim.rs", "use super::key::KeyError;"),
    ("error/claim.rs", "pub use super::VerifyError;"),
    (
        "error/claim.rs",
        "use crate::error::{|    JsonType,|    KeyError,|};",
    ),
    ("jws/header.rs", "use super::Unverified;"),
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
    ("codec/base64url.rs", "use crate::algorithm::Algorithm;"),
    ("codec/base64url.rs", "use serde::de::{Error, Visitor};"),
    ("codec/base64url.rs", "/// As [`Token`](crate::Token)."),
    ("codec/base64url.rs", "// use crate::jws::Header;"),
    ("codec/base64url.rs", "#[cfg(test)]|use crate::jws::Header;"),
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
