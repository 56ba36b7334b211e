//! What was measured, and whether the budgets hold.

use crate::candidates::{BUFFERED_FLOOR, FLOOR, GLASSBOX, OTHERS};
use crate::measure::{Effort, Figure, figure, ratio, side_by_side};
use crate::token::Garbage;
use crate::work::{GARBAGE_LIMIT, Work};

/// A work item that has a floor.
pub struct Line {
    pub work: Work,
    /// Nanoseconds.
    pub floor: Figure,
    pub glassbox: Figure,
    /// Its time as a multiple of the floor's whose HMAC is buffered.
    pub of_buffered: Figure,
    /// In the order of `OTHERS`; nothing where a crate has no such operation.
    pub others: Vec<Option<Other>>,
}

pub struct Other {
    /// Its time as a multiple of the floor's.
    pub of_floor: Figure,
    /// The throughput of glassbox as a multiple of its own.
    pub over: Figure,
    pub unchecked: &'static str,
}

/// W6, for one kind and length; nanoseconds.
pub struct GarbageLine {
    pub kind: Garbage,
    pub bytes: usize,
    pub glassbox: Figure,
    pub others: Vec<Option<Figure>>,
}

impl Line {
    pub fn measure(work: Work, effort: Effort) -> Self {
        let own = [FLOOR, BUFFERED_FLOOR, GLASSBOX].map(|candidate| (candidate.prepare)(work));
        let own = own.map(|batch| batch.expect("the floor and glassbox do every work item"));
        let (mut times, present) = run(own.into(), work, effort);
        let others = times.split_off(3);
        let [floor, buffered, glassbox] = [&times[0], &times[1], &times[2]];
        let mut others = others.into_iter();
        let others = OTHERS.iter().zip(present).map(|(candidate, present)| {
            let times = present.then(|| others.next())??;
            Some(Other {
                of_floor: ratio(&times, floor),
                over: ratio(&times, glassbox),
                unchecked: (candidate.unchecked)(work),
            })
        });
        Self {
            work,
            others: others.collect(),
            glassbox: ratio(glassbox, floor),
            of_buffered: ratio(glassbox, buffered),
            floor: figure(floor.iter().copied()),
        }
    }

    /// Whether the budget against the floor holds, if there is one.
    pub fn holds(&self) -> Option<bool> {
        let limit = self.work.budget().of_floor?;
        Some(self.glassbox.median <= limit)
    }

    /// Whether the budget against the others holds, if there is one: against each crate that
    /// checks the same things.
    pub fn ahead(&self) -> Option<bool> {
        let least = self.work.budget().over_others?;
        let same = |other: &&Other| other.unchecked.is_empty();
        let others = self.others.iter().flatten();
        Some(others.filter(same).all(|other| other.over.median >= least))
    }
}

impl GarbageLine {
    pub fn measure(kind: Garbage, bytes: usize, effort: Effort) -> Self {
        let work = Work::RefuseGarbage(kind, bytes);
        let own = (GLASSBOX.prepare)(work).expect("glassbox refuses garbage");
        let (mut times, present) = run(vec![own], work, effort);
        let mut others = times.split_off(1).into_iter();
        let others = present.into_iter().map(|present| {
            let times = present.then(|| others.next())??;
            Some(figure(times))
        });
        Self {
            kind,
            bytes,
            others: others.collect(),
            glassbox: figure(times.remove(0)),
        }
    }

    pub fn holds(&self) -> bool {
        self.glassbox.median <= GARBAGE_LIMIT
    }
}

/// Whether no kind of garbage takes time that grows faster than its length (half as much again is
/// left for noise and caches).
pub fn linear(lines: &[GarbageLine]) -> bool {
    lines.windows(2).all(|pair| {
        let [short, long] = pair else { return true };
        let time = long.glassbox.median / short.glassbox.median.max(GARBAGE_LIMIT);
        short.kind != long.kind || time <= 1.5 * long.bytes as f64 / short.bytes as f64
    })
}

/// Measures `own` beside every other crate that has the operation, and says which have.
fn run(
    mut batches: Vec<crate::candidates::Batch>,
    work: Work,
    effort: Effort,
) -> (Vec<Vec<f64>>, Vec<bool>) {
    let prepared = OTHERS.iter().map(|candidate| (candidate.prepare)(work));
    let present = prepared
        .map(|batch| batch.map(|batch| batches.push(batch)).is_some())
        .collect();
    (side_by_side(batches, effort), present)
}
