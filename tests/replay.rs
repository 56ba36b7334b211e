//! Every input that the fuzz targets began with, and every one that ever failed, once more: without a
//! fuzzer and without a nightly compiler.

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/lib.rs"]
pub mod targets;

/// The inputs in a folder; the texts about them aside.
fn inputs(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(folder)
        .join(target);
    let files = fs::read_dir(&folder).into_iter().flatten();
    let paths = files.map(|file| file.unwrap().path());
    let mut inputs: Vec<_> = paths
        .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn no_saved_input_fails() {
    for &(name, target) in targets::TARGETS {
        let seeds = inputs("seeds", name);
        assert!(seeds.len() >= 3, "{name}: {} seeds", seeds.len());
        for (path, input) in [seeds, inputs("failures", name)].concat() {
            println!("{path}");
            target(&input);
        }
        target(b"");
    }
}
