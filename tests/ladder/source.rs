//! Reading `src` as a graph: which file a path in a source names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files by their path below `src`.
pub type Sources = BTreeMap<String, String>;

pub fn sources() -> Sources {
    fn walk(folder: &Path, root: &Path, sources: &mut Sources) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, sources);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                sources.insert(name.replace('\\', "/"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Sources::new();
    walk(&root, &root, &mut sources);
    sources
}

/// The code before the tests, without comments, and without single lines that are for tests.
pub fn code(source: &str) -> Vec<&str> {
    let mut lines = source.lines();
    let mut code = Vec::new();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            code.push(line.split("//").next().unwrap_or_default());
        } else if lines.next().is_none_or(|item| item.ends_with('{')) {
            break;
        }
    }
    code
}

/// The module that a file is, as its path's segments.
pub fn module_of(file: &str) -> Vec<String> {
    let path = file.strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let segments = path.split('/').filter(|segment| *segment != "lib");
    segments.map(String::from).collect()
}

fn file_of(module: &[String], sources: &Sources) -> Option<String> {
    let path = module.join("/");
    let files = [
        format!("{path}.rs"),
        format!("{path}/mod.rs"),
        "lib.rs".into(),
    ];
    let files = files
        .into_iter()
        .take(if module.is_empty() { 3 } else { 2 });
    files.into_iter().find(|file| sources.contains_key(file))
}

/// `a::{b, c::{d as e}}` as `a::b`, `a::c::d`, each with the name that it gets.
fn expand(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    let Some((prefix, rest)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").unwrap_or((tree, tree));
        let name = alias.rsplit("::").next().unwrap_or_default();
        return vec![(path.trim().into(), name.trim().into())];
    };
    let inner = rest.strip_suffix('}').unwrap();
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let parts = parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .flat_map(expand);
    let prefix = prefix.trim();
    let own = |path: String, name: String| match &*path {
        "self" => (prefix.trim_end_matches("::").to_string(), name),
        _ => (format!("{prefix}{path}"), name),
    };
    parts.map(|(path, name)| own(path, name)).collect()
}

/// A `use` statement, or another line of code.
#[derive(Default)]
struct Statement {
    is_use: bool,
    is_public: bool,
    /// Within `mod x { … }`, where `super` is the file itself.
    is_inline: bool,
    text: String,
}

fn statements(source: &str) -> Vec<Statement> {
    let (mut found, mut open, mut inline) = (Vec::new(), None::<Statement>, None);
    for line in code(source) {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        if text.ends_with('{') && (text.starts_with("mod ") || text.contains(") mod ")) {
            inline = Some(indent);
        } else if inline == Some(indent) && text == "}" {
            inline = None;
        }
        let statement = match open.take() {
            Some(begun) => Statement {
                text: begun.text + text,
                ..begun
            },
            None => {
                let at = text
                    .find("use ")
                    .filter(|at| *at == 0 || text.starts_with("pub"));
                Statement {
                    is_use: at.is_some(),
                    is_public: text.starts_with("pub"),
                    is_inline: inline.is_some(),
                    text: text[at.map_or(0, |at| at + 4)..].into(),
                }
            }
        };
        if statement.is_use && !statement.text.ends_with(';') {
            open = Some(statement);
        } else {
            found.push(statement);
        }
    }
    found
}

/// What the `use` statements name, those for everybody or all.
pub fn imports(source: &str, public_only: bool) -> Vec<(String, String)> {
    let uses = statements(source)
        .into_iter()
        .filter(|statement| statement.is_use);
    let uses = uses.filter(|used| !public_only || used.is_public && !used.is_inline);
    uses.flat_map(|used| expand(used.text.trim_end_matches(';')))
        .collect()
}

/// All paths of a file that begin with `crate` or `super`.
pub fn paths(source: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for Statement {
        is_use,
        is_inline,
        text,
        ..
    } in statements(source)
    {
        let named = if is_use {
            expand(text.trim_end_matches(';'))
                .into_iter()
                .map(|(path, _)| path)
                .collect()
        } else {
            paths_within(&text)
        };
        let named = named.into_iter();
        let rooted =
            named.filter(|path| path.starts_with("crate::") || path.starts_with("super::"));
        let inline = |path: String| path.replacen("super", "self", usize::from(is_inline));
        paths.extend(rooted.map(inline));
    }
    paths
}

fn paths_within(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in line.match_indices(root) {
            let before = line[..at].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || "_:\"$".contains(c)) {
                let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
                let path = line[at..].split(|c| !is_path(c)).next().unwrap_or_default();
                paths.push(path.trim_end_matches(':').into());
            }
        }
    }
    paths
}

/// The file that defines what a path names, seen from a module; for what another crate defines, the
/// file that re-exports it.
pub fn resolve(path: &str, from: &[String], sources: &Sources) -> Option<String> {
    follow(path, from, sources, &mut Vec::new())
}

/// `seen` are the re-exports on the way here: one that leads back to itself (an item under its own
/// name) leads no further.
fn follow(
    path: &str,
    from: &[String],
    sources: &Sources,
    seen: &mut Vec<(String, Vec<String>)>,
) -> Option<String> {
    let here = (path.to_string(), from.to_vec());
    let is_known = seen.contains(&here);
    seen.push(here);
    let mut module = from.to_vec();
    for segment in path.split("::") {
        match segment {
            "crate" => module.clear(),
            "self" => {}
            "super" => drop(module.pop()),
            name => {
                let child: Vec<_> = module.iter().cloned().chain([name.to_string()]).collect();
                if file_of(&child, sources).is_some() {
                    module = child;
                    continue;
                }
                // An item of this module: its own, or one that it re-exports.
                let file = file_of(&module, sources)?;
                let exported = imports(&sources[&file], true);
                return match exported.into_iter().find(|(_, exported)| exported == name) {
                    Some((path, _)) if !is_known => follow(&path, &module, sources, seen),
                    _ => Some(file),
                };
            }
        }
    }
    file_of(&module, sources)
}

#[test]
fn a_re_export_under_its_own_name_ends() {
    let mut sources = Sources::new();
    for (file, source) in [
        ("lib.rs", "pub use getrandom;\npub use a::Loop;\n"),
        ("a/mod.rs", "pub use crate::Loop;\n"),
    ] {
        sources.insert(file.into(), source.into());
    }
    let defined = |path| resolve(path, &["a".into()], &sources);
    assert_eq!(defined("crate::getrandom").as_deref(), Some("lib.rs"));
    assert!(defined("crate::Loop").is_some());
    assert!(defined("super::a::Loop").is_some());
}
