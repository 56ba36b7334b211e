//! docs/RFC-COVERAGE.md names files and tests that exist.

use std::fs;
use std::path::Path;

/// A row of the tables: section, rule, files of `src`, tests as `file::name`.
struct Row<'a> {
    line: &'a str,
    files: Vec<&'a str>,
    tests: Vec<&'a str>,
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let cells = rows.map(|line| {
        (
            line,
            line.trim_matches('|').split(" | ").collect::<Vec<_>>(),
        )
    });
    let rows = cells.filter(|(_, cells)| cells[0].trim() != "§");
    rows.map(|(line, cells)| {
        assert_eq!(cells.len(), 4, "{line}");
        Row {
            line,
            files: quoted(cells[2]),
            tests: quoted(cells[3]),
        }
    })
    .collect()
}

/// Whether `file::name` is a function with `#[test]` above it.
pub fn is_test(tests: &Path, name: &str) -> bool {
    let Some((file, name)) = name.split_once("::") else {
        return false;
    };
    let Ok(source) = fs::read_to_string(tests.join(file)) else {
        return false;
    };
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let declaration = format!("fn {name}() {{");
    let at = lines.iter().position(|line| **line == declaration);
    at.is_some_and(|at| {
        let above = lines[..at].iter().rev();
        let mut attributes = above.take_while(|line| line.starts_with("#["));
        attributes.any(|line| *line == "#[test]")
    })
}

#[test]
fn every_row_names_a_file_that_keeps_it_and_a_test_that_shows_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/RFC-COVERAGE.md")).unwrap();
    let rows = rows(&text);
    assert!(rows.len() > 50, "{}", rows.len());
    for row in rows {
        assert!(
            !row.files.is_empty() && !row.tests.is_empty(),
            "{}",
            row.line
        );
        for file in row.files {
            assert!(
                root.join("src").join(file).is_file(),
                "{file}: {}",
                row.line
            );
        }
        for test in row.tests {
            assert!(is_test(&root.join("tests"), test), "{test}: {}", row.line);
        }
    }
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    assert!(is_test(
        &tests,
        "rfc_coverage.rs::a_test_that_is_not_there_is_found"
    ));
    for name in [
        "rfc_coverage.rs::rows",
        "rfc_coverage.rs::gone",
        "gone.rs::x",
        "x",
    ] {
        assert!(!is_test(&tests, name), "{name}");
    }
}
