//! How a request changes a row. Each change makes another [version](Session::version) of it.

use alloc::sync::Arc;

use super::attributes::{Attributes, Update, cut};
use super::row::{Revoked, Session};
use crate::time::NumericDate;

/// The most bytes of the reason for a revocation.
const MAX_REASON: usize = 128;

impl Session {
    /// The row with a new refresh token, made at an instant.
    pub(super) fn rotated(&self, generation: u64, at: NumericDate) -> Self {
        let attributes = match self.attributes().issued_at {
            None => self.attributes.clone(),
            Some(_) => self.with_attributes(|attributes| attributes.issued_at = None),
        };
        Self {
            generation,
            rotated_at: at,
            attributes,
            ..self.clone()
        }
    }

    /// The row after its refresh token was used at an instant (later than the last use) and kept.
    pub(super) fn kept(&self, at: NumericDate) -> Self {
        let attributes = match self.attributes().issued_at {
            Some(_) => self.attributes.clone(),
            None => self.with_attributes(|attributes| attributes.issued_at = Some(self.rotated_at)),
        };
        Self {
            rotated_at: at,
            attributes,
            ..self.clone()
        }
    }

    /// The row with a new label or detail. It is written together with another change, or not at all:
    /// by itself it makes no new version.
    pub(super) fn updated(self, update: &Update) -> Self {
        let Update { label, detail } = update;
        if label.is_none() && detail.is_none() {
            return self;
        }
        let attributes = self.with_attributes(|attributes| {
            attributes.label = label.clone().or(attributes.label.take());
            if let Some(detail) = detail {
                attributes.detail.clone_from(detail);
            }
        });
        Self { attributes, ..self }
    }

    pub(super) fn revoked_at(&self, at: NumericDate, reason: &str) -> Self {
        let reason = cut(reason, MAX_REASON).into();
        Self {
            revoked: Some(Arc::new(Revoked { at, reason })),
            ..self.clone()
        }
    }

    fn with_attributes(&self, change: impl FnOnce(&mut Attributes)) -> Option<Arc<Attributes>> {
        let mut attributes = self.attributes().clone();
        change(&mut attributes);
        attributes.shared()
    }
}
