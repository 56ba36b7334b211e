//! The table that a run prints, in Markdown.

use crate::experiment::{Aim, Classes, Experiment, Subject};
use crate::measure::Measured;
use crate::verdict::{Judged, LIMIT, Verdict};

pub fn head() -> String {
    "\
| subject              | alg   | compared                          |  samples |        t | kept | ns apart | would show | verdict
|----------------------|-------|-----------------------------------|---------:|---------:|-----:|---------:|-----------:|--------"
        .to_owned()
}

/// A row of a complete run.
pub fn judged(experiment: &Experiment, judged: &Judged) -> String {
    let verdict = verdict(experiment.aim, judged);
    format!("{}{verdict}", measured(experiment, &judged.measured))
}

/// A row without a verdict.
pub fn measured(experiment: &Experiment, measured: &Measured) -> String {
    format!(
        "| {:<20} | {} | {:<33} | {:>8} | {:>8.2} | {:>3.0}% | {:>8.3} | {:>10.3} | ",
        subject(experiment),
        experiment.algorithm.name(),
        classes(experiment.classes),
        measured.samples,
        measured.t,
        measured.kept * 100.0,
        measured.apart.difference,
        measured.apart.error * LIMIT,
    )
}

fn classes(classes: Classes) -> String {
    match classes {
        Classes::Macs([first, second]) => format!("{first} / {second}"),
        Classes::Signed([first, second]) => format!("{first} / {second}"),
        Classes::Encrypted([first, second]) => format!("{first} / {second}"),
    }
}

fn subject(experiment: &Experiment) -> &'static str {
    match (experiment.subject, experiment.aim) {
        (Subject::Key, Aim::Nothing) => "control: key",
        (Subject::Token, Aim::Nothing) => "control: token",
        (Subject::Signing, Aim::Nothing) => "control: signing",
        (Subject::Signing, _) => "signing",
        (Subject::LeakyEncrypted, _) => "control: leaky unwrap",
        (Subject::Encrypted, Aim::Nothing) => "control: encrypted",
        (Subject::Encrypted, _) => "encrypted token",
        (Subject::EncryptedEcdh, _) => "encrypted with ECDH",
        (Subject::LeakySigning, _) => "control: leaky power",
        (Subject::Key, _) => "key",
        (Subject::Token, _) => "token",
        (Subject::TokenParsed, _) => "token, other header",
        (Subject::LeakyKey, _) => "control: leaky key",
        (Subject::LeakyToken, _) => "control: leaky token",
    }
}

fn verdict(aim: Aim, judged: &Judged) -> String {
    let word = match (judged.verdict, aim) {
        (Verdict::Holds, Aim::Leak) => "seen, as it must be",
        (Verdict::Holds, Aim::Near) => "near",
        (Verdict::Holds, Aim::Alike | Aim::Nothing) => "nothing seen",
        (Verdict::Differs, _) => "DIFFERENCE",
        (Verdict::Void, Aim::Leak) => "VOID: not seen",
        (Verdict::Void, _) => "VOID: seen where there is none",
    };
    match judged.first_t {
        Some(first) => format!("{word} (measured again; first t {first:.2})"),
        None => word.to_owned(),
    }
}
