//! The experiments of a run.

use glassbox::Algorithm;

use crate::encrypted::Wrong;
use crate::experiment::{Aim, Classes, Experiment, Subject};
use crate::mac::{Mac, Origin};
use crate::signing::Signed;

const ALGORITHMS: [(Algorithm, usize); 3] = [
    (Algorithm::Hs256, 32),
    (Algorithm::Hs384, 48),
    (Algorithm::Hs512, 64),
];

const BOTH_WRONG: [Wrong; 2] = [Wrong::Key, Wrong::Tag];

const ONE_MESSAGE: [Signed; 2] = [Signed::OneMessage, Signed::ManyMessages];
const ONE_KEY: [Signed; 2] = [Signed::OneKey, Signed::ManyKeys];
/// The same class twice.
const NO_DIFFERENCE: [Signed; 2] = [Signed::ManyMessages; 2];

/// Those of key pairs that sign in ways of their own: PS256 has the private operation of RS256.
const PAIRS: [Algorithm; 4] = [
    Algorithm::Rs256,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::EdDsa,
];

/// The controls first: without them nothing else counts.
pub fn all() -> Vec<Experiment> {
    let mut all = controls();
    for (algorithm, len) in ALGORITHMS {
        all.extend(each(Subject::Key, algorithm, Aim::Alike, &of_a_key(len)));
    }
    for (algorithm, len) in ALGORITHMS {
        all.extend(each(
            Subject::Token,
            algorithm,
            Aim::Alike,
            &of_a_token(len),
        ));
    }
    let parsed = Subject::TokenParsed;
    all.extend(each(parsed, Algorithm::Hs256, Aim::Alike, &of_a_token(32)));
    for algorithm in PAIRS {
        let both = [ONE_MESSAGE, ONE_KEY];
        all.extend(both.map(|classes| signing(Subject::Signing, algorithm, Aim::Alike, classes)));
    }
    for subject in [Subject::Encrypted, Subject::EncryptedEcdh] {
        all.push(encrypted(subject, Aim::Near, BOTH_WRONG));
    }
    all
}

fn controls() -> Vec<Experiment> {
    let mut all = Vec::new();
    for (algorithm, len) in ALGORITHMS {
        let pairs = [first_or_last(len), prefix_alone(len - 1)];
        all.extend(each(Subject::LeakyKey, algorithm, Aim::Leak, &pairs));
    }
    let (leak, hs256) = (Aim::Leak, Algorithm::Hs256);
    all.extend(each(Subject::LeakyKey, hs256, leak, &[prefix_alone(16)]));
    let pairs = [first_or_last(32), prefix_alone(31)];
    all.extend(each(Subject::LeakyToken, hs256, leak, &pairs));
    for subject in [Subject::Key, Subject::Token] {
        let same = [[Mac::WrongAt(31); 2]];
        all.extend(each(subject, Algorithm::Hs256, Aim::Nothing, &same));
    }
    let es256 = Algorithm::Es256;
    all.push(signing(Subject::LeakySigning, es256, leak, ONE_KEY));
    let nothing = Aim::Nothing;
    all.push(signing(Subject::Signing, es256, nothing, NO_DIFFERENCE));
    all.push(encrypted(Subject::LeakyEncrypted, leak, BOTH_WRONG));
    all.push(encrypted(Subject::Encrypted, nothing, [Wrong::Tag; 2]));
    all
}

fn of_a_key(len: usize) -> Vec<[Mac; 2]> {
    let mut pairs = of_a_token(len);
    // Not for a token: when its MAC is right the payload is parsed, and anyone may know that.
    pairs.push([Mac::Right, Mac::WrongAt(len - 1)]);
    pairs
}

fn of_a_token(len: usize) -> Vec<[Mac; 2]> {
    vec![
        first_or_last(len),
        [Mac::WrongAt(0), Mac::WrongAt(len / 2)],
        prefix(4, len),
        prefix(8, len),
        prefix_alone(16),
        prefix_alone(len - 1),
        prefix(len, len + 1),
    ]
}

fn first_or_last(len: usize) -> [Mac; 2] {
    [Mac::WrongAt(0), Mac::WrongAt(len - 1)]
}

/// Some leading bytes right, or none, and others behind them, `len` in all.
fn prefix(taken: usize, len: usize) -> [Mac; 2] {
    [Origin::Message, Origin::Other].map(|from| Mac::Begins { taken, from, len })
}

/// The beginning of the right MAC and no more, or as many wrong bytes.
fn prefix_alone(len: usize) -> [Mac; 2] {
    prefix(len, len)
}

fn each(
    subject: Subject,
    algorithm: Algorithm,
    aim: Aim,
    pairs: &[[Mac; 2]],
) -> impl Iterator<Item = Experiment> {
    pairs.iter().map(move |&classes| Experiment {
        subject,
        algorithm,
        classes: Classes::Macs(classes),
        aim,
    })
}

fn signing(subject: Subject, algorithm: Algorithm, aim: Aim, classes: [Signed; 2]) -> Experiment {
    Experiment {
        subject,
        algorithm,
        classes: Classes::Signed(classes),
        aim,
    }
}

fn encrypted(subject: Subject, aim: Aim, classes: [Wrong; 2]) -> Experiment {
    Experiment {
        subject,
        algorithm: Algorithm::Hs256,
        classes: Classes::Encrypted(classes),
        aim,
    }
}
