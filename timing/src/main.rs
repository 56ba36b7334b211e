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

use experiment::Experiment;
use verdict::End;

const USAGE: &str = "\
usage: cargo run --release -- [--quick]

  --quick   10,000 samples an experiment: shows that each runs and ends as it should, and judges nothing
  --help    this text

exit status: 0 nothing seen, 1 a difference seen, 2 void (or a wrong option)";

const SAMPLES: usize = 2_000_000;
/// Too few to judge by on a busy machine, where a leaky control can go unseen.
const QUICK_SAMPLES: usize = 10_000;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => complete(),
        ["--quick"] => quick(),
        ["--help"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn complete() -> ExitCode {
    let mut verdicts = Vec::new();
    run(|experiment| {
        let judged = verdict::judge(experiment, SAMPLES);
        verdicts.push(judged.verdict);
        table::judged(experiment, &judged)
    });
    let end = End::of(&verdicts);
    println!("\n{end}");
    end.exit_code()
}

fn quick() -> ExitCode {
    run(|experiment| table::measured(experiment, &experiment.measure(QUICK_SAMPLES)));
    println!("\nevery experiment ran; a quick run judges nothing");
    ExitCode::SUCCESS
}

/// Prints a row for each experiment as soon as it is done.
fn run(mut row: impl FnMut(&Experiment) -> String) {
    println!("{}", table::head());
    for experiment in list::all() {
        println!("{}", row(&experiment));
    }
}
