//! One experiment: what verifies, and which two classes of MACs it is given.

use fastrand::Rng;
use glassbox::key::One;
use glassbox::{Algorithm, HmacKey, Verifier};

use crate::attempt::{Attempt, Raw, Whole};
use crate::inputs::{Inputs, Shape};
use crate::leaky::LeakyKey;
use crate::mac::Mac;
use crate::measure::{self, Measured};

/// What verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// `VerifyingKey::verify` of an `HmacKey`.
    Key,
    /// `Verifier::verify` of a token whose header the key knows.
    Token,
    /// `Verifier::verify` of a token whose header has to be parsed.
    TokenParsed,
    /// The key of the positive control.
    LeakyKey,
    /// A verifier with the key of the positive control.
    LeakyToken,
}

/// What has to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// No difference: the claim that is checked.
    Alike,
    /// A difference, or the run is void.
    Leak,
    /// No difference, since there is none, or the run is void.
    Nothing,
}

pub struct Experiment {
    pub subject: Subject,
    pub algorithm: Algorithm,
    pub classes: [Mac; 2],
    pub aim: Aim,
}

impl Experiment {
    /// Measures with fresh messages and a fresh key.
    ///
    /// # Panics
    /// If a verification does not end as its MAC deserves: then something else would be timed.
    pub fn measure(&self, samples: usize) -> Measured {
        let mut rng = Rng::new();
        let secret: [u8; 64] = std::array::from_fn(|_| rng.u8(..));
        let key = HmacKey::new(self.algorithm, secret).expect("long enough");
        let inputs = Inputs::new(&self.header(), &key, self.shape(), &mut rng);
        let mut attempt = self.attempt(key, inputs.message_len());
        self.assert_outcomes(&mut *attempt, &inputs, &mut rng);
        measure::measure(&mut *attempt, &inputs, self.classes, samples, &mut rng)
    }

    fn header(&self) -> String {
        let algorithm = self.algorithm.name();
        match self.subject {
            Subject::TokenParsed => format!(r#"{{"typ":"JWT", "alg":"{algorithm}"}}"#),
            _ => format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#),
        }
    }

    fn shape(&self) -> Shape {
        match self.subject {
            Subject::Key | Subject::LeakyKey => Shape::Bytes,
            Subject::Token | Subject::TokenParsed | Subject::LeakyToken => Shape::Token,
        }
    }

    fn attempt(&self, key: HmacKey, message_len: usize) -> Box<dyn Attempt> {
        match self.subject {
            Subject::Key => Box::new(Raw::new(key, message_len)),
            Subject::LeakyKey => Box::new(Raw::new(LeakyKey(key), message_len)),
            Subject::Token | Subject::TokenParsed => Box::new(Whole::new(Verifier::new(key))),
            Subject::LeakyToken => Box::new(Whole::new(Verifier::new(One(LeakyKey(key))))),
        }
    }

    fn assert_outcomes(&self, attempt: &mut dyn Attempt, inputs: &Inputs, rng: &mut Rng) {
        let [first, second] = self.classes;
        for class in [first, second, Mac::Right] {
            for _ in 0..100 {
                let mut input = Vec::new();
                inputs.draw(class, rng, &mut input);
                attempt.load(&input);
                assert_eq!(attempt.accepts(), class.is_right(), "{class}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_experiment_verifies_as_its_macs_deserve() {
        for experiment in crate::list::all() {
            assert!(experiment.measure(2000).samples >= 2000); // asserts the outcomes
        }
    }
}
