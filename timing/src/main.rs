//! Checks by statistics that the time of a verification says nothing about the right MAC, the time of a
//! signature nothing about the private key, and the time of a refusal not which part of an encrypted token
//! was wrong.
//! See README.md for what is compared and how to read it.

mod attempt;
mod encrypted;
mod experiment;
mod inputs;
mod leaky;
mod list;
mod mac;
mod measure;
mod signing;
mod table;
mod verdict;
mod welch;

use std::env;
use std::process::ExitCode;

use verdict::{End, Verdict};

const USAGE: &str = "\
usage: cargo run --release -- [--quick]

  --quick   100,000 samples an experiment: whether it runs, and sees the leaky controls
  --help    this text

exit status: 0 nothing seen, 1 a difference seen, 2 void (or a wrong option)";

const SAMPLES: usize = 2_000_000;
const QUICK_SAMPLES: usize = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let samples = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => SAMPLES,
        ["--quick"] => QUICK_SAMPLES,
        ["--help"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let verdicts: Vec<_> = run(samples).collect();
    let end = End::of(&verdicts);
    println!("\n{end}");
    end.exit_code()
}

fn run(samples: usize) -> impl Iterator<Item = Verdict> {
    println!("{}", table::head());
    list::all().into_iter().map(move |experiment| {
        let judged = verdict::judge(&experiment, samples);
        println!("{}", table::row(&experiment, &judged));
        judged.verdict
    })
}
