//! The same for each library: encrypts every case, and sees what becomes of another's tokens.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::case::{Case, Content, Header, Key, Made};
use crate::Outcome;
use crate::case::read;
use crate::outcome::are_same;

/// A library.
pub trait Side {
    const NAME: &'static str;

    fn encrypt(content: &[u8], header: &Header, key: &Key) -> Outcome<String>;

    fn decrypt(text: &str, header: &Header, key: &Key) -> Result<(Header, Vec<u8>), Refusal>;

    /// A token that is signed, then encrypted.
    fn nest(
        claims: &Map<String, Value>,
        secret: &Key,
        header: &Header,
        key: &Key,
    ) -> Outcome<String>;

    fn verify(
        text: &str,
        header: &Header,
        key: &Key,
        secret: &Key,
    ) -> Result<(Header, Value), Refusal>;
}

/// Why a text was refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    Decryption,
    Signature,
    Expired,
    Other(String),
}

pub fn make<S: Side>(folder: &Path) -> Outcome<()> {
    let cases: Vec<Case> = read(folder, "encrypted")?;
    let made = cases.iter().map(
        |Case {
             name,
             header,
             key,
             content,
             ..
         }| {
            let (token, ended) = match content {
                Content::Bytes { content } => (S::encrypt(&bytes(content)?, header, key)?, None),
                Content::Token {
                    claims,
                    ended,
                    secret,
                    ..
                } => {
                    let mut expired = claims.clone();
                    expired["exp"] = ended.clone();
                    let nest = |claims| S::nest(claims, secret, header, key);
                    (nest(claims)?, Some(nest(&expired)?))
                }
            };
            let name = name.clone();
            Ok(Made { name, token, ended })
        },
    );
    let made = made.collect::<Outcome<Vec<_>>>()?;
    let path = folder.join(format!("{}.encrypted.json", S::NAME));
    Ok(fs::write(path, serde_json::to_string_pretty(&made)?)?)
}

/// Prints a line as the other sides do.
pub fn check<S: Side>(folder: &Path, maker: &str) -> Outcome<bool> {
    let cases: Vec<Case> = read(folder, "encrypted")?;
    let cases: HashMap<_, _> = cases.iter().map(|case| (&*case.name, case)).collect();
    let made: Vec<Made> = read(folder, &format!("{maker}.encrypted"))?;
    let outcomes = ["accepted", "changed", "foreign", "expired"];
    let (mut counts, mut all_held) = ([0; 4], true);
    for (index, made) in made.iter().enumerate() {
        for (outcome, problem) in judge::<S>(cases[&*made.name], made, index) {
            match problem {
                None => {
                    counts[outcomes
                        .iter()
                        .position(|it| *it == outcome)
                        .ok_or("no outcome")?] += 1
                }
                Some(problem) => {
                    all_held = false;
                    eprintln!(
                        "{maker} {} by {}, to be {outcome}: {problem}",
                        made.name,
                        S::NAME
                    );
                }
            }
        }
    }
    let [accepted, changed, foreign, expired] = counts;
    println!(
        "{maker} {} {accepted} {changed} {foreign} {expired}",
        S::NAME
    );
    Ok(all_held)
}

/// What was to happen, and what is wrong with what did.
fn judge<S: Side>(case: &Case, made: &Made, index: usize) -> Vec<(&'static str, Option<String>)> {
    let Case {
        header,
        key,
        other,
        content,
        ..
    } = case;
    let open = |text: &str, key: &Key| match content {
        Content::Bytes { content } => {
            let (header, opened) = S::decrypt(text, header, key)?;
            let is_same = bytes(content).is_ok_and(|content| content == opened);
            Ok((header, is_same))
        }
        Content::Token { claims, secret, .. } => {
            let (header, opened) = S::verify(text, header, key, secret)?;
            Ok((header, are_same(&opened, &Value::Object(claims.clone()))))
        }
    };
    let accepted = match open(&made.token, key) {
        Ok((found, true)) if found == *header => None,
        Ok(differs) => Some(format!("differs: {differs:?}")),
        Err(refusal) => Some(format!("{refusal:?}")),
    };
    let mut all = vec![("accepted", accepted)];
    for (place, text) in changed(&made.token, index) {
        // A changed header may be no header any more.
        let is_right = |refusal: &Refusal| place == 0 || *refusal == Refusal::Decryption;
        all.push(("changed", refused(open(&text, key), is_right)));
    }
    let is = |expected: Refusal| move |refusal: &Refusal| *refusal == expected;
    all.push((
        "foreign",
        refused(open(&made.token, other), is(Refusal::Decryption)),
    ));
    if let (
        Content::Token {
            secret,
            other_secret,
            ..
        },
        Some(ended),
    ) = (content, &made.ended)
    {
        let verify = |text: &str, secret| S::verify(text, header, key, secret);
        all.push((
            "foreign",
            refused(verify(&made.token, other_secret), is(Refusal::Signature)),
        ));
        all.push((
            "expired",
            refused(verify(ended, secret), is(Refusal::Expired)),
        ));
    }
    all
}

fn refused<T>(outcome: Result<T, Refusal>, is_right: impl Fn(&Refusal) -> bool) -> Option<String> {
    match outcome {
        Ok(_) => Some("accepted".into()),
        Err(refusal) if is_right(&refusal) => None,
        Err(refusal) => Some(format!("refused for another reason: {refusal:?}")),
    }
}

/// One character replaced, in each part in turn that has any; never the last of a part, of which not every
/// bit counts.
fn changed(token: &str, index: usize) -> Vec<(usize, String)> {
    let parts: Vec<_> = token.split('.').collect();
    let with_text = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty());
    with_text
        .map(|(place, part)| {
            let (before, rest) = part.split_at(index * 7919 % (part.len() - 1));
            let other = if rest.starts_with('A') { 'B' } else { 'A' };
            let changed = format!("{before}{other}{}", &rest[1..]);
            let mut parts = parts.clone();
            parts[place] = &changed;
            (place, parts.join("."))
        })
        .collect()
}

fn bytes(hex: &str) -> Outcome<Vec<u8>> {
    let byte = |at| Ok(u8::from_str_radix(&hex[at..at + 2], 16)?);
    (0..hex.len()).step_by(2).map(byte).collect()
}
