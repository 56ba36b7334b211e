//! A file of which all is known: what is answered from it is right, or an error.

use std::collections::BTreeMap;
use std::fs;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use glassbox::session::conformance::block_on;
use glassbox::session::{
    Group, Loaded, NewSession, Refreshed, SessionId, SessionStore, Stamp, Stamps, StoreError,
};
use glassbox::time::FixedClock;
use glassbox_redb::RedbStore;

use crate::support::{PAGE, START, browser, server};

const SUBJECTS: usize = 40;
const LOGINS: usize = 180;
/// Of which there are stamps, and no sessions.
const CLIENT: &str = "app";
pub(crate) const HEADER: usize = 320;

/// What a store must say, or nothing.
#[derive(PartialEq)]
pub(crate) struct Truth {
    rows: BTreeMap<SessionId, Option<Loaded>>,
    lists: BTreeMap<String, Vec<Loaded>>,
    stamps: BTreeMap<String, Stamps>,
}

/// The same file at some times of its life, and what was in it.
pub(crate) struct Files {
    /// Closed, when half of it was there.
    pub(crate) early: Vec<u8>,
    pub(crate) closed: Vec<u8>,
    pub(crate) truth: Truth,
    /// As a kill leaves it.
    pub(crate) killed: Vec<u8>,
    /// Before the last commit, and after.
    pub(crate) before: Truth,
    pub(crate) after: Truth,
}

impl Files {
    pub(crate) fn new(path: &Path) -> Self {
        let clock = FixedClock::new(START);
        let subject = |number: usize| (number % SUBJECTS).to_string();
        let mut logins: Vec<Refreshed> = Vec::new();
        let mut early = Vec::new();
        for half in [0..LOGINS / 2, LOGINS / 2..LOGINS] {
            let store = RedbStore::open(path).unwrap();
            let server = server(store.clone(), &clock);
            for number in half.clone() {
                let new = NewSession::new(subject(number), browser()).label("Firefox on Linux");
                logins.push(block_on(server.login(new)).unwrap());
            }
            clock.advance(Duration::from_secs(60));
            for login in logins[half.clone()].iter().step_by(3) {
                block_on(server.refresh(login.refresh_token(), &browser())).unwrap();
            }
            for login in logins[half].iter().step_by(10) {
                block_on(server.logout(login.refresh_token())).unwrap();
            }
            for number in (0..SUBJECTS).step_by(4) {
                let stamp = Stamp::new([u8::try_from(number).unwrap(); 16], START);
                let (subject, client) = (&*subject(number), CLIENT);
                for group in [
                    Group::Subject(subject),
                    Group::SubjectAtClient { subject, client },
                    Group::Client(subject),
                ] {
                    block_on(store.set_stamp(group, &stamp)).unwrap();
                }
            }
            drop((server, store));
            if early.is_empty() {
                early = fs::read(path).unwrap();
            }
        }
        let closed = fs::read(path).unwrap();
        let ids: Vec<_> = logins.iter().map(|login| *login.session().id()).collect();
        let truth = |store: &RedbStore| Truth {
            rows: ids
                .iter()
                .map(|id| (*id, block_on(store.load(id)).unwrap()))
                .collect(),
            lists: (0..SUBJECTS)
                .map(|it| {
                    (
                        subject(it),
                        block_on(store.list(&subject(it), None, 99)).unwrap(),
                    )
                })
                .collect(),
            stamps: (0..SUBJECTS)
                .map(|it| {
                    (
                        subject(it),
                        block_on(store.stamps(&subject(it), Some(CLIENT))).unwrap(),
                    )
                })
                .collect(),
        };
        let store = RedbStore::open(path).unwrap();
        let server = server(store.clone(), &clock);
        let read = truth(&store);
        let rotate = |login: &Refreshed| {
            clock.advance(Duration::from_secs(60));
            block_on(server.refresh(login.refresh_token(), &browser())).unwrap();
        };
        // Neither refreshed nor logged out, and of no subject with a stamp.
        let is_fresh = |number: &usize| [3, 10, 4].iter().all(|it| !number.is_multiple_of(*it));
        let fresh: Vec<_> = (0..LOGINS).filter(is_fresh).collect();
        fresh[1..20]
            .iter()
            .for_each(|number| rotate(&logins[*number]));
        let before = truth(&store);
        rotate(&logins[fresh[0]]);
        let after = truth(&store);
        assert!(read != before && before != after);
        Self {
            early,
            closed,
            truth: read,
            killed: fs::read(path).unwrap(),
            before,
            after,
        }
    }
}

/// How many errors there were, by their codes.
pub(crate) type Errors = BTreeMap<&'static str, usize>;

/// Asks for everything. All that is answered is of the same one of the truths: which.
pub(crate) fn ask(
    store: &RedbStore,
    truths: &[&Truth],
    errors: &mut Errors,
    damage: &str,
) -> usize {
    let mut possible: Vec<usize> = (0..truths.len()).collect();
    let mut keep = |is_true: &dyn Fn(&Truth) -> bool| {
        possible.retain(|number| is_true(truths[*number]));
        assert!(!possible.is_empty(), "a wrong answer after {damage}");
    };
    for id in truths[0].rows.keys() {
        let row = answered(block_on(store.load(id)), errors);
        row.inspect(|row| keep(&|truth| truth.rows[id] == *row));
    }
    for subject in truths[0].lists.keys() {
        let rows = answered(block_on(store.list(subject, None, 99)), errors);
        rows.inspect(|rows| keep(&|truth| truth.lists[subject] == *rows));
        let stamp = answered(block_on(store.stamps(subject, Some(CLIENT))), errors);
        stamp.inspect(|stamp| keep(&|truth| truth.stamps[subject] == *stamp));
    }
    possible[0]
}

pub(crate) fn answered<T>(answer: Result<T, StoreError>, errors: &mut Errors) -> Option<T> {
    let count = |error: &StoreError| *errors.entry(error.code()).or_default() += 1;
    answer.inspect_err(count).ok()
}

/// Asks for everything, without an error.
pub(crate) fn ask_all(store: &RedbStore, truths: &[&Truth], damage: &str) -> usize {
    let mut errors = Errors::new();
    let which = ask(store, truths, &mut errors, damage);
    assert_eq!(errors, Errors::new(), "{damage}");
    which
}

/// Writes rows as they are; each is there.
pub(crate) fn swap_some(store: &RedbStore, truth: &Truth, errors: &mut Errors) {
    for row in truth.rows.values().flatten().step_by(20) {
        let swap = store.swap(row.session.version(), &row.session);
        assert_ne!(answered(block_on(swap), errors), Some(false));
    }
}

pub(crate) fn used_pages(bytes: &[u8]) -> Vec<usize> {
    let is_used = |page: &usize| bytes[page * PAGE..][..PAGE].iter().any(|byte| *byte != 0);
    (0..bytes.len() / PAGE).filter(is_used).collect()
}

pub(crate) fn cuts(len: usize) -> [usize; 8] {
    [0, 1, HEADER, PAGE, len / 4, len / 2, len - PAGE, len - 1]
}

/// Runs what may hang, and fails then.
pub(crate) fn in_time(job: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    let thread = std::thread::spawn(move || {
        job();
        done.send(()).unwrap();
    });
    let waited = is_done.recv_timeout(Duration::from_secs(300));
    assert_ne!(waited, Err(RecvTimeoutError::Timeout), "it hangs");
    thread.join().unwrap_or_else(|panic| resume_unwind(panic));
}
