use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::by_subject::{Subjects, has_new_key};
use super::error::StoreError;
use super::family::SessionId;
use super::row::{Loaded, Session, Version};
use super::stamp::{Group, Stamp, Stamps};
use super::store::SessionStore;
use super::subject::Subject;
use crate::time::NumericDate;

/// Sessions in the memory of this process: for tests, for one server that may lose its logins at a
/// restart, and as the reference for other stores.
///
/// It is bounded, and never drops a live session. When it is full, it refuses a login with
/// [`StoreError::Full`]. Once it keeps as many stamps as its limit, it also refuses to revoke a subject
/// or a client that has no session.
pub struct MemoryStore {
    /// By a byte of the id, so that callers seldom wait for each other, and never long for pruning.
    shards: [Shard; 64],
    subjects: Mutex<Subjects>,
    limit: usize,
    len: AtomicUsize,
}

type Shard = Mutex<HashSet<Row>>;

/// A row, found by its id.
struct Row(Session);

impl Borrow<SessionId> for Row {
    fn borrow(&self) -> &SessionId {
        self.0.id()
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.0.id() == other.0.id()
    }
}

impl Eq for Row {}

impl Hash for Row {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id().hash(state);
    }
}

impl Default for MemoryStore {
    /// Room for two million sessions.
    fn default() -> Self {
        Self::with_limit(2_000_000)
    }
}

impl MemoryStore {
    /// A store with room for two million sessions: under a kilobyte each, without detail.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store with room for `limit` sessions.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self {
            shards: core::array::from_fn(|_| Mutex::default()),
            subjects: Mutex::default(),
            limit,
            len: AtomicUsize::new(0),
        }
    }

    /// How many rows it has, including those of sessions that are over.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len.load(Ordering::Relaxed)
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn shard(&self, id: &SessionId) -> MutexGuard<'_, HashSet<Row>> {
        let [byte, ..] = *id.as_bytes();
        let [first, others @ ..] = &self.shards;
        let index = usize::from(byte).checked_rem(self.shards.len());
        let other = index.and_then(|index| others.get(index));
        lock(other.unwrap_or(first)) // the index behind the last one
    }

    fn loaded(&self, id: &SessionId) -> Option<Loaded> {
        let shard = self.shard(id);
        let Row(session) = shard.get(id)?;
        let (subject, client) = (session.subject(), session.client_id());
        let stamps = self.subjects().stamps.of(subject, client);
        Some(Loaded::new(session.clone(), stamps))
    }

    fn subjects(&self) -> MutexGuard<'_, Subjects> {
        lock(&self.subjects)
    }
}

/// Nothing in here panics while it holds a lock, so that the data behind a poisoned lock is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks are taken in one order: shard, then subjects.
impl SessionStore for MemoryStore {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        let mut shard = self.shard(row.id());
        if shard.contains(row.id()) {
            return Err(StoreError::Conflict);
        }
        let counted = self
            .len
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |len| {
                (len < self.limit).then(|| len.saturating_add(1))
            });
        counted.map_err(|_| StoreError::Full)?;
        self.subjects().insert(row);
        shard.insert(Row(row.clone()));
        Ok(())
    }

    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        Ok(self.loaded(id))
    }

    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        let mut shard = self.shard(row.id());
        let stored = shard.get(row.id()).map(|Row(stored)| stored);
        let Some(stored) = stored.filter(|stored| stored.version() == seen) else {
            return Ok(false);
        };
        if has_new_key(stored, row) {
            self.subjects().reindex(stored, row);
        }
        shard.replace(Row(row.clone()));
        Ok(true)
    }

    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let subject = Subject::from(subject);
        let (mut rows, mut after) = (Vec::new(), after.copied());
        // Rows that are pruned meanwhile are left out, and the next ones fill the page.
        while rows.len() < limit {
            let missing = limit.saturating_sub(rows.len());
            let ids = self.subjects().page(&subject, after, missing);
            let Some(last) = ids.last() else {
                break;
            };
            after = Some(*last);
            rows.extend(ids.iter().filter_map(|id| self.loaded(id)));
        }
        Ok(rows)
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let ids = self.subjects().live(subject, client, now);
        let rows = ids.iter().filter_map(|id| self.loaded(id));
        let live = rows.filter(|loaded| loaded.is_live(now));
        Ok(live.map(|loaded| loaded.session).collect())
    }

    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        Ok(self.subjects().stamps.of(subject, client))
    }

    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        let mut subjects = self.subjects();
        let former = subjects.stamps.get(group);
        if former.is_none() && subjects.stamps.len() >= self.limit && !subjects.has_rows(group) {
            return Err(StoreError::Full);
        }
        subjects.stamps.set(group, stamp.replacing(former));
        Ok(())
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        let mut pruned = 0_usize;
        // A row that is inserted meanwhile is admitted even without its stamp.
        let mut unused = self.subjects().stamps.before(before);
        for shard in &self.shards {
            let mut shard = lock(shard);
            let mut subjects = self.subjects();
            shard.retain(|Row(session)| {
                let (subject, client) = (session.subject(), session.client_id());
                let stamps = subjects.stamps.of(subject, client);
                if pruned >= limit || !session.is_over(&stamps, before) {
                    Group::all_of(subject, client).for_each(|group| unused.remove(group));
                    return true;
                }
                pruned = pruned.saturating_add(1);
                subjects.remove(session);
                false
            });
        }
        self.len.fetch_sub(pruned, Ordering::Relaxed);
        self.subjects().stamps.forget(&unused);
        Ok(pruned)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("len", &self.len())
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
