//! Verifies with glassbox what the other libraries made.

use std::collections::HashMap;
use std::path::Path;

use glassbox::jws::Header;
use glassbox::{HmacKey, Verifier};
use serde_json::{Map, Value};

use crate::Outcome;
use crate::case::{Case, Made, read};
use crate::outcome::{are_same, change, refusal};

/// Prints a line for each library, as check.mjs does, and says whether every outcome was right.
pub fn run(folder: &Path) -> Outcome<bool> {
    let cases: Vec<Case> = read(folder, "cases")?;
    let cases: HashMap<_, _> = cases.iter().map(|case| (&*case.name, case)).collect();
    let mut all_held = true;
    for library in ["jsonwebtoken", "jose", "PyJWT"] {
        let mut counts = [0; 4];
        let made: Vec<Made> = read(folder, library)?;
        for (index, made) in made.iter().enumerate() {
            for (count, (outcome, problem)) in
                counts
                    .iter_mut()
                    .zip(outcomes(cases[&*made.name], made, index)?)
            {
                match problem {
                    None => *count += 1,
                    Some(problem) => {
                        all_held = false;
                        eprintln!("{library} {}, to be {outcome}: {problem}", made.name);
                    }
                }
            }
        }
        let [accepted, changed, foreign, expired] = counts;
        println!("{library} glassbox {accepted} {changed} {foreign} {expired}");
    }
    Ok(all_held)
}

/// What was to happen, and what is wrong with what did.
fn outcomes(
    case: &Case,
    made: &Made,
    index: usize,
) -> Outcome<[(&'static str, Option<String>); 4]> {
    let verify = |token: &str, key: HmacKey| verifier(case, key).verify::<Value>(token);
    let accepted = match verify(&made.token, case.key()?) {
        Err(error) => Some(error.to_string()),
        Ok(token) if !are_same(token.claims(), &Value::Object(case.claims.clone())) => {
            Some(format!("claims differ: {}", token.claims()))
        }
        Ok(token) => header_difference(token.header(), &case.header),
    };
    let (changed_text, is_header) = change(&made.token, index);
    let changed = refusal(verify(&changed_text, case.key()?), |code| {
        is_header || code == "invalid_signature"
    });
    let foreign = refusal(verify(&made.token, case.other_key()?), |code| {
        code == "invalid_signature"
    });
    let expired = refusal(verify(&made.ended, case.key()?), |code| {
        code == "token_expired"
    });
    Ok([
        ("accepted", accepted),
        ("changed", changed),
        ("foreign", foreign),
        ("expired", expired),
    ])
}

/// The default policy, with no more than the case asks for.
fn verifier(case: &Case, key: HmacKey) -> Verifier {
    let mut verifier = Verifier::new(key);
    if case.claims.contains_key("aud") {
        verifier = verifier.audience("app-01");
    }
    match case.header.get("typ").and_then(Value::as_str) {
        None | Some("JWT") => verifier,
        Some(typ) => verifier.typ(typ),
    }
}

fn header_difference(header: &Header, expected: &Map<String, Value>) -> Option<String> {
    let text = |name| expected.get(name).and_then(Value::as_str);
    let key_id = header.key_id().map(|id| id.as_str());
    let is_other = |(name, value): (&String, &Value)| {
        !matches!(&**name, "alg" | "typ" | "cty" | "kid")
            && header.member(name).as_ref() != Some(value)
    };
    let differs = Some(header.alg()) != text("alg")
        || header.typ() != text("typ")
        || header.cty() != text("cty")
        || key_id != text("kid")
        || expected.iter().any(is_other);
    differs.then(|| format!("header differs: {header:?}"))
}
