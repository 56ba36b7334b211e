//! The README shows what the example prints.

use std::process::Command;

const README: &str = include_str!("../../README.md");

#[test]
fn the_example_prints_what_the_readme_shows() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "remote_keys"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let (_, shown) = README.split_once("--example remote_keys\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), shown);
}
