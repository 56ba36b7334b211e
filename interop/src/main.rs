//! The side of glassbox in the exchange of tokens with other libraries; see README.md.
//!
//! ```text
//! interop make FOLDER           signs the cases of FOLDER/cases.json into FOLDER/glassbox.json
//! interop verify FOLDER         verifies what the other libraries made of them
//! interop pairs-write FOLDER    writes the keys of FOLDER/keys in each form of its own
//! interop pairs-make FOLDER     signs with each private file, into FOLDER/glassbox.pairs.json
//! interop pairs-verify FOLDER   verifies, with each public file, what the others signed
//! interop encrypted-make FOLDER     encrypts the cases of FOLDER/encrypted.json, also with josekit
//! interop encrypted-verify FOLDER   decrypts what the others made of them, and with josekit glassbox's
//! ```

mod case;
mod encrypted;
mod make;
mod outcome;
mod pairs;
mod verify;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let all_held = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", folder] => make::run(Path::new(folder)).map(|()| true)?,
        ["verify", folder] => verify::run(Path::new(folder))?,
        ["pairs-write", folder] => pairs::write::run(Path::new(folder)).map(|()| true)?,
        ["pairs-make", folder] => pairs::make::run(Path::new(folder)).map(|()| true)?,
        ["pairs-verify", folder] => pairs::verify::run(Path::new(folder))?,
        ["encrypted-make", folder] => encrypted::make(Path::new(folder)).map(|()| true)?,
        ["encrypted-verify", folder] => encrypted::verify(Path::new(folder))?,
        _ => return Err("usage: interop [pairs-|encrypted-]make|verify FOLDER".into()),
    };
    Ok(if all_held {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
