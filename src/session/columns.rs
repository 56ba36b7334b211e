use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::error::StoreError;
use super::family::SessionId;
use super::row::{Revoked, Session};
use super::stamp::checked;
use crate::time::NumericDate;

/// The parts of a [`Session`] that a database compares, searches by and deletes by, for a store that
/// gives each of them its own column. The rest of the row is bytes.
///
/// Each part is stored only once: if an operator changes a column by hand, the change counts. The
/// exception is the client, by which [`live`](super::SessionStore::live) searches: it is in the rest,
/// and a store that also has a column for it refuses a row in which the two differ. A new field here is
/// a breaking change, since each such store must keep it.
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
    /// The id: [`Session::id`].
    pub id: SessionId,
    /// The subject: [`Session::subject`].
    pub subject: &'a str,
    /// The values of the stamps at login: [`Session::stamp_values`].
    pub stamp_values: &'a [u8],
    /// [`Session::generation`].
    pub generation: u64,
    /// [`Session::rotated_at`].
    pub rotated_at: NumericDate,
    /// [`Session::idle`], in whole seconds.
    pub idle: Duration,
    /// [`Session::expires_at`].
    pub expires_at: NumericDate,
    /// When and why it was revoked: [`Session::revoked`].
    pub revoked: Option<(NumericDate, &'a str)>,
}

/// What the rest has in place of the columns.
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
    /// The parts that a database can keep in columns; see [`Columns`].
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

    /// The rest of the row, without its [`columns`](Self::columns), as bytes. A refresh can change it
    /// (the label and the detail), so a [swap](super::SessionStore::swap) writes it, too.
    #[must_use]
    pub fn rest_to_bytes(&self) -> Vec<u8> {
        let mut rest = self.clone();
        let _ = rest.set(&NONE); // which can be set
        rest.to_bytes()
    }

    /// Makes the row from its columns, which an operator may have changed, and the rest.
    ///
    /// # Errors
    /// [`Corrupt`](StoreError::Corrupt) as for [`from_bytes`](Self::from_bytes), for a rest that has a
    /// value which belongs in a column, and for invalid stamp values.
    pub fn from_columns(columns: &Columns<'_>, rest: &[u8]) -> Result<Self, StoreError> {
        let mut session = Self::from_bytes(rest)?;
        if session.columns() != NONE {
            let problem = "the rest of a row has a value that belongs in a column";
            return Err(StoreError::corrupt(problem));
        }
        session.set(columns)?;
        Ok(session)
    }

    fn set(&mut self, columns: &Columns<'_>) -> Result<(), StoreError> {
        let problem = "a row has invalid stamp values";
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
    /// Without the subject, the stamps and the reason, like the `Debug` of a [`Session`].
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
