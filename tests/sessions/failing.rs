//! A store that fails when it is told to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use glassbox::NumericDate;
use glassbox::session::{
    Group, Loaded, MemoryStore, Session, SessionId, SessionStore, Stamp, Stamps, StoreError,
    Version,
};

/// A store whose n-th call fails, done or not.
#[derive(Clone, Default)]
pub struct Failing {
    inner: Arc<MemoryStore>,
    calls_left: Arc<AtomicUsize>,
    /// Answers that went astray: the row of this session, and the subject, for all.
    astray: Arc<OnceLock<Session>>,
    fails_when_done: bool,
}

impl Failing {
    /// One that does what it is asked, and fails then, or before.
    pub fn new(fails_when_done: bool) -> Self {
        Self {
            fails_when_done,
            ..Self::default()
        }
    }

    async fn call<T>(
        &self,
        operation: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let fails = self.calls_left.fetch_sub(1, Ordering::Relaxed) == 1;
        if fails && !self.fails_when_done {
            return Err(StoreError::unavailable("the line is cut"));
        }
        let done = operation.await;
        match fails {
            true => Err(StoreError::unavailable("the line is cut")),
            false => done,
        }
    }

    pub fn answer_with(&self, row: Session) {
        self.astray.set(row).unwrap();
    }

    pub fn fail_after(&self, calls: usize) {
        self.calls_left.store(calls + 1, Ordering::Relaxed);
    }
}

impl SessionStore for Failing {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        self.call(self.inner.insert(row)).await
    }
    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        let id = self.astray.get().map_or(id, Session::id);
        self.call(self.inner.load(id)).await
    }
    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        self.call(self.inner.swap(seen, row)).await
    }
    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let subject = self.astray.get().map_or(subject, Session::subject);
        self.call(self.inner.list(subject, after, limit)).await
    }
    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let subject = self.astray.get().map_or(subject, Session::subject);
        self.call(self.inner.live(subject, client, now)).await
    }
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        self.call(self.inner.stamps(subject, client)).await
    }
    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        self.call(self.inner.set_stamp(group, stamp)).await
    }
    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        self.call(self.inner.prune(before, limit)).await
    }
}
