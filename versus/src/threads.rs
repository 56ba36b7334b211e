//! W12: one verifier, two threads against one. The figure is how many times the throughput.

use std::sync::Barrier;
use std::thread;

use crate::candidates::{Batch, SHARED};
use crate::measure::{Effort, Figure, calibrate, figure, nanoseconds};

pub struct Line {
    pub name: &'static str,
    pub throughput: Figure,
}

pub fn measure(effort: Effort) -> Vec<Line> {
    let mut all: Vec<_> = SHARED
        .iter()
        .map(|shared| {
            let mut batches = (shared.prepare)(2);
            let times = calibrate(&mut batches[0], effort.batch * 4);
            (shared.name, batches, times, Vec::new())
        })
        .collect();
    for _ in 0..effort.rounds {
        for (_, batches, times, ratios) in &mut all {
            let alone = throughput(&mut batches[..1], *times);
            ratios.push(throughput(batches, *times) / alone);
        }
    }
    all.into_iter()
        .map(|(name, _, _, ratios)| Line {
            name,
            throughput: figure(ratios),
        })
        .collect()
}

/// Whether a line scales: near to twice the throughput, or, where two threads do not have two
/// idle cores for themselves, as well as the first line does, the floor, whose threads share
/// nothing at all.
pub fn holds(line: &Line, floor: &Line) -> bool {
    let scales = line.throughput.median;
    scales >= 1.9 || scales >= 0.95 * floor.throughput.median
}

/// Operations a nanosecond, every batch in a thread of its own, all at once.
fn throughput(batches: &mut [Batch], times: u32) -> f64 {
    let start = Barrier::new(batches.len());
    thread::scope(|scope| {
        let runs: Vec<_> = batches
            .iter_mut()
            .map(|batch| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    1.0 / nanoseconds(batch, times)
                })
            })
            .collect();
        runs.into_iter()
            .map(|run| run.join().expect("no panic"))
            .sum()
    })
}
