//! Measures glassbox side by side with its floor and with the other Rust JWT crates.
//! See README.md for what is measured and how to read it.

mod candidates;
mod claims;
mod encryption;
mod json;
mod measure;
mod pairs;
mod report;
mod table;
mod threads;
mod token;
mod work;

use std::error::Error;
use std::path::PathBuf;
use std::process::{self, Command};
use std::time::Duration;
use std::{env, fs};

use measure::Effort;
use report::{GarbageLine, Line};
use token::{GARBAGE, GARBAGE_BYTES};
use work::Work;

const USAGE: &str = "\
usage: cargo run --release -- [--quick] [--only W2,W3,…] [--json PATH]

  --quick      few and short rounds: whether it runs, not how fast it is
  --only LIST  these work items alone (W2 stands for W2, W2-call, …)
  --json PATH  where to write the results; without it a complete run writes
               results.json beside this package's Cargo.toml";

struct Options {
    quick: bool,
    only: Vec<String>,
    json: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    if BACKTRACE.iter().any(|name| env::var_os(name).is_some()) {
        return again_without_backtraces();
    }
    let effort = options.effort();
    let lines: Vec<_> = Work::all()
        .into_iter()
        .filter(|work| options.selects(&work.id()))
        .map(|work| {
            eprintln!("{}", work.id());
            Line::measure(work, effort)
        })
        .collect();
    let garbage = measure_garbage(&options);
    let threads = if options.selects("W12") {
        eprintln!("W12");
        threads::measure(effort)
    } else {
        Vec::new()
    };
    let pairs = measure_pairs(&options);
    let encryption = measure_encryption(&options);
    let others = [
        garbage.is_empty(),
        threads.is_empty(),
        pairs.is_empty(),
        encryption.is_empty(),
    ];
    if lines.is_empty() && others.into_iter().all(|is_empty| is_empty) {
        return Err(format!("no such work item: {}", options.only.join(",")).into());
    }
    table::print(&lines, &garbage, &threads, &pairs, &encryption);
    if let Some(path) = options.results() {
        let report = json::report(effort, &lines, &garbage, &threads, &pairs, &encryption);
        fs::write(path, format!("{report:#}\n"))?;
    }
    Ok(())
}

/// Errors of some crates capture a backtrace where these ask for it; that is not what is measured.
const BACKTRACE: [&str; 2] = ["RUST_BACKTRACE", "RUST_LIB_BACKTRACE"];

fn again_without_backtraces() -> Result<(), Box<dyn Error>> {
    let mut again = Command::new(env::current_exe()?);
    again.args(env::args_os().skip(1));
    let status = BACKTRACE
        .iter()
        .fold(&mut again, |again, name| again.env_remove(name))
        .status()?;
    process::exit(status.code().unwrap_or(1));
}

fn measure_garbage(options: &Options) -> Vec<GarbageLine> {
    if !options.selects("W6") {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for kind in GARBAGE {
        eprintln!("W6, {kind:?}");
        lines
            .extend(GARBAGE_BYTES.map(|bytes| GarbageLine::measure(kind, bytes, options.effort())));
    }
    lines
}

fn measure_pairs(options: &Options) -> Vec<pairs::Line> {
    pairs::all()
        .filter(|&(pair, task)| options.selects(&pairs::id(pair, task)))
        .map(|(pair, task)| {
            eprintln!("{}", pairs::id(pair, task));
            pairs::Line::measure(pair, task, options.effort())
        })
        .collect()
}

fn measure_encryption(options: &Options) -> Vec<encryption::Line> {
    encryption::all()
        .into_iter()
        .filter(|task| options.selects(&task.id()))
        .map(|task| {
            eprintln!("{}", task.id());
            encryption::Line::measure(task, options.effort())
        })
        .collect()
}

impl Options {
    /// Nothing when help is asked for.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self {
            quick: false,
            only: Vec::new(),
            json: None,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--json" => options.json = Some(value()?.into()),
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown argument {argument}\n{USAGE}")),
            }
        }
        Ok(Some(options))
    }

    fn effort(&self) -> Effort {
        let (rounds, micros) = if self.quick { (5, 300) } else { (60, 3000) };
        Effort {
            rounds,
            batch: Duration::from_micros(micros),
        }
    }

    fn selects(&self, id: &str) -> bool {
        let matches = |wanted: &String| {
            id.strip_prefix(wanted.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.only.is_empty() || self.only.iter().any(matches)
    }

    /// A run in part must not replace the results of a complete one.
    fn results(&self) -> Option<PathBuf> {
        let complete = !self.quick && self.only.is_empty();
        let usual = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results.json");
        self.json.clone().or_else(|| complete.then(usual))
    }
}
