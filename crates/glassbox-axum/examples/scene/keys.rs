use glassbox::key::KeySource;
use glassbox::{Algorithm, HmacKey, KeyError, KeyRing, PrivateKey};

/// What the applications verify with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keys {
    /// Each application has a secret of its own.
    Secrets,
    /// Both have the same secret; the audience tells their tokens apart.
    Shared,
    /// Both have the public half of a pair, and can sign nothing.
    Pair,
}

type SignAndVerify = (KeyRing, Box<dyn KeySource>);

impl Keys {
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Secrets => "A secret for each application",
            Self::Shared => "One secret, shared by both",
            Self::Pair => "A key pair: applications cannot sign",
        }
    }

    /// For each application, what signs its tokens and what it verifies them with.
    pub(crate) fn make(self) -> Result<[SignAndVerify; 2], KeyError> {
        let secret = || HmacKey::generate(Algorithm::Hs256);
        let both = |key: HmacKey| -> SignAndVerify { (KeyRing::new(key.clone()), Box::new(key)) };
        Ok(match self {
            Self::Secrets => [both(secret()?), both(secret()?)],
            Self::Shared => {
                let key = secret()?;
                [both(key.clone()), both(key)]
            }
            Self::Pair => {
                let key = PrivateKey::generate(Algorithm::EdDsa)?;
                [(); 2].map(|()| -> SignAndVerify {
                    (KeyRing::new(key.clone()), Box::new(key.public_key()))
                })
            }
        })
    }
}
