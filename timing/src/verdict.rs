//! The rules by which a run is judged. They stood before the first run, as did the croppings.

use std::fmt;
use std::process::ExitCode;

use crate::experiment::{Aim, Experiment};
use crate::measure::Measured;

/// The limit of |t|.
pub const LIMIT: f64 = 4.5;

/// The |t| that the leaky controls must reach: not merely by chance, and with room to spare.
pub const BY_FAR: f64 = 10.0 * LIMIT;

/// How many nanoseconds lie at most between what has to be near: one in a hundred of a refusal.
pub const NEAR: f64 = 20.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Holds,
    /// A difference where none may be.
    Differs,
    /// A control failed: the run says nothing.
    Void,
}

pub struct Judged {
    /// What the verdict rests on: the repetition, where there was one.
    pub measured: Measured,
    /// The t of the first measurement, where it was repeated.
    pub first_t: Option<f64>,
    pub verdict: Verdict,
}

/// Measures, and where |t| goes beyond the limit but should not, once more with twice the samples:
/// that second measurement alone decides.
pub fn judge(experiment: &Experiment, samples: usize) -> Judged {
    judge_by(experiment.aim, samples, |samples| {
        experiment.measure(samples)
    })
}

fn judge_by(aim: Aim, samples: usize, mut measure: impl FnMut(usize) -> Measured) -> Judged {
    let first = measure(samples);
    let first_t = first.t;
    let again = aim != Aim::Leak && verdict(aim, &first) != Verdict::Holds;
    let measured = if again { measure(2 * samples) } else { first };
    Judged {
        measured,
        first_t: again.then_some(first_t),
        verdict: verdict(aim, &measured),
    }
}

fn verdict(aim: Aim, measured: &Measured) -> Verdict {
    let t = measured.t;
    match aim {
        Aim::Near if is_below(measured.apart.difference, NEAR) => Verdict::Holds,
        Aim::Alike | Aim::Nothing if is_below(t, LIMIT) => Verdict::Holds,
        Aim::Alike | Aim::Near => Verdict::Differs,
        Aim::Leak if t.abs() >= BY_FAR => Verdict::Holds,
        Aim::Nothing | Aim::Leak => Verdict::Void,
    }
}

/// Not for a t that is no number.
fn is_below(t: f64, limit: f64) -> bool {
    t.abs() < limit
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End(Verdict);

impl End {
    /// A failed control takes precedence: without it no other verdict counts.
    pub fn of(verdicts: &[Verdict]) -> Self {
        let worst = [Verdict::Void, Verdict::Differs];
        let found = worst.into_iter().find(|worst| verdicts.contains(worst));
        Self(found.unwrap_or(Verdict::Holds))
    }

    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self.0 {
            Verdict::Holds => 0,
            Verdict::Differs => 1,
            Verdict::Void => 2,
        })
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Verdict::Holds => "no difference seen; every control did as it should",
            Verdict::Differs => "a DIFFERENCE was seen, and seen again",
            Verdict::Void => "VOID: a control failed, so this run says nothing",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::welch::Answer;

    /// The verdict and how often it was measured, when the measurements give these t.
    fn judged(aim: Aim, ts: &[f64]) -> (Verdict, Vec<usize>) {
        // For the one that is judged by them, nanoseconds.
        let mut asked = Vec::new();
        let judged = judge_by(aim, 100, |samples| {
            let t = ts[asked.len()];
            asked.push(samples);
            let apart = Answer {
                difference: t,
                error: 1.0,
            };
            Measured {
                samples,
                t,
                kept: 1.0,
                apart,
            }
        });
        assert_eq!(judged.measured.samples, *asked.last().unwrap());
        let first_t = (asked.len() == 2).then_some(ts[0]);
        assert_eq!(judged.first_t.map(f64::to_bits), first_t.map(f64::to_bits));
        (judged.verdict, asked)
    }

    #[test]
    fn the_second_measurement_alone_decides() {
        use Aim::{Alike, Leak, Near, Nothing};
        use Verdict::{Differs, Holds, Void};
        let once = vec![100];
        let twice = vec![100, 200];
        for (aim, ts, expected) in [
            (Alike, &[4.499][..], (Holds, once.clone())),
            (Alike, &[-4.499], (Holds, once.clone())),
            (Alike, &[4.5, 4.499], (Holds, twice.clone())),
            (Alike, &[-4.5, 4.5], (Differs, twice.clone())),
            (Alike, &[f64::NAN, f64::NAN], (Differs, twice.clone())),
            (Nothing, &[4.499], (Holds, once.clone())),
            (Nothing, &[4.5, 0.0], (Holds, twice.clone())),
            (Nothing, &[4.5, -4.5], (Void, twice)),
            (Leak, &[45.0], (Holds, once.clone())),
            (Leak, &[-45.0], (Holds, once.clone())),
            (Leak, &[44.9], (Void, once.clone())),
            (Leak, &[f64::NAN], (Void, once.clone())),
            (Near, &[-19.9], (Holds, once)),
            (Near, &[-20.0, 19.9], (Holds, vec![100, 200])),
            (Near, &[20.0, -20.0], (Differs, vec![100, 200])),
        ] {
            assert_eq!(judged(aim, ts), expected, "{aim:?} {ts:?}");
        }
    }

    #[test]
    fn a_failed_control_takes_precedence() {
        use Verdict::{Differs, Holds, Void};
        for (verdicts, worst) in [
            (&[Holds, Holds][..], Holds),
            (&[Holds, Differs], Differs),
            (&[Differs, Void, Holds], Void),
        ] {
            assert_eq!(End::of(verdicts), End(worst));
        }
    }
}
