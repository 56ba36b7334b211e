//! Verifies, with each public file, what the others signed.

use std::collections::HashMap;
use std::path::Path;

use glassbox::{Algorithm, Verifier};
use serde_json::Value;

use super::files::{Made, name, public_files, usual, verifier};
use crate::Outcome;
use crate::case::{Case, read};
use crate::outcome::{are_same, change, refusal};

/// Prints a line for each maker, as the other sides do, and says whether every outcome was right.
pub fn run(folder: &Path) -> Outcome<bool> {
    let cases = usual(folder)?;
    let cases: HashMap<_, _> = cases.iter().map(|case| (&*case.name, case)).collect();
    let owners = ["own", "other"].map(|owner| folder.join("keys").join(owner));
    let mut all_held = true;
    for maker in ["openssl", "PyJWT", "jose", "jsonwebtoken"] {
        let (mut counts, mut index) = ([0; 4], 0);
        let made: Vec<Made> = read(folder, &format!("{maker}.pairs"))?;
        for made in &made {
            let algorithm = Algorithm::from_name(&made.alg).ok_or("no alg that is known")?;
            let [own, other] = owners.each_ref().map(|it| public_files(it, algorithm));
            for (own, other) in own?.iter().zip(other?) {
                let keys = [&**own, &*other].map(|path| verifier(algorithm, path));
                index += 1;
                let found = outcomes(cases[&*made.case], made, keys, index)?;
                for (count, (outcome, problem)) in counts.iter_mut().zip(found) {
                    match problem {
                        None => *count += 1,
                        Some(problem) => {
                            all_held = false;
                            let with = name(own);
                            eprintln!(
                                "{maker} {} with {with}, to be {outcome}: {problem}",
                                made.name
                            );
                        }
                    }
                }
            }
        }
        let [accepted, changed, foreign, expired] = counts;
        println!("{maker} glassbox {accepted} {changed} {foreign} {expired}");
    }
    Ok(all_held)
}

/// What was to happen, and what is wrong with what did.
fn outcomes(
    case: &Case,
    made: &Made,
    [own, other]: [Outcome<Verifier>; 2],
    index: usize,
) -> Outcome<[(&'static str, Option<String>); 4]> {
    let [own, other] = [own?, other?].map(|verifier| match case.claims.contains_key("aud") {
        true => verifier.audience("app-01"),
        false => verifier,
    });
    let accepted = match own.verify::<Value>(&made.token) {
        Err(error) => Some(error.to_string()),
        Ok(token) if !are_same(token.claims(), &Value::Object(case.claims.clone())) => {
            Some(format!("claims differ: {}", token.claims()))
        }
        Ok(_) => None,
    };
    let (changed_text, is_header) = change(&made.token, index);
    let changed = refusal(own.verify::<Value>(&changed_text), |code| {
        is_header || code == "invalid_signature"
    });
    let foreign = refusal(other.verify::<Value>(&made.token), |code| {
        code == "invalid_signature"
    });
    let expired = refusal(own.verify::<Value>(&made.ended), |code| {
        code == "token_expired"
    });
    Ok([
        ("accepted", accepted),
        ("changed", changed),
        ("foreign", foreign),
        ("expired", expired),
    ])
}
