//! One experiment: what verifies or signs, and which two classes of inputs it is given.

use std::fmt::Display;

use fastrand::Rng;
use glassbox::jwe::{AesKey, ContentEncryption, EcdhCurve, EcdhPrivateKey, KeyManagement};
use glassbox::key::One;
use glassbox::{Algorithm, HmacKey, Verifier};

use crate::attempt::{Attempt, Raw, Whole};
use crate::encrypted::{Tokens, Wrong};
use crate::inputs::{Inputs, Shape};
use crate::leaky::{LeakyKey, LeakyAesKey};
use crate::mac::Mac;
use crate::measure::{self, Measured};
use crate::signing::{self, Signed, Signing};

/// What verifies or signs.
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
    /// `SigningKey::sign` of a `PrivateKey`.
    Signing,
    /// The same of the key of its positive control.
    LeakySigning,
    /// `Verifier::verify` of a token that is signed and encrypted.
    Encrypted,
    /// The same with a key that encrypts, of its positive control.
    LeakyEncrypted,
    /// The same with a key whose wrapping key is agreed on.
    EncryptedEcdh,
}

/// What has to come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// No difference: the claim that is checked.
    Alike,
    /// A difference that is small: what differs is no secret of the key.
    Near,
    /// A difference, or the run is void.
    Leak,
    /// No difference, since there is none, or the run is void.
    Nothing,
}

/// The two that are compared.
#[derive(Clone, Copy, Debug)]
pub enum Classes {
    Macs([Mac; 2]),
    Signed([Signed; 2]),
    Encrypted([Wrong; 2]),
}

pub struct Experiment {
    pub subject: Subject,
    pub algorithm: Algorithm,
    pub classes: Classes,
    pub aim: Aim,
}

impl Experiment {
    /// Measures with fresh messages and fresh keys: what takes long, with fewer samples.
    ///
    /// # Panics
    /// If an attempt does not end as it should: then something else would be timed.
    pub fn measure(&self, samples: usize) -> Measured {
        let mut rng = Rng::new();
        let samples = samples / self.cost();
        match self.classes {
            Classes::Macs(classes) => self.verify(classes, samples, &mut rng),
            Classes::Signed(classes) => self.sign(classes, samples, &mut rng),
            Classes::Encrypted(classes) => self.decrypt(classes, samples, &mut rng),
        }
    }

    /// About how many verifications take as long as one attempt.
    pub fn cost(&self) -> usize {
        match (self.classes, self.algorithm) {
            (Classes::Encrypted(_), _) if self.subject == Subject::EncryptedEcdh => 10,
            (Classes::Macs(_) | Classes::Encrypted(_), _) => 1,
            (Classes::Signed(_), Algorithm::Rs256) => 100,
            (Classes::Signed(_), _) => 10,
        }
    }

    fn sign(&self, classes: [Signed; 2], samples: usize, rng: &mut Rng) -> Measured {
        let header = self.header();
        let draw = signing::draw(classes, &header, rng);
        match self.subject {
            Subject::LeakySigning => {
                measure::measure(&mut Signing::leaky(rng), &*draw, samples, rng)
            }
            _ => measure::measure(&mut Signing::new(self.algorithm), &*draw, samples, rng),
        }
    }

    fn verify(&self, classes: [Mac; 2], samples: usize, rng: &mut Rng) -> Measured {
        let secret: [u8; 64] = std::array::from_fn(|_| rng.u8(..));
        let key = HmacKey::new(self.algorithm, secret).expect("long enough");
        let inputs = Inputs::new(&self.header(), &key, self.shape(), rng);
        let mut attempt = self.attempt(key, inputs.message_len());
        let draw = |class, rng: &mut Rng, out: &mut Vec<u8>| inputs.draw(class, rng, out);
        let [first, second] = classes;
        assert_outcomes(
            &mut *attempt,
            &draw,
            [first, second, Mac::Right],
            Mac::is_right,
            rng,
        );
        let draw = |class: usize, rng: &mut Rng, out: &mut Vec<u8>| draw(classes[class], rng, out);
        measure::measure(&mut *attempt, &draw, samples, rng)
    }

    fn decrypt(&self, classes: [Wrong; 2], samples: usize, rng: &mut Rng) -> Measured {
        let mut secret = || -> [u8; 32] { std::array::from_fn(|_| rng.u8(..)) };
        let signing_key = HmacKey::new(self.algorithm, secret()).expect("long enough");
        let aes_key = AesKey::a256kw(secret()).expect("32 bytes");
        let verifier = Verifier::new(signing_key.clone());
        let (tokens, verifier) = match self.subject {
            Subject::EncryptedEcdh => {
                let ecdh_key = EcdhPrivateKey::generate(
                    KeyManagement::EcdhEsA256Kw,
                    ContentEncryption::A256Gcm,
                    EcdhCurve::X25519,
                );
                let ecdh_key = ecdh_key.expect("random bytes");
                let tokens = Tokens::new(signing_key, ecdh_key.public_key(), rng);
                (tokens, verifier.decrypt_with(ecdh_key))
            }
            Subject::LeakyEncrypted => {
                let tokens = Tokens::new(signing_key, aes_key.clone(), rng);
                (tokens, verifier.decrypt_with(One(LeakyAesKey(aes_key))))
            }
            _ => {
                let tokens = Tokens::new(signing_key, aes_key.clone(), rng);
                (tokens, verifier.decrypt_with(aes_key))
            }
        };
        let mut attempt = Whole::refusing(verifier, "decryption_failed");
        let draw = |class, rng: &mut Rng, out: &mut Vec<u8>| tokens.draw(class, rng, out);
        let [first, second] = classes;
        let right = |class| class == Wrong::Nothing;
        assert_outcomes(
            &mut attempt,
            &draw,
            [first, second, Wrong::Nothing],
            right,
            rng,
        );
        let draw = |class: usize, rng: &mut Rng, out: &mut Vec<u8>| draw(classes[class], rng, out);
        measure::measure(&mut attempt, &draw, samples, rng)
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
            Subject::Token | Subject::TokenParsed | Subject::LeakyToken => Shape::Token,
            _ => Shape::Bytes,
        }
    }

    fn attempt(&self, key: HmacKey, message_len: usize) -> Box<dyn Attempt> {
        match self.subject {
            Subject::LeakyKey => Box::new(Raw::new(LeakyKey(key), message_len)),
            Subject::Token | Subject::TokenParsed => Box::new(Whole::new(Verifier::new(key))),
            Subject::LeakyToken => Box::new(Whole::new(Verifier::new(One(LeakyKey(key))))),
            _ => Box::new(Raw::new(key, message_len)),
        }
    }
}

fn assert_outcomes<C: Copy + Display>(
    attempt: &mut dyn Attempt,
    draw: &dyn Fn(C, &mut Rng, &mut Vec<u8>),
    classes: [C; 3],
    is_right: impl Fn(C) -> bool,
    rng: &mut Rng,
) {
    for class in classes {
        for _ in 0..100 {
            let mut input = Vec::new();
            draw(class, rng, &mut input);
            attempt.load(&input);
            assert_eq!(attempt.succeeds(), is_right(class), "{class}");
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_experiment_ends_as_it_should() {
        for experiment in crate::list::all() {
            let measured = experiment.measure(2000); // asserts the outcomes
            assert!(measured.samples >= 2000 / experiment.cost());
        }
    }
}
