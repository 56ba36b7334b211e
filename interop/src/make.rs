//! Signs the cases with glassbox.

use std::fs;
use std::path::Path;
use std::time::Duration;

use glassbox::{NumericDate, Signer};
use serde_json::{Map, Value};

use crate::Outcome;
use crate::case::{Case, Made, read};

pub fn run(folder: &Path) -> Outcome<()> {
    let cases: Vec<Case> = read(folder, "cases")?;
    // glassbox always writes `typ`.
    let cases = cases.iter().filter(|case| case.header.contains_key("typ"));
    let made: Vec<Made> = cases.enumerate().map(make).collect::<Outcome<_>>()?;
    let path = folder.join("glassbox.json");
    Ok(fs::write(path, serde_json::to_string_pretty(&made)?)?)
}

fn make((index, case): (usize, &Case)) -> Outcome<Made> {
    // The claims come from the caller and from the signer in turn.
    let sign = if index % 2 == 0 { whole } else { added };
    let mut ended = case.claims.clone();
    ended["exp"] = case.ended.clone();
    Ok(Made {
        name: case.name.clone(),
        token: sign(signer(case)?, case.claims.clone())?,
        ended: sign(signer(case)?, ended)?,
    })
}

/// A signer with the header of the case.
fn signer(case: &Case) -> Outcome<Signer> {
    let text = |name| case.header.get(name).and_then(Value::as_str);
    let mut key = case.key()?;
    if let Some(id) = text("kid") {
        key = key.with_key_id(id);
    }
    let mut signer = Signer::new(key);
    if let Some(typ) = text("typ") {
        signer = signer.typ(typ);
    }
    if let Some(cty) = text("cty") {
        signer = signer.cty(cty);
    }
    for (name, value) in &case.header {
        if !matches!(&**name, "alg" | "typ" | "cty" | "kid") {
            signer = signer.header_member(name, value.clone());
        }
    }
    Ok(signer)
}

/// All claims as the caller's.
fn whole(signer: Signer, claims: Map<String, Value>) -> Outcome<String> {
    Ok(signer.sign(&claims)?)
}

/// As many claims as possible as the signer's.
fn added(mut signer: Signer, mut claims: Map<String, Value>) -> Outcome<String> {
    if let Some(Value::String(issuer)) = claims.remove("iss") {
        signer = signer.issuer(issuer);
    }
    if let Some(Value::String(subject)) = claims.remove("sub") {
        signer = signer.subject(subject);
    }
    signer = match claims.remove("aud") {
        // A signer adds no empty name; the caller may.
        Some(Value::Array(names)) if names.iter().any(|name| name == "") => {
            claims.insert("aud".into(), names.into());
            signer
        }
        Some(Value::String(name)) => signer.audience(name),
        Some(names) => signer.audience(serde_json::from_value::<Vec<String>>(names)?),
        None => signer,
    };
    // The signer counts in whole seconds: dates with a fraction stay the caller's.
    let (Some(iat), Some(exp)) = (claims["iat"].as_i64(), claims["exp"].as_i64()) else {
        return whole(signer, claims);
    };
    claims.remove("iat");
    claims.remove("exp");
    let validity = Duration::from_secs((exp - iat).try_into()?);
    let signer = signer.validity(validity);
    Ok(signer.at(NumericDate::from_seconds(iat)).sign(&claims)?)
}
