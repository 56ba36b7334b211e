//! The database, which is closed and opened again after a failure: after an error of the disk, redb
//! refuses everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use glassbox::session::StoreError;
use redb::{Database, ReadTransaction, ReadableDatabase, WriteTransaction};

use crate::database::{self, abandon};
use crate::error::{Fault, OpenError, failed, is_damage};
use crate::file::LockedFile;
use crate::location::Location;

pub(crate) struct Engine {
    location: Location,
    file: LockedFile,
    /// Users of the database hold it for reading, so that none of them reads what the next database
    /// writes.
    state: RwLock<State>,
    /// Until when nothing is written, and why. Opening the database again reads all of the file, which
    /// must not happen for each request while a disk is full.
    backoff: Mutex<Option<(Instant, Fault)>>,
}

/// How many times longer the backoff is than opening the database took.
const BACKOFF_FACTOR: u32 = 4;

enum State {
    Open {
        database: Database,
        has_failed: AtomicBool,
        is_damaged: AtomicBool,
        took: Duration,
    },
    /// It could not be opened again: the disk is gone, perhaps for a while.
    Closed,
    /// Nothing more is read from it, or written to it, until the store is opened anew.
    Damaged,
}

impl State {
    fn open(file: &LockedFile) -> Result<Self, redb::Error> {
        let start = Instant::now();
        let database = caught(|| database::open(file)).flatten()?;
        Ok(Self::Open {
            database,
            has_failed: AtomicBool::new(false),
            is_damaged: AtomicBool::new(false),
            took: start.elapsed(),
        })
    }

    fn is_usable(&self) -> bool {
        match self {
            Self::Open { has_failed, .. } => !has_failed.load(Ordering::Acquire),
            Self::Closed | Self::Damaged => false,
        }
    }

    fn close(self) {
        match (self.is_usable(), self) {
            (true, Self::Open { database, .. }) => {
                let _ = caught(|| drop(database));
            }
            (false, Self::Open { database, .. }) => abandon(database),
            (_, Self::Closed | Self::Damaged) => {}
        }
    }
}

impl Engine {
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let opened = caught(|| Location::open(path)).flatten();
        let (location, file) = opened.map_err(OpenError::failed)?;
        caught(|| database::verify(&file))
            .flatten()
            .map_err(OpenError::failed)?;
        let state = State::open(&file).map_err(OpenError::failed)?;
        Ok(Self {
            location,
            file,
            state: state.into(),
            backoff: Mutex::default(),
        })
    }

    /// Reads from one snapshot.
    pub(crate) fn read<T>(
        &self,
        job: impl Fn(&ReadTransaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let read = || self.run(|database| job(&database.begin_read().map_err(failed)?));
        match read() {
            // Perhaps only because a write failed before: the file can still be read.
            Err(fault) if fault.is_of_engine => read(),
            result => result,
        }
    }

    /// Does all jobs in one durable transaction. A failure undoes all of them, unless the commit itself
    /// failed: then all of them were done, or none, and [`read_back`](Self::read_back) tells which.
    pub(crate) fn write(
        &self,
        jobs: impl FnOnce(&WriteTransaction) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut backoff = self.backoff.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((until, fault)) = &*backoff
            && Instant::now() < *until
        {
            return Err(fault.clone());
        }
        let result = self.run(|database| {
            // A transaction is durable when its commit returns: redb's default.
            let transaction = database.begin_write().map_err(failed)?;
            jobs(&transaction)?;
            // A token that is spent in a file which was moved away would be spent when the file comes
            // back.
            self.location.check().map_err(StoreError::unavailable)?;
            transaction.commit().map_err(failed)
        });
        *backoff = match &result {
            Err(
                fault @ Fault {
                    error: StoreError::Full,
                    ..
                },
            ) => {
                let until = Instant::now().checked_add(self.took().saturating_mul(BACKOFF_FACTOR));
                until.map(|until| (until, fault.clone()))
            }
            _ => None,
        };
        result
    }

    /// Reads what a failed commit left, which is what opening the database again will find. Opening it
    /// again writes, and there may be no room for that yet.
    pub(crate) fn read_back<T>(
        &self,
        job: impl FnOnce(&ReadTransaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        // Nobody opens the database meanwhile.
        let _state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let result = attempt(|| {
            let database = database::open_read_only(&self.file).map_err(failed)?;
            let transaction = database.begin_read().map_err(failed);
            let result = transaction.and_then(|transaction| job(&transaction));
            abandon(database);
            result
        });
        self.if_still_there(result)
    }

    /// A change to a file that nobody finds again counts as not done.
    fn if_still_there<T>(&self, result: Result<T, Fault>) -> Result<T, Fault> {
        let result = result?;
        self.location.check().map_err(StoreError::unavailable)?;
        Ok(result)
    }

    fn took(&self) -> Duration {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Open { took, .. } => *took,
            State::Closed | State::Damaged => Duration::ZERO,
        }
    }

    fn run<T>(&self, job: impl FnOnce(&Database) -> Result<T, Fault>) -> Result<T, Fault> {
        self.reopen()?;
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let State::Open {
            database,
            has_failed,
            is_damaged,
            ..
        } = &*state
        else {
            return Err(failed(redb::Error::DatabaseClosed));
        };
        let result = attempt(|| {
            let result = job(database)?;
            self.file.check().map_err(failed)?;
            Ok(result)
        });
        if let Err(fault) = &result
            && fault.is_of_engine
        {
            let is_corrupt = matches!(fault.error, StoreError::Corrupt { .. });
            is_damaged.fetch_or(is_corrupt, Ordering::Release);
            has_failed.store(true, Ordering::Release);
        }
        self.if_still_there(result)
    }

    /// Opens the database again if it failed. The file stays locked, and redb checks all of it, as
    /// after a crash.
    fn reopen(&self) -> Result<(), Fault> {
        let is_usable = |state: &State| state.is_usable();
        if is_usable(&self.state.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if is_usable(&state) {
            return Ok(()); // another thread was first
        }
        let is_damaged = match &*state {
            State::Open { is_damaged, .. } => is_damaged.load(Ordering::Acquire),
            State::Closed => false,
            State::Damaged => true,
        };
        std::mem::replace(&mut *state, State::Closed).close();
        if is_damaged {
            // redb might repair it by going back to an older commit, and lose what was already
            // answered.
            *state = State::Damaged;
            return Err(failed(redb::Error::Corrupted("it was before".into())));
        }
        match State::open(&self.file) {
            Ok(open) => {
                *state = open;
                Ok(())
            }
            Err(error) => {
                if is_damage(&error) {
                    *state = State::Damaged;
                }
                Err(failed(error))
            }
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(state, State::Closed).close();
    }
}

/// Runs a job that may panic if the file is damaged: redb trusts what it reads.
pub(crate) fn attempt<T>(job: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    caught(job).unwrap_or_else(|panic| Err(failed(panic)))
}

fn caught<T>(job: impl FnOnce() -> T) -> Result<T, redb::Error> {
    let panic = |_| redb::Error::Corrupted("the engine panicked".into());
    catch_unwind(AssertUnwindSafe(job)).map_err(panic)
}

#[cfg(test)]
mod tests;
