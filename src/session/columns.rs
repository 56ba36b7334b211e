use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::error::StoreError;
use super::family::SessionId;
use super::row::{Revoked, Session};
use super::stamp::checked;
use crate::time::NumericDate;

/// What of a [`Session`] a database compares, searches by and deletes by, for a store that gives each a
/// column of its own; the rest of the row is bytes.
///
/// It stands in one place only, so that whoever changes a column by hand is believed, and no two places
/// can disagree. The client, by which [`live`](super::SessionStore::live) searches, is in the rest: a store
/// that has a column of it, too, refuses a row in which they differ. What is new here some day is a breaking change, since each such store must keep it.
///
/// ```
/// use glassbox::session::Session;
///
/// fn stored_and_read(session: &Session) -> Result<Session, Box<dyn std::error::Error>> {
///     let (columns, rest) = (session.columns(), session.rest_to_bytes());
///     Ok(Session::from_columns(&columns, &rest)?) // the same
/// }
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Columns<'a> {
    /// Which session: [`Session::id`].
    pub id: SessionId,
    /// Whose: [`Session::subject`].
    pub subject: &'a str,
    /// Of the stamps at login: [`Session::stamp_values`].
    pub stamp_values: &'a [u8],
    /// [`Session::generation`].
    pub generation: u64,
    /// [`Session::rotated_at`].
    pub rotated_at: NumericDate,
    /// [`Session::idle`], in whole seconds.
    pub idle: Duration,
    /// [`Session::expires_at`].
    pub expires_at: NumericDate,
    /// When, and for what reason: [`Session::revoked`].
    pub revoked: Option<(NumericDate, &'a str)>,
}

/// What stands in the rest in their place.
const NONE: Columns<'_> = Columns {
    id: SessionId::from_bytes([0; 16]),
    subject: "",
    stamp_values: &[],
    generation: 0,
    rotated_at: NumericDate::from_seconds(0),
    idle: Duration::ZERO,
    expires_at: NumericDate::from_seconds(0),
    revoked: None,
};

impl Session {
    /// What a database may have in columns; see [`Columns`].
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            id: *self.id(),
            subject: self.subject(),
            stamp_values: self.stamp_values(),
            generation: self.generation(),
            rotated_at: self.rotated_at(),
            idle: self.idle(),
            expires_at: self.expires_at(),
            revoked: self.revoked(),
        }
    }

    /// What [`columns`](Self::columns) leaves, as bytes. A refresh may change it, with the label and
    /// the detail: a [swap](super::SessionStore::swap) writes it, too.
    #[must_use]
    pub fn rest_to_bytes(&self) -> Vec<u8> {
        let mut rest = self.clone();
        let _ = rest.set(&NONE); // which can be set
        rest.to_bytes()
    }

    /// The row of its columns, whoever wrote them, and of the rest.
    ///
    /// # Errors
    /// [`Corrupt`](StoreError::Corrupt) as [`from_bytes`](Self::from_bytes), for a rest in which
    /// something stands that belongs in a column, and for values that are no stamps'.
    pub fn from_columns(columns: &Columns<'_>, rest: &[u8]) -> Result<Self, StoreError> {
        let mut session = Self::from_bytes(rest)?;
        if session.columns() != NONE {
            let problem = "a row says beside its columns what belongs in them";
            return Err(StoreError::corrupt(problem));
        }
        session.set(columns)?;
        Ok(session)
    }

    fn set(&mut self, columns: &Columns<'_>) -> Result<(), StoreError> {
        let problem = "a row was begun under what are no stamps";
        let stamp_values = checked(columns.stamp_values);
        let stamp_values = stamp_values.ok_or_else(|| StoreError::corrupt(problem))?;
        let fixed = Arc::make_mut(&mut self.fixed);
        fixed.id = columns.id;
        fixed.subject = columns.subject.into();
        fixed.stamp_values = stamp_values;
        fixed.idle = columns.idle;
        fixed.expires_at = columns.expires_at;
        self.generation = columns.generation;
        self.rotated_at = columns.rotated_at;
        self.revoked = columns.revoked.map(|(at, reason)| {
            let reason = reason.into();
            Arc::new(Revoked { at, reason })
        });
        Ok(())
    }
}

impl core::fmt::Debug for Columns<'_> {
    /// Without the subject, the stamps and the reason, as that of a [`Session`].
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Columns")
            .field("id", &self.id)
            .field("generation", &self.generation)
            .field("rotated_at", &self.rotated_at)
            .field("idle", &self.idle)
            .field("expires_at", &self.expires_at)
            .field("revoked", &self.revoked.map(|(at, _)| at))
            .finish_non_exhaustive()
    }
}
