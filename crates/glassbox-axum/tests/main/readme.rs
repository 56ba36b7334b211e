//! The README shows the example as it is, and a day of it as curl and the example's router have it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use glassbox::Validity;
use glassbox::time::FixedClock;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::support::clock;

#[allow(dead_code)]
#[path = "../../examples/browser.rs"]
mod browser;

const README: &str = include_str!("../../README.md");
const EXAMPLE: &str = include_str!("../../examples/browser.rs");

/// The block of the README that begins with this line.
fn block(language: &str) -> &'static str {
    let (_, block) = README.split_once(&format!("```{language}\n")).unwrap();
    block.split_once("```\n").unwrap().0
}

#[test]
fn it_shows_the_example() {
    let (_, code) = EXAMPLE.split_once("\n\nuse ").unwrap();
    assert_eq!(block("rust,no_run"), format!("use {code}"));
}

/// A shell, which ends when it is dropped.
struct Shell(Child);

const MARK: &str = "-- the command is over --";

impl Shell {
    fn start(folder: &Path) -> Self {
        let mut shell = Command::new("bash");
        shell
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        Self(shell.spawn().unwrap())
    }

    /// The lines that a command says, without white space at their ends.
    fn run(&mut self, command: &str) -> String {
        let input = self.0.stdin.as_mut().unwrap();
        writeln!(input, "{command}\nprintf '\\n{MARK}\\n'").unwrap();
        // Nothing more comes before the next command, so nothing that was read ahead is lost.
        let mut output = BufReader::new(self.0.stdout.as_mut().unwrap());
        let mut said = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "{command}: {said}");
            match line.trim_end() {
                MARK => return said,
                "" => {}
                line => said = said + line + "\n",
            }
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.0.stdin.take()); // its end of input
        self.0.wait().unwrap();
    }
}

/// Tokens are others each time.
fn without_tokens(mut said: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut text = String::new();
    while let Some((before, token)) = said.split_once("eyJ") {
        text = text + before + "eyJ…";
        said = token.trim_start_matches(is_part);
    }
    text + said
}

fn day(clock: &FixedClock, port: u16) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Shell::start(folder.path());
    let mut day = String::new();
    for line in block("console").lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let command = command.replace("localhost:8000", &format!("localhost:{port}"));
            day = day + line + "\n" + &without_tokens(&shell.run(&command));
        } else if let Some(time) = line.strip_prefix("# ") {
            let time: Validity = time.strip_suffix(" later").unwrap().parse().unwrap();
            clock.advance(time.duration());
            day = day + line + "\n";
        }
    }
    day
}

#[test]
fn it_tells_of_a_day_as_it_was() {
    let clock = clock();
    let secret = |byte: &str| byte.repeat(43) + "=";
    let app = browser::app(clock.clone(), &secret("A"), &secret("E")).unwrap();
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    runtime.spawn(async move { axum::serve(listener, app).await });
    let day = day(&clock, port);
    assert!(day == block("console"), "it was:\n{day}");
}
