//! Every block of Rust in a document is compiled by `cargo test`, and can be copied as it stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Blocks of Rust that are not compiled, by a line of each, and why.
const NOT_COMPILED: [(&str, &str, &str); 7] = [
    (
        "docs/MIGRATING.md",
        "use jsonwebtoken::",
        "the library that one comes from, which is not among the dependencies",
    ),
    (
        "docs/MIGRATING.md",
        "use glassbox_axum::Bearer;",
        "a crate that stands on this one; its example `jwt` has the same, line by line",
    ),
    (
        "README.md",
        "PrivateKey::eddsa(file)",
        "a feature that is not on by default; the page of `PublicKey` has the same with it",
    ),
    (
        "README.md",
        "keys.verify(&verifier, bearer)",
        "a crate that stands on this one; its README has the same, line by line",
    ),
    (
        "README.md",
        ".encrypt_to(encryption_key.clone());",
        "a feature that is not on by default; the page of `jwe` has the same, line by line",
    ),
    (
        "README.md",
        "fn authenticate(request: &impl Head",
        "a feature that is not on by default; the page of `web` has the same, line by line",
    ),
    (
        "README.md",
        "match cookie.read(request)",
        "a feature that is not on by default; the page of `TokenCookie` has the same, line by line",
    ),
];

/// What a fence may say of code that is not Rust.
const OTHER: [&str; 8] = ["sh", "bash", "console", "js", "sql", "toml", "text", "json"];

/// Flags that leave a block compiled.
const COMPILED: [&str; 4] = ["rust", "no_run", "should_panic", "compile_fail"];

struct Block {
    /// The file, from the root of the repository.
    file: String,
    line: usize,
    /// What the fence says.
    flags: Vec<String>,
    lines: Vec<String>,
}

impl Block {
    fn is_rust(&self) -> bool {
        !self.flags.iter().any(|flag| OTHER.contains(&flag.as_str()))
    }

    fn is_excused(&self) -> bool {
        let is_it = |line: &String, (file, part, _): &(&str, &str, &str)| {
            self.file == *file && line.contains(part)
        };
        let mut excuses = NOT_COMPILED.iter();
        excuses.any(|excuse| self.lines.iter().any(|line| is_it(line, excuse)))
    }

    fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

/// Files below the root, but for what is built.
fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap_or_default();
        let is_ours = !name.starts_with('.') && !["target", "node_modules"].contains(&name);
        if path.is_dir() && is_ours {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

fn below(extension: &str) -> Vec<(String, String)> {
    let root = Path::new(super::ROOT);
    let mut found = Vec::new();
    files(root, extension, &mut found);
    let read = |path: PathBuf| {
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(read).collect()
}

/// The blocks of lines that are a document, or the documentation of an item.
fn blocks<'a>(file: &str, lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in lines {
        match (text.trim_start().strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(flags), None) => {
                let flags = flags.split([',', ' ']).filter(|flag| !flag.is_empty());
                open = Some(Block {
                    file: file.into(),
                    line: line + 1,
                    flags: flags.map(String::from).collect(),
                    lines: Vec::new(),
                });
            }
            (None, Some(block)) => block.lines.push(text.into()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{file}: a block without an end");
    found
}

fn of_documents() -> Vec<Block> {
    let documents = below("md").into_iter();
    let found = documents.flat_map(|(file, text)| blocks(&file, text.lines().enumerate()));
    found.collect()
}

fn of_sources() -> Vec<Block> {
    let sources = below("rs").into_iter();
    let sources = sources.filter(|(file, _)| {
        file.starts_with("src/") || (file.starts_with("crates/") && file.contains("/src/"))
    });
    let found = sources.flat_map(|(file, text)| {
        let lines = text.lines().enumerate().filter_map(|(line, text)| {
            let text = text.trim_start();
            let documented = text
                .strip_prefix("///")
                .or_else(|| text.strip_prefix("//!"))?;
            Some((line, documented.strip_prefix(' ').unwrap_or(documented)))
        });
        blocks(&file, lines)
    });
    found.collect()
}

/// The documents whose blocks rustdoc compiles, as a part of a crate.
fn mounted() -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in below("rs") {
        let folder = Path::new(&file).parent().unwrap().to_path_buf();
        for path in text.split("include_str!(\"").skip(1) {
            let path = folder.join(path.split('"').next().unwrap());
            let mut plain = PathBuf::new();
            for part in path.components() {
                match part.as_os_str() == ".." {
                    true => drop(plain.pop()),
                    false => plain.push(part),
                }
            }
            found.push(plain.to_str().unwrap().replace('\\', "/"));
        }
    }
    found
}

#[test]
fn every_block_of_rust_is_compiled_or_excused() {
    let mounted = mounted();
    let mut compiled = 0;
    for block in of_documents() {
        let place = block.place();
        if !block.is_rust() {
            let is_code = |line: &String| line.starts_with("let ") || line.starts_with("use ");
            assert!(
                !block.lines.iter().any(is_code),
                "{place}: Rust under another name"
            );
        } else if !block.is_excused() {
            let is_compiled = |flag: &String| COMPILED.contains(&flag.as_str());
            assert!(
                block.flags.iter().all(is_compiled),
                "{place}: {:?}",
                block.flags
            );
            assert!(!block.flags.is_empty(), "{place}: what is it?");
            assert!(mounted.contains(&block.file), "{place}: no part of a crate");
            compiled += 1;
        }
    }
    for block in of_sources().iter().filter(|block| block.is_rust()) {
        let is_compiled = |flag: &String| COMPILED.contains(&flag.as_str());
        assert!(
            block.flags.iter().all(is_compiled),
            "{}: {:?}",
            block.place(),
            block.flags
        );
        compiled += 1;
    }
    assert!(compiled > 40, "{compiled}");
}

#[test]
fn an_excuse_has_its_block_and_its_reason() {
    let blocks = of_documents();
    for (file, part, reason) in NOT_COMPILED {
        let is_it = |block: &&Block| {
            block.file == file && block.lines.iter().any(|line| line.contains(part))
        };
        assert_eq!(blocks.iter().filter(is_it).count(), 1, "{file}: {part}");
        assert!(reason.len() > 20, "{reason}");
    }
}

#[test]
fn the_readme_and_that_of_the_transport_have_the_same() {
    let documents = of_documents();
    let is_it = |line: &String| line.contains("keys.verify(&verifier, bearer)");
    let mut blocks = documents
        .iter()
        .filter(|block| block.lines.iter().any(is_it));
    let [one, other] = [(); 2].map(|()| blocks.next().unwrap());
    assert_eq!(one.lines, other.lines);
    assert_ne!(one.file, other.file);
}

#[test]
fn the_pages_of_features_have_what_the_readme_says_of_them() {
    let (documents, sources) = (of_documents(), of_sources());
    for (part, file) in [
        (".encrypt_to(encryption_key.clone());", "src/jwe/mod.rs"),
        ("fn authenticate(request: &impl Head", "src/web/mod.rs"),
        ("match cookie.read(request)", "src/web/cookie.rs"),
    ] {
        let is_it = |block: &&Block| block.lines.iter().any(|line| line.contains(part));
        let readme = documents.iter().find(is_it).unwrap();
        let mut page = sources.iter().filter(|block| block.file == file);
        let page = page.find(is_it).unwrap();
        assert!(readme.lines.len() > 10 && page.flags.is_empty());
        for line in &readme.lines {
            assert!(page.lines.contains(line), "{line}");
        }
    }
}

#[test]
fn the_adapter_on_the_page_of_web_is_one_that_is_compiled() {
    let sources = of_sources();
    let is_it = |block: &&Block| {
        block
            .lines
            .iter()
            .any(|line| line.contains("impl Head for"))
    };
    let mut page = sources
        .iter()
        .filter(|block| block.file == "src/web/mod.rs");
    let page = page.find(is_it).unwrap().lines.join("\n");
    let adapter = fs::read_to_string(Path::new(super::ROOT).join("adapters/actix.rs")).unwrap();
    assert!(page.len() > 500 && adapter.contains(&page), "{page}");
}

#[test]
fn an_example_of_axum_has_what_migrating_says_of_it() {
    let documents = of_documents();
    let is_it = |block: &&Block| {
        block
            .lines
            .iter()
            .any(|line| line == "use glassbox_axum::Bearer;")
    };
    let mut blocks = documents
        .iter()
        .filter(|block| block.file == "docs/MIGRATING.md");
    let block = blocks.find(is_it).unwrap();
    let example = Path::new(super::ROOT).join("crates/glassbox-axum/examples/jwt.rs");
    let example = fs::read_to_string(example).unwrap();
    assert!(example.contains(&block.lines.join("\n")));
}

/// Only rustdoc hides a line that begins with `# `. Whoever reads a document elsewhere sees it, and a
/// compiler refuses it. So a block of a document has items alone, and the file that it is copied into
/// needs nothing else.
#[test]
fn a_block_of_a_document_can_be_copied_as_it_stands() {
    let ours = ["README.md", "docs/", "crates/"];
    let is_ours = |block: &Block| ours.iter().any(|begin| block.file.starts_with(begin));
    let mut judged = 0;
    for block in of_documents().iter().filter(|block| block.is_rust()) {
        if !is_ours(block) || block.is_excused() {
            continue;
        }
        for line in &block.lines {
            let is_hidden = line.trim() == "#" || line.trim_start().starts_with("# ");
            assert!(
                !is_hidden,
                "{}: {line}: only rustdoc hides it",
                block.place()
            );
            let is_statement = ["let ", "assert", "println!"];
            let is_statement = is_statement.iter().any(|begin| line.starts_with(begin));
            assert!(!is_statement, "{}: {line}: in no function", block.place());
        }
        judged += 1;
    }
    assert!(judged > 10, "{judged}");
}

/// On the first page of a crate nothing that counts is hidden: only the function around a block, and
/// its end.
#[test]
fn the_first_page_of_a_crate_hides_only_frames() {
    let first_pages = of_sources().into_iter();
    let first_pages = first_pages.filter(|block| block.file.ends_with("src/lib.rs"));
    for block in first_pages.filter(Block::is_rust) {
        let lines = block.lines.iter();
        for line in lines.filter_map(|line| line.strip_prefix("# ")) {
            let frames = ["Ok", "fn ", "async fn ", "}"];
            let is_frame = frames.iter().any(|begin| line.starts_with(begin));
            assert!(is_frame, "{}: {line} is hidden", block.place());
        }
    }
}

/// Calls that documents name, of the standard library and of axum.
const ELSEWHERE: [&str; 5] = [
    "from_secs",
    "is_none",
    "is_some_and",
    "route_layer",
    "expose_headers",
];

/// What stands between single backquotes outside blocks; of a table that translates, without the column
/// of what is translated.
fn inline(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_block = false;
    for line in text.lines() {
        is_block ^= line.starts_with("```");
        let is_row = file.ends_with("MIGRATING.md") && line.starts_with('|');
        let line = if is_row {
            line.splitn(3, '|').nth(2).unwrap_or_default()
        } else {
            line
        };
        if !is_block {
            found.extend(line.split('`').skip(1).step_by(2).map(String::from));
        }
    }
    found
}

/// The calls in a piece of code: `.name(`, and `Type::name`.
fn calls(code: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let methods = code.match_indices('.').map(|(at, _)| &code[at + 1..]);
    let methods = methods.filter(|rest| {
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        word > 0 && rest[word..].starts_with('(')
    });
    let paths = code.match_indices("::").map(|(at, _)| &code[at + 2..]);
    let words = methods
        .chain(paths)
        .filter_map(|rest| rest.split(|c| !is_word(c)).next());
    let is_call = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
    words.filter(is_call).collect()
}

/// The functions and modules of all crates of the workspace.
fn defined() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (file, text) in below("rs") {
        let is_ours = file.starts_with("src/") || file.starts_with("crates/");
        let items = ["fn ", "mod "].map(|item| text.split(item).skip(1));
        for rest in items.into_iter().flatten().filter(|_| is_ours) {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            found.insert(rest[..end.unwrap_or(rest.len())].into());
        }
    }
    found
}

#[test]
fn a_call_that_a_document_names_exists() {
    let defined = defined();
    let (mut named, mut missing) = (0, Vec::new());
    for (file, text) in below("md") {
        let is_ours =
            file.starts_with("docs/") || file == "README.md" || file.starts_with("crates/");
        let codes = inline(&file, &text).into_iter();
        // A test, which `rfc_coverage.rs` finds.
        for code in codes.filter(|code| is_ours && !code.contains(".rs::")) {
            for call in calls(&code) {
                if !defined.contains(call) && !ELSEWHERE.contains(&call) {
                    missing.push(format!("{file}: `{code}`: {call}"));
                }
                named += 1;
            }
        }
    }
    assert!(missing.is_empty() && named > 100, "{named}: {missing:#?}");
}
