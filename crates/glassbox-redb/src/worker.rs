//! The threads that touch the file, so that no executor waits for a disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use futures_channel::oneshot;
use glassbox::session::{Loaded, SessionId, StoreError};
use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};

use crate::error::{OpenError, failed};
use crate::recent::{Change, Recent};

type Read = Box<dyn FnOnce(Result<ReadTransaction, StoreError>) + Send>;
/// What is done within a transaction, and gives how it is answered once that is committed, or not.
type Write = Box<dyn FnOnce(Result<&WriteTransaction, StoreError>) -> Written + Send>;
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Written {
    answer: Answer,
    change: Change,
    /// The engine failed half-way: nothing of the transaction may stay.
    is_broken: bool,
}

/// The most changes of one transaction: the first of them waits for all.
const BATCH: usize = 256;

/// The threads, which end with the last handle.
pub(crate) struct Workers {
    reads: Option<Sender<Read>>,
    /// Reads of the whole file, which others do not wait for.
    scans: Option<Sender<Read>>,
    writes: Option<Sender<Write>>,
    recent: Arc<Recent>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Workers {
    pub(crate) fn start(database: Database) -> Result<Self, OpenError> {
        let database = Arc::new(database);
        let (reads, to_read) = channel();
        let (scans, to_scan) = channel();
        let (writes, to_write) = channel();
        let recent = Arc::new(Recent::default());
        let written = Arc::clone(&recent);
        let (reader, scanner) = (Arc::clone(&database), Arc::clone(&database));
        let named = |name: &str| Builder::new().name(name.into());
        let threads = vec![
            named("glassbox-redb read")
                .spawn(move || read_all(&reader, &to_read))
                .map_err(OpenError::Thread)?,
            named("glassbox-redb scan")
                .spawn(move || read_all(&scanner, &to_scan))
                .map_err(OpenError::Thread)?,
            named("glassbox-redb write")
                .spawn(move || write_all(&database, &to_write, &written))
                .map_err(OpenError::Thread)?,
        ];
        Ok(Self {
            reads: Some(reads),
            scans: Some(scans),
            writes: Some(writes),
            recent,
            threads: Mutex::new(threads),
        })
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&ReadTransaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        ask(self.reads.as_ref(), job).await
    }

    /// As [`read`](Self::read), for what reads all of the file.
    pub(crate) async fn scan<T: Send + 'static>(
        &self,
        job: impl FnOnce(&ReadTransaction) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        ask(self.scans.as_ref(), job).await
    }

    /// A row that is in memory; the others are to be [read](Self::read).
    pub(crate) fn recent(&self, id: &SessionId) -> Option<Loaded> {
        self.recent.get(id)
    }

    /// Does a job that gives its answer, and what it changed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&WriteTransaction) -> Result<(T, Change), StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job: Write = Box::new(move |transaction| {
            let (result, change) = match transaction.and_then(job) {
                Ok((result, change)) => (Ok(result), change),
                Err(error) => (Err(error), Change::None),
            };
            let is_broken = matches!(result, Err(StoreError::Unavailable(_)));
            let answer: Answer = Box::new(move |committed| {
                let _ = answer.send(committed.and(result));
            });
            Written {
                answer,
                change,
                is_broken,
            }
        });
        let sent = self.writes.as_ref().map(|writes| writes.send(job));
        sent.and_then(Result::ok).ok_or_else(ended)?;
        answered.await.map_err(|_| ended())?
    }
}

impl Drop for Workers {
    /// Finishes what was asked for, and closes the file.
    fn drop(&mut self) {
        (self.reads, self.scans, self.writes) = (None, None, None);
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.drain(..) {
            let _ = thread.join();
        }
    }
}

async fn ask<T: Send + 'static>(
    reads: Option<&Sender<Read>>,
    job: impl FnOnce(&ReadTransaction) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (answer, answered) = oneshot::channel();
    let job: Read = Box::new(move |transaction| {
        // Whoever asked may be gone.
        let _ = answer.send(transaction.and_then(|transaction| job(&transaction)));
    });
    let sent = reads.map(|reads| reads.send(job));
    sent.and_then(Result::ok).ok_or_else(ended)?;
    answered.await.map_err(|_| ended())?
}

fn ended() -> StoreError {
    StoreError::unavailable("the store's thread has ended")
}

fn read_all(database: &Database, jobs: &Receiver<Read>) {
    while let Ok(job) = jobs.recv() {
        job(database.begin_read().map_err(failed));
    }
}

/// All that waits goes into one transaction, since a commit costs the same for one change or many;
/// everybody is answered after it.
fn write_all(database: &Database, jobs: &Receiver<Write>, recent: &Recent) {
    while let Ok(first) = jobs.recv() {
        let waiting = jobs.try_iter().take(BATCH);
        let batch = std::iter::once(first).chain(waiting).collect();
        write_batch(database, batch, recent);
    }
}

fn write_batch(database: &Database, batch: Vec<Write>, recent: &Recent) {
    // A transaction is durable when its commit returns: redb's default.
    let transaction = match database.begin_write() {
        Ok(transaction) => transaction,
        Err(error) => {
            let error = failed(error);
            let untouched = batch.into_iter().map(|job| job(Err(error.clone())));
            return untouched.for_each(|written| (written.answer)(Err(error.clone())));
        }
    };
    let written: Vec<Written> = batch.into_iter().map(|job| job(Ok(&transaction))).collect();
    recent.forget(written.iter().map(|written| &written.change));
    let committed = match written.iter().any(|written| written.is_broken) {
        true => transaction
            .abort()
            .map_err(failed)
            .and(Err(StoreError::unavailable(
                "a change that was written together with this one failed",
            ))),
        false => transaction.commit().map_err(failed),
    };
    if committed.is_ok() {
        recent.remember(written.iter().map(|written| &written.change));
    }
    for written in written {
        (written.answer)(committed.clone());
    }
}
