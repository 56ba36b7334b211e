//! What a request makes of a row. Each change is another [version](Session::version) of it.

use alloc::sync::Arc;

use super::about::{About, Update, cut};
use super::row::{Revoked, Session};
use crate::time::NumericDate;

/// The most bytes of the reason for a revocation.
const MAX_REASON: usize = 128;

impl Session {
    /// With a new refresh token, made at an instant.
    pub(super) fn rotated(&self, generation: u64, at: NumericDate) -> Self {
        let about = match self.about().issued_at {
            None => self.about.clone(),
            Some(_) => self.with_about(|about| about.issued_at = None),
        };
        Self {
            generation,
            rotated_at: at,
            about,
            ..self.clone()
        }
    }

    /// Used at an instant, later than the last time, with the same refresh token.
    pub(super) fn kept(&self, at: NumericDate) -> Self {
        let about = match self.about().issued_at {
            Some(_) => self.about.clone(),
            None => self.with_about(|about| about.issued_at = Some(self.rotated_at)),
        };
        Self {
            rotated_at: at,
            about,
            ..self.clone()
        }
    }

    /// With what is new, which is written with another change or not at all: by itself it is no new
    /// version.
    pub(super) fn updated(self, update: &Update) -> Self {
        let Update { label, detail } = update;
        if label.is_none() && detail.is_none() {
            return self;
        }
        let about = self.with_about(|about| {
            about.label = label.clone().or(about.label.take());
            if let Some(detail) = detail {
                about.detail.clone_from(detail);
            }
        });
        Self { about, ..self }
    }

    pub(super) fn revoked_at(&self, at: NumericDate, reason: &str) -> Self {
        let reason = cut(reason, MAX_REASON).into();
        Self {
            revoked: Some(Arc::new(Revoked { at, reason })),
            ..self.clone()
        }
    }

    fn with_about(&self, change: impl FnOnce(&mut About)) -> Option<Arc<About>> {
        let mut about = self.about().clone();
        change(&mut about);
        about.shared()
    }
}
