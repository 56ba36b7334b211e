//! Rounds: every candidate in turn, round after round, so that a machine that drifts drifts for
//! all of them. Figures are medians of the ratios within a round.

use std::time::{Duration, Instant};

use crate::candidates::Batch;

/// How long to measure.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    pub batch: Duration,
}

/// Nanoseconds an operation, one figure a round.
pub type Times = Vec<f64>;

/// The median of something measured once a round, and its quartiles.
#[derive(Clone, Copy)]
pub struct Figure {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

/// Measures side by side; the order is turned by one place each round.
pub fn side_by_side(batches: Vec<Batch>, effort: Effort) -> Vec<Times> {
    let mut all: Vec<_> = batches
        .into_iter()
        .map(|mut batch| {
            let times = calibrate(&mut batch, effort.batch);
            (batch, times)
        })
        .collect();
    let mut measured = vec![Times::with_capacity(effort.rounds); all.len()];
    for round in 0..effort.rounds {
        for place in 0..all.len() {
            let turn = (round + place) % all.len();
            let (batch, times) = &mut all[turn];
            measured[turn].push(nanoseconds(batch, *times));
        }
    }
    measured
}

/// How many operations take about `goal`; warms up on the way.
pub fn calibrate(batch: &mut Batch, goal: Duration) -> u32 {
    let mut times = 1;
    loop {
        let elapsed = f64::from(times) * nanoseconds(batch, times);
        let goal = goal.as_nanos() as f64;
        if elapsed * 4.0 >= goal || times > u32::MAX / 4 {
            return (f64::from(times) * goal / elapsed).ceil() as u32;
        }
        times *= 2;
    }
}

/// Nanoseconds an operation, over one batch.
pub fn nanoseconds(batch: &mut Batch, times: u32) -> f64 {
    let start = Instant::now();
    batch(times);
    start.elapsed().as_nanos() as f64 / f64::from(times)
}

/// What `times` takes as a multiple of what `unit` takes.
pub fn ratio(times: &Times, unit: &Times) -> Figure {
    figure(times.iter().zip(unit).map(|(time, unit)| time / unit))
}

pub fn figure(values: impl IntoIterator<Item = f64>) -> Figure {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let quantile = |part: f64| {
        let place = part * (sorted.len() - 1) as f64;
        let (below, above) = (
            sorted[place.floor() as usize],
            sorted[place.ceil() as usize],
        );
        below + (above - below) * place.fract()
    };
    Figure {
        median: quantile(0.5),
        low: quantile(0.25),
        high: quantile(0.75),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_quartiles() {
        let figure = figure([5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!((figure.low, figure.median, figure.high), (2.0, 3.0, 4.0));
        assert_eq!(super::figure([1.0, 2.0]).median, 1.5);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let drifting = vec![1.0, 2.0, 4.0];
        let twice = vec![2.0, 4.0, 8.0];
        assert_eq!(ratio(&twice, &drifting).median, 2.0);
        assert_eq!(ratio(&twice, &drifting).high, 2.0);
    }
}
