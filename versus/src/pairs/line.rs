//! What is measured of a pair, and whether its budget holds.

#[cfg(feature = "others")]
use super::jsonwebtoken;
use super::pair::{PAIRS, Pair};
use super::{engine, glassbox};
use crate::candidates::Batch;
use crate::measure::{Effort, Figure, figure, ratio, side_by_side};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// W2 under this algorithm; against the engine's verification.
    Verify,
    /// The same with a key that remembers signatures and has seen this one; against W2.
    Remembered,
    /// Refuse a signature that is too short, without the engine; against W5.
    RefuseLength,
    /// Refuse a token of another algorithm, without the engine; against W5.
    RefuseAlgorithm,
    /// W1 under this algorithm; against the engine's signature.
    Sign,
    /// Read a private key and check it; against what the engine takes to read it, sign and verify.
    Import,
    /// W2 with keys that were fetched; against a set of the same keys.
    Fetched,
    /// The same, both remembering signatures.
    FetchedRemembered,
}

const TASKS: [Task; 6] = [
    Task::Verify,
    Task::Remembered,
    Task::RefuseLength,
    Task::RefuseAlgorithm,
    Task::Sign,
    Task::Import,
];

/// Of one pair: what they measure knows nothing of algorithms.
const FETCHED: [Task; 2] = [Task::Fetched, Task::FetchedRemembered];

/// What fetched keys may take beyond a set, in nanoseconds.
const FETCHED_BEYOND: f64 = 150.0;

/// Another crate, if it has the operation.
pub struct Other {
    pub name: &'static str,
    prepare: fn(Pair, Task) -> Option<Batch>,
}

pub const OTHERS: &[Other] = &[
    #[cfg(feature = "others")]
    Other {
        name: "jsonwebtoken, aws_lc_rs",
        prepare: jsonwebtoken::by_aws_lc_rs,
    },
    #[cfg(feature = "others")]
    Other {
        name: "jsonwebtoken, rust_crypto",
        prepare: jsonwebtoken::by_rust_crypto,
    },
];

pub struct Line {
    pub pair: Pair,
    pub task: Task,
    /// Nanoseconds of what the figures are multiples of.
    pub unit: Figure,
    pub glassbox: Figure,
    /// In the order of `OTHERS`: its time as a multiple of the unit's, and of glassbox's.
    pub others: Vec<Option<[Figure; 2]>>,
}

pub fn all() -> impl Iterator<Item = (Pair, Task)> {
    let of = |pair| TASKS.map(move |task| (pair, task));
    let fetched = FETCHED.map(|task| (Pair::Rs256, task));
    PAIRS.into_iter().flat_map(of).chain(fetched)
}

pub fn id(pair: Pair, task: Task) -> String {
    format!("W10-{}-{}", pair.name(), task.name())
}

impl Task {
    fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Remembered => "remembered",
            Self::RefuseLength => "refuse-length",
            Self::RefuseAlgorithm => "refuse-alg",
            Self::Sign => "sign",
            Self::Import => "import",
            Self::Fetched => "fetched",
            Self::FetchedRemembered => "fetched-remembered",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::Verify | Self::Sign | Self::Import => "engine",
            Self::Remembered => "W2",
            Self::RefuseLength | Self::RefuseAlgorithm => "W5",
            Self::Fetched | Self::FetchedRemembered => "set",
        }
    }
}

impl Line {
    pub fn measure(pair: Pair, task: Task, effort: Effort) -> Self {
        let mut batches = vec![engine::unit(pair, task), glassbox::prepare(pair, task)];
        let prepared = OTHERS.iter().map(|other| (other.prepare)(pair, task));
        let present: Vec<_> = prepared
            .map(|batch| batch.map(|batch| batches.push(batch)).is_some())
            .collect();
        let mut times = side_by_side(batches, effort).into_iter();
        let mut next = || times.next().expect("every batch was measured");
        let [unit, own] = [next(), next()];
        let others = present.into_iter().map(|present| {
            let times = present.then(&mut next)?;
            Some([ratio(&times, &unit), ratio(&times, &own)])
        });
        Self {
            pair,
            task,
            others: others.collect(),
            glassbox: ratio(&own, &unit),
            unit: figure(unit),
        }
    }

    pub fn id(&self) -> String {
        id(self.pair, self.task)
    }

    /// The most that glassbox may take, as a multiple of the unit.
    pub fn limit(&self) -> f64 {
        let is_rsa = matches!(self.pair, Pair::Rs256 | Pair::Ps256 | Pair::Rs256Long);
        match self.task {
            Task::Verify if self.pair == Pair::Rs256 || self.pair == Pair::Ps256 => 1.05,
            Task::Verify => 1.03,
            Task::Sign if is_rsa => 1.02,
            Task::Sign => 1.06,
            Task::Remembered => 1.5,
            Task::RefuseLength | Task::RefuseAlgorithm => 2.0,
            // The rest is for reading and judging the numbers, which the engine does not do.
            Task::Import => 1.05,
            Task::Fetched | Task::FetchedRemembered => 1.0 + FETCHED_BEYOND / self.unit.median,
        }
    }

    pub fn holds(&self) -> bool {
        self.glassbox.median <= self.limit()
    }
}
