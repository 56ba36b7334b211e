//! Sampling: the classes in random order, chunk by chunk, each chunk cropped.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::attempt::Attempt;
use crate::welch::{Answer, Welch};

/// How much of a chunk is kept, from the fastest on. Interrupts and other processes only ever make
/// a sample slower. Chosen once and for all, before anything is measured.
pub const KEPT: [f64; 4] = [1.0, 0.99, 0.9, 0.5];

/// How many samples are prepared, timed and cropped together: so few that the machine hardly
/// drifts meanwhile.
const CHUNK: usize = 1000;

/// How long a sample takes at least: some hundred steps of the usual timer.
const SAMPLE: Duration = Duration::from_micros(1);

/// What an experiment measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub samples: usize,
    /// The largest t of all croppings, by its absolute value.
    pub t: f64,
    /// The cropping it comes from.
    pub kept: f64,
    /// How far the fastest nine tenths lie apart, in nanoseconds an attempt.
    pub apart: Answer,
}

/// Appends an input of the first class or of the second.
pub type Draw<'a> = dyn Fn(usize, &mut Rng, &mut Vec<u8>) + 'a;

/// Times `samples` samples of the two classes, drawn at random for each.
pub fn measure(
    attempt: &mut dyn Attempt,
    draw: &Draw<'_>,
    samples: usize,
    rng: &mut Rng,
) -> Measured {
    let mut chunk = Chunk::default();
    chunk.prepare(draw, rng);
    let batch = batch(attempt, chunk.input(0));
    chunk.time(attempt, batch); // warms up; not counted
    let mut tests = [Welch::default(); KEPT.len()];
    let chunks = samples.div_ceil(CHUNK);
    for _ in 0..chunks {
        chunk.prepare(draw, rng);
        chunk.time(attempt, batch);
        chunk.add_to(&mut tests);
    }
    let (t, kept) = largest(&tests);
    let nine_tenths = tests[2].answer().expect("both classes are among them");
    Measured {
        samples: chunks * CHUNK,
        t,
        kept,
        apart: nine_tenths.divided_by(f64::from(batch)),
    }
}

/// How many attempts make a sample.
fn batch(attempt: &mut dyn Attempt, input: &[u8]) -> u32 {
    let goal = SAMPLE.max(20 * resolution());
    attempt.load(input);
    let fastest = |batch| (0..CHUNK).map(|_| sample(attempt, batch)).min();
    (1..)
        .find(|&batch| fastest(batch) >= Some(goal))
        .expect("a large batch takes long")
}

/// The smallest step of the timer that shows.
fn resolution() -> Duration {
    let step = |_| {
        let start = Instant::now();
        loop {
            let step = start.elapsed();
            if !step.is_zero() {
                return step;
            }
        }
    };
    (0..CHUNK).map(step).min().unwrap_or_default()
}

fn sample(attempt: &dyn Attempt, batch: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..batch {
        black_box(black_box(attempt).succeeds());
    }
    start.elapsed()
}

/// Samples in the order in which they are timed. The inputs lie there in that order too, so that
/// not even their addresses depend on the class.
#[derive(Default)]
struct Chunk {
    classes: Vec<usize>,
    inputs: Vec<u8>,
    nanoseconds: Vec<f64>,
}

impl Chunk {
    fn prepare(&mut self, draw: &Draw<'_>, rng: &mut Rng) {
        self.classes.clear();
        self.inputs.clear();
        for number in 1..=CHUNK {
            let class = usize::from(rng.bool());
            self.classes.push(class);
            draw(class, rng, &mut self.inputs);
            let len = self.inputs.len() / number;
            assert_eq!(self.inputs.len(), len * number, "inputs of unequal length");
        }
    }

    fn input(&self, number: usize) -> &[u8] {
        let len = self.inputs.len() / CHUNK;
        &self.inputs[number * len..][..len]
    }

    fn time(&mut self, attempt: &mut dyn Attempt, batch: u32) {
        self.nanoseconds.clear();
        for number in 0..CHUNK {
            attempt.load(self.input(number));
            let time = sample(attempt, batch);
            self.nanoseconds.push(time.as_secs_f64() * 1e9);
        }
    }

    /// Adds the times, relative to the chunk's median, to a test for each cropping. Median and
    /// limits are those of both classes together.
    fn add_to(&self, tests: &mut [Welch; KEPT.len()]) {
        let mut sorted = self.nanoseconds.clone();
        sorted.sort_by(f64::total_cmp);
        let median = slowest_kept(&sorted, 0.5);
        for (test, kept) in tests.iter_mut().zip(KEPT) {
            let limit = slowest_kept(&sorted, kept);
            for (&class, &time) in self.classes.iter().zip(&self.nanoseconds) {
                if time <= limit {
                    test.push(class, time - median);
                }
            }
        }
    }
}

/// The slowest time within that share of the sorted times.
fn slowest_kept(sorted: &[f64], kept: f64) -> f64 {
    let count = (sorted.len() as f64 * kept).round() as usize;
    sorted[count.clamp(1, sorted.len()) - 1]
}

fn largest(tests: &[Welch; KEPT.len()]) -> (f64, f64) {
    let answers = tests.iter().zip(KEPT);
    answers
        .filter_map(|(test, kept)| Some((test.answer()?.t(), kept)))
        .max_by(|(one, _), (other, _)| one.abs().total_cmp(&other.abs()))
        .expect("without cropping there are samples of both classes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_share_it_says() {
        let sorted: Vec<_> = (1..=1000).map(f64::from).collect();
        for (kept, slowest) in [(1.0, 1000.0), (0.99, 990.0), (0.9, 900.0), (0.5, 500.0)] {
            assert_eq!(slowest_kept(&sorted, kept), slowest);
        }
        assert_eq!(slowest_kept(&[3.0], 0.01), 3.0);
    }

    /// Tests fed with one chunk whose second class takes `more` longer; each tenth sample of both
    /// was interrupted.
    fn tests_of(more: f64) -> [Welch; KEPT.len()] {
        let mut rng = Rng::with_seed(5);
        let mut chunk = Chunk::default();
        for number in 0..CHUNK {
            let class = usize::from(rng.bool());
            let interrupt = if number % 10 == 0 {
                rng.f64() * 1e6
            } else {
                0.0
            };
            chunk.classes.push(class);
            let time = 1000.0 + more * class as f64 + rng.f64() + interrupt;
            chunk.nanoseconds.push(time);
        }
        let mut tests = [Welch::default(); KEPT.len()];
        chunk.add_to(&mut tests);
        tests
    }

    #[test]
    fn cropping_finds_what_interrupts_hide() {
        let t = |test: &Welch| test.answer().unwrap().t().abs();
        let tests = tests_of(0.5);
        assert!(t(&tests[0]) < 4.5, "nothing cropped");
        assert!(t(&tests[2]) > 4.5, "the fastest nine tenths");
        assert!(largest(&tests).0 < -4.5);
    }

    #[test]
    fn cropping_makes_no_difference_of_its_own() {
        assert!(largest(&tests_of(0.0)).0.abs() < 4.5);
    }
}
