use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use glassbox::key::{KeySource, Lookup, Unavailable, VerifyingKey};
use glassbox::time::FixedClock;
use glassbox::web::Scoped;
use glassbox::{HmacKey, NumericDate, Signer, Verifier};
use serde::{Deserialize, Serialize};

pub(crate) const START: NumericDate = NumericDate::from_seconds(1_800_000_000);

pub(crate) fn clock() -> FixedClock {
    FixedClock::new(START)
}

pub(crate) fn key() -> HmacKey {
    HmacKey::hs256([1; 32]).unwrap()
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) sub: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<String>,
}

impl User {
    pub(crate) fn with_scope(scope: &str) -> Self {
        Self {
            sub: "42".into(),
            scope: Some(scope.into()),
        }
    }
}

impl Scoped for User {
    fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }
}

pub(crate) fn signer() -> Signer {
    let signer = Signer::new(key()).clock(clock()).validity("15m");
    signer.issuer("https://auth.example").audience("app-01")
}

/// A good token with this scope.
pub(crate) fn sign(scope: &str) -> String {
    signer().sign(&User::with_scope(scope)).unwrap()
}

pub(crate) fn verifier(keys: impl KeySource + 'static) -> Verifier {
    let verifier = Verifier::new(keys).clock(clock());
    verifier.issuer("https://auth.example").audience("app-01")
}

/// Keys behind a network, which can be down. It counts how often it is asked.
#[derive(Clone)]
pub(crate) struct Keys {
    key: HmacKey,
    is_down: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self {
            key: key(),
            is_down: Arc::default(),
            asked: Arc::default(),
        }
    }

    pub(crate) fn down() -> Self {
        let keys = Self::new();
        keys.is_down.store(true, Ordering::Relaxed);
        keys
    }

    /// How often since this was last called.
    pub(crate) fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::Relaxed)
    }
}

impl KeySource for Keys {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.is_down.load(Ordering::Relaxed) {
            true => Err(Unavailable),
            false => self.key.candidates(wanted, visit),
        }
    }
}
