use std::fmt;
use std::path::Path;
use std::sync::Arc;

use glassbox::NumericDate;
use glassbox::session::{
    Group, Loaded, Session, SessionId, SessionStore, Stamp, Stamps, StoreError, Version,
};

use crate::engine::Engine;
use crate::error::OpenError;
use crate::recent::Change;
use crate::worker::Workers;
use crate::{prune, tables};

/// Sessions in one file. Cheap to clone; the file is closed with the last clone.
#[derive(Clone)]
pub struct RedbStore(Arc<Workers>);

impl RedbStore {
    /// Opens and locks a file, or makes a new one for its owner alone (mode 0600 on Unix). It checks
    /// all of the file, and repairs it after a crash.
    ///
    /// The path has to lead to this file as long as it is open; the notes on [the crate](crate) say
    /// what happens if it does not.
    ///
    /// # Errors
    /// [`InUse`](OpenError::InUse) when another process has it open, [`Failed`](OpenError::Failed) for
    /// a file that is not one of sessions, is empty or damaged, or cannot be locked or written, and for
    /// a link to nothing, [`Thread`](OpenError::Thread).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let engine = Engine::open(path.as_ref())?;
        Ok(Self(Arc::new(Workers::start(engine)?)))
    }
}

impl SessionStore for RedbStore {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        let row = row.clone();
        let job = move |transaction: &_| {
            tables::insert(transaction, &row)?;
            Ok(((), Change::Row(tables::with_stamps(transaction, row)?)))
        };
        self.0.write(job).await
    }

    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        if let Some(loaded) = self.0.recent(id) {
            return Ok(Some(loaded));
        }
        let id = *id;
        let job = move |transaction: &_| tables::load(transaction, &id);
        self.0.read(job).await
    }

    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        let row = row.clone();
        let job = move |transaction: &_| match tables::swap(transaction, seen, &row)? {
            true => Ok((true, Change::Row(tables::with_stamps(transaction, row)?))),
            false => Ok((false, Change::None)),
        };
        self.0.write(job).await
    }

    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let (subject, after) = (subject.to_owned(), after.copied());
        let job = move |transaction: &_| tables::list(transaction, &subject, after.as_ref(), limit);
        self.0.read(job).await
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let (subject, client) = (subject.to_owned(), client.map(str::to_owned));
        let job =
            move |transaction: &_| tables::live(transaction, &subject, client.as_deref(), now);
        self.0.read(job).await
    }

    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        let (subject, client) = (subject.to_owned(), client.map(str::to_owned));
        let job = move |transaction: &_| tables::stamps(transaction, &subject, client.as_deref());
        self.0.read(job).await
    }

    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        let (subject, client) = group.names();
        let (names, stamp) = ((subject.to_owned(), client.to_owned()), *stamp);
        let job = move |transaction: &_| {
            let group = Group::from_names(&names.0, &names.1);
            let stamp = tables::set_stamp(transaction, group, &stamp)?;
            Ok(((), Change::Stamp(names, stamp)))
        };
        self.0.write(job).await
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        // Searches first, concurrently with the writer, and judges again what it found when it deletes.
        let look = move |transaction: &_| prune::find_over(transaction, before, limit);
        let over = self.0.scan(look).await?;
        let job = move |transaction: &_| {
            let deleted = prune::delete_over(transaction, &over, before)?;
            Ok((deleted, Change::Deleted(over.rows)))
        };
        self.0.write(job).await
    }
}

impl fmt::Debug for RedbStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedbStore").finish_non_exhaustive()
    }
}
