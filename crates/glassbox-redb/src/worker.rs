//! The threads that use the file, so that no async executor waits for a disk.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use futures_channel::oneshot;
use glassbox::session::{Group, Loaded, SessionId, StoreError};
use redb::{ReadTransaction, WriteTransaction};

use crate::engine::{Engine, attempt};
use crate::error::{Fault, OpenError};
use crate::recent::{Change, Recent};
use crate::tables;

type Read = Box<dyn FnOnce(&Engine) + Send>;
/// A job within a transaction. It returns how to answer its caller once the transaction is committed,
/// or not.
type Write = Box<dyn FnOnce(Result<&WriteTransaction, StoreError>) -> Written + Send>;
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Written {
    answer: Answer,
    change: Change,
    /// The engine failed half-way.
    fault: Option<Fault>,
}

/// The most changes of one transaction: the first caller waits for all of them.
const BATCH: usize = 256;

/// The threads, which end with the last handle.
pub(crate) struct Workers {
    reads: Option<Sender<Read>>,
    /// Reads of the whole file, on a thread of their own so that other reads do not wait.
    scans: Option<Sender<Read>>,
    writes: Option<Sender<Write>>,
    recent: Arc<Recent>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Workers {
    pub(crate) fn start(engine: Engine) -> Result<Self, OpenError> {
        let engine = Arc::new(engine);
        let (reads, to_read) = channel();
        let (scans, to_scan) = channel();
        let (writes, to_write) = channel();
        let recent = Arc::new(Recent::default());
        let written = Arc::clone(&recent);
        let (reader, scanner) = (Arc::clone(&engine), Arc::clone(&engine));
        let named = |name: &str| Builder::new().name(name.into());
        let threads = vec![
            named("glassbox-redb read")
                .spawn(move || read_all(&reader, &to_read))
                .map_err(OpenError::Thread)?,
            named("glassbox-redb scan")
                .spawn(move || read_all(&scanner, &to_scan))
                .map_err(OpenError::Thread)?,
            named("glassbox-redb write")
                .spawn(move || write_all(&engine, &to_write, &written))
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
        job: impl Fn(&ReadTransaction) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        ask(self.reads.as_ref(), job).await
    }

    /// As [`read`](Self::read), for what reads all of the file.
    pub(crate) async fn scan<T: Send + 'static>(
        &self,
        job: impl Fn(&ReadTransaction) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        ask(self.scans.as_ref(), job).await
    }

    /// A row that is in memory; the others are to be [read](Self::read).
    pub(crate) fn recent(&self, id: &SessionId) -> Option<Loaded> {
        self.recent.get(id)
    }

    /// Runs a job that returns its answer, and what it changed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&WriteTransaction) -> Result<(T, Change), Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job: Write = Box::new(move |transaction| {
            let done = transaction.map_err(Fault::from);
            let done = done.and_then(|transaction| attempt(|| job(transaction)));
            let fault = done.as_ref().err().filter(|fault| fault.is_of_engine);
            let fault = fault.cloned();
            let (result, change) = match done {
                Ok((result, change)) => (Ok(result), change),
                Err(fault) => (Err(fault.error), Change::None),
            };
            let answer: Answer = Box::new(move |committed| {
                let _ = answer.send(committed.and(result));
            });
            Written {
                answer,
                change,
                fault,
            }
        });
        let sent = self.writes.as_ref().map(|writes| writes.send(job));
        sent.and_then(Result::ok).ok_or_else(ended)?;
        answered.await.map_err(|_| ended())?
    }
}

impl Drop for Workers {
    /// Finishes the jobs, and closes the file.
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
    job: impl Fn(&ReadTransaction) -> Result<T, Fault> + Send + 'static,
) -> Result<T, StoreError> {
    let (answer, answered) = oneshot::channel();
    let job: Read = Box::new(move |engine| {
        // Whoever asked may be gone.
        let _ = answer.send(engine.read(job).map_err(|fault| fault.error));
    });
    let sent = reads.map(|reads| reads.send(job));
    sent.and_then(Result::ok).ok_or_else(ended)?;
    answered.await.map_err(|_| ended())?
}

fn ended() -> StoreError {
    StoreError::unavailable("the store's thread has ended")
}

fn read_all(engine: &Engine, jobs: &Receiver<Read>) {
    while let Ok(job) = jobs.recv() {
        job(engine);
    }
}

/// All waiting jobs go into one transaction, since a commit costs the same for one change or many.
/// Their callers are answered after it.
fn write_all(engine: &Engine, jobs: &Receiver<Write>, recent: &Recent) {
    while let Ok(first) = jobs.recv() {
        let waiting = jobs.try_iter().take(BATCH);
        let batch = std::iter::once(first).chain(waiting).collect();
        write_batch(engine, batch, recent);
    }
}

fn write_batch(engine: &Engine, batch: Vec<Write>, recent: &Recent) {
    let mut written = Vec::with_capacity(batch.len());
    let mut batch = batch.into_iter();
    let mut is_at_commit = false;
    let committed = engine.write(|transaction| {
        for job in batch.by_ref() {
            let mut job = job(Ok(transaction));
            let fault = job.fault.take();
            written.push(job);
            // If one failed half-way, all must be undone.
            fault.map_or(Ok(()), Err)?;
        }
        recent.forget(written.iter().map(|written| &written.change));
        is_at_commit = true;
        Ok(())
    });
    let committed = match committed.map_err(|fault| fault.error) {
        // A commit that fails on a full disk may have written all that counts. If a caller were refused
        // what was done after all, its client would come back with a spent token.
        Err(StoreError::Full) if is_at_commit => match is_done(engine, &written) {
            Ok(true) => Ok(()),
            Ok(false) => Err(StoreError::Full),
            Err(_) => Err(StoreError::unavailable("whether it was done is not known")),
        },
        committed => committed,
    };
    match &committed {
        Ok(()) => recent.remember(written.iter().map(|written| &written.change)),
        Err(error) => {
            if !matches!(error, StoreError::Full) {
                // The file may be damaged, or be another one by now.
                recent.clear();
            }
            written.extend(batch.map(|untried| untried(Err(error.clone()))));
        }
    }
    for written in written {
        (written.answer)(committed.clone());
    }
}

/// Whether a commit is in the file. It is there as a whole, or not at all.
fn is_done(engine: &Engine, written: &[Written]) -> Result<bool, Fault> {
    let (mut rows, mut stamps) = (HashMap::new(), HashMap::new());
    for written in written {
        match &written.change {
            Change::Row(row) => {
                rows.insert(row.session.id(), &row.session);
            }
            Change::Stamp(names, stamp) => {
                stamps.insert(names, stamp);
            }
            Change::Deleted(ids) => rows.retain(|id, _| !ids.contains(id)),
            Change::None => {}
        }
    }
    engine.read_back(|transaction| {
        for (id, row) in &rows {
            let found = tables::load(transaction, id)?;
            if found.is_none_or(|found| found.session != **row) {
                return Ok(false);
            }
        }
        for ((subject, client), stamp) in &stamps {
            if tables::stamp(transaction, Group::from_names(subject, client))?.as_ref()
                != Some(*stamp)
            {
                return Ok(false);
            }
        }
        Ok(!rows.is_empty() || !stamps.is_empty())
    })
}

#[cfg(test)]
mod tests;
