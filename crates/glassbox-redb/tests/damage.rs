//! Files that are damaged: closed or in use, all over or cut off. What is answered is right, or an
//! error; no panic comes through, nothing hangs, and nobody gets a row that is not theirs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::BTreeMap;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use glassbox::session::conformance::block_on;
use glassbox::session::{
    Loaded, NewSession, Presenter, Refreshed, Session, SessionId, SessionStore, Sessions, Stamp,
    StoreError,
};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_redb::{OpenError, RedbStore};
use redb::{Database, TableDefinition};

const CLOSED: usize = 320;
const KILLED: usize = 120;
const SUBJECTS: usize = 40;
const LOGINS: usize = 180;
const PAGE: usize = 4_096;
const HEADER: usize = 320;
const START: NumericDate = NumericDate::from_seconds(1_800_000_000);

fn browser() -> Presenter {
    Presenter::first_party()
}

fn server(store: RedbStore, clock: &FixedClock) -> Sessions<HmacKey, RedbStore> {
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let signer = Signer::new(key(1)).validity(Duration::from_secs(300));
    let builder = Sessions::builder(signer, key(2), store);
    builder.clock(clock.clone()).build().unwrap()
}

/// What a store must say, or nothing.
#[derive(PartialEq)]
struct Truth {
    rows: BTreeMap<SessionId, Option<Loaded>>,
    lists: BTreeMap<String, Vec<Session>>,
    stamps: BTreeMap<String, Option<Stamp>>,
}

/// The same file at some times of its life, and what was in it.
struct Files {
    /// Closed, when half of it was there.
    early: Vec<u8>,
    closed: Vec<u8>,
    truth: Truth,
    /// As a kill leaves it.
    killed: Vec<u8>,
    /// Before the last commit, and after.
    before: Truth,
    after: Truth,
}

impl Files {
    fn new(path: &Path) -> Self {
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
                block_on(store.set_stamp(&subject(number), &stamp)).unwrap();
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
                .map(|it| (subject(it), block_on(store.stamp(&subject(it))).unwrap()))
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
type Errors = BTreeMap<&'static str, usize>;

/// Asks for everything. All that is answered is of the same one of the truths: which.
fn ask(store: &RedbStore, truths: &[&Truth], errors: &mut Errors, damage: &str) -> usize {
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
        let stamp = answered(block_on(store.stamp(subject)), errors);
        stamp.inspect(|stamp| keep(&|truth| truth.stamps[subject] == *stamp));
    }
    possible[0]
}

fn answered<T>(answer: Result<T, StoreError>, errors: &mut Errors) -> Option<T> {
    let count = |error: &StoreError| *errors.entry(error.code()).or_default() += 1;
    answer.inspect_err(count).ok()
}

/// Asks for everything, without an error.
fn ask_all(store: &RedbStore, truths: &[&Truth], damage: &str) -> usize {
    let mut errors = Errors::new();
    let which = ask(store, truths, &mut errors, damage);
    assert_eq!(errors, Errors::new(), "{damage}");
    which
}

/// Writes rows as they are; each is there.
fn swap_some(store: &RedbStore, truth: &Truth, errors: &mut Errors) {
    for row in truth.rows.values().flatten().step_by(20) {
        let swap = store.swap(row.session.version(), &row.session);
        assert_ne!(answered(block_on(swap), errors), Some(false));
    }
}

/// The same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(end).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

/// Damages a file somewhere where there is something, every fourth time in its header.
fn damage(bytes: &mut [u8], early: &[u8], case: usize, random: &mut Random) -> String {
    let used = used_pages(bytes);
    let page = match case % 4 {
        0 => 0,
        _ => used[random.below(used.len())] * PAGE,
    };
    let at = page + random.below(if page == 0 { HEADER } else { PAGE });
    match case / 4 % 7 {
        0 | 1 => {
            bytes[at] ^= 1 << random.below(8);
            format!("a bit at {at}")
        }
        2 => {
            bytes[at] = random.byte();
            format!("a byte at {at}")
        }
        3 => {
            bytes[at..][..64].fill_with(|| random.byte());
            format!("64 bytes at {at}")
        }
        4 => {
            bytes[at & !511..][..512].fill(0);
            format!("a sector of zeros at {}", at & !511)
        }
        5 => {
            let other = used[random.below(used.len())] * PAGE;
            bytes.copy_within(other..other + PAGE, page);
            format!("the page at {other} at {page}")
        }
        _ => {
            let stale = early.get(page..page + PAGE).unwrap_or(&[0; PAGE]);
            bytes[page..][..PAGE].copy_from_slice(stale);
            format!("a lost write at {page}")
        }
    }
}

fn used_pages(bytes: &[u8]) -> Vec<usize> {
    let is_used = |page: &usize| bytes[page * PAGE..][..PAGE].iter().any(|byte| *byte != 0);
    (0..bytes.len() / PAGE).filter(is_used).collect()
}

/// Runs what may hang, and fails then.
fn in_time(job: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    let thread = std::thread::spawn(move || {
        job();
        done.send(()).unwrap();
    });
    let waited = is_done.recv_timeout(Duration::from_secs(300));
    assert_ne!(waited, Err(RecvTimeoutError::Timeout), "it hangs");
    thread.join().unwrap_or_else(|panic| resume_unwind(panic));
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    (folder, path)
}

/// Damages a file again and again, and uses it; how often it was refused, by the reason, and how often
/// it had which of the truths.
fn sweep(
    path: &Path,
    cases: usize,
    [bytes, early]: [&[u8]; 2],
    truths: &[&Truth],
) -> BTreeMap<String, usize> {
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for case in 0..cases {
        let mut damaged = bytes.to_vec();
        let what = damage(&mut damaged, early, case, &mut random);
        fs::write(path, &damaged).unwrap();
        let outcome = match RedbStore::open(path) {
            Err(OpenError::Failed(error)) => match fs::read(path).unwrap() == damaged {
                true => format!("refused: {error}"),
                false => format!("refused, but touched: {error}"),
            },
            Err(error) => panic!("{what}: {error}"),
            Ok(store) => {
                let which = ask_all(&store, truths, &what);
                let mut errors = Errors::new();
                swap_some(&store, truths[which], &mut errors);
                assert_eq!(errors, Errors::new(), "{what}");
                drop(store);
                let store = RedbStore::open(path).unwrap();
                ask_all(&store, &[truths[which]], &what);
                format!("right: {which}")
            }
        };
        *outcomes.entry(outcome).or_default() += 1;
    }
    outcomes
}

fn count(outcomes: &BTreeMap<String, usize>, of: &str) -> usize {
    let these = outcomes
        .iter()
        .filter(|(outcome, _)| outcome.starts_with(of));
    these.map(|(_, count)| count).sum()
}

#[test]
fn a_damage_of_a_closed_file_is_told_or_does_no_harm() {
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        let outcomes = sweep(
            &path,
            CLOSED,
            [&files.closed, &files.early],
            &[&files.truth],
        );
        println!("{CLOSED} damages of a closed file: {outcomes:#?}");
        assert!(count(&outcomes, "refused:") > CLOSED / 3);
        assert_eq!(count(&outcomes, "refused, but touched"), 0);
        assert!(count(&outcomes, "right") > CLOSED / 10);
    });
}

#[test]
fn a_damage_after_a_kill_is_told_or_undoes_the_last_commit_at_most() {
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        let truths = [&files.after, &files.before];
        let outcomes = sweep(&path, KILLED, [&files.killed, &files.early], &truths);
        println!("{KILLED} damages of a file that was not closed: {outcomes:#?}");
        assert!(count(&outcomes, "refused") > KILLED / 4);
        assert!(count(&outcomes, "right: 0") > KILLED / 10);
    });
}

fn cuts(len: usize) -> [usize; 8] {
    [0, 1, HEADER, PAGE, len / 4, len / 2, len - PAGE, len - 1]
}

#[test]
fn a_file_that_was_cut_off_is_refused_and_left_alone() {
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        for bytes in [&files.closed, &files.killed] {
            for len in cuts(bytes.len()) {
                fs::write(&path, &bytes[..len]).unwrap();
                let opened = RedbStore::open(&path);
                assert!(
                    matches!(opened, Err(OpenError::Failed(_))),
                    "{len} {opened:?}"
                );
                assert!(fs::read(&path).unwrap() == bytes[..len], "{len}");
            }
        }
    });
}

/// Opens a file, and forgets what the engine has read of it: that is what growing does.
fn open_cold(path: &Path, bytes: &[u8]) -> RedbStore {
    fs::write(path, bytes).unwrap();
    let store = RedbStore::open(path).unwrap();
    let server = server(store.clone(), &FixedClock::new(START));
    let len = || fs::metadata(path).unwrap().len();
    let before = len();
    let detail = BTreeMap::from([("detail", "x".repeat(4_000))]);
    while len() == before {
        let new = NewSession::new("other", browser()).detail(&detail);
        block_on(server.login(new)).unwrap();
    }
    store
}

/// Damages a file while it is open, uses it then, and opens it again; what was not answered in use,
/// and whether it was opened.
fn use_damaged(
    path: &Path,
    files: &Files,
    is_warm: bool,
    what: &str,
    damage: impl FnOnce(&fs::File),
) -> (Errors, bool) {
    let truth = &files.truth;
    let store = open_cold(path, &files.closed);
    if is_warm {
        ask_all(&store, &[truth], what);
    }
    // Who came last is in no older state of the file.
    let last = block_on(store.list("other", None, 999)).unwrap();
    damage(&fs::File::options().write(true).open(path).unwrap());
    let mut errors = Errors::new();
    ask(&store, &[truth], &mut errors, what);
    swap_some(&store, truth, &mut errors);
    let pruned = answered(block_on(store.prune(START, 10)), &mut errors);
    assert!(pruned.is_none_or(|pruned| pruned == 0));
    ask(&store, &[truth], &mut errors, what);
    let still = answered(block_on(store.list("other", None, 999)), &mut errors);
    assert!(still.is_none_or(|still| still == last), "lost after {what}");
    drop(store);
    let opened = RedbStore::open(path);
    if let Ok(store) = &opened {
        ask_all(store, &[truth], what);
    }
    assert!(
        errors.keys().all(|code| *code == "store_corrupt"),
        "{what}: {errors:?}"
    );
    (errors, opened.is_ok())
}

#[test]
fn a_file_that_is_cut_off_in_use_is_told() {
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        for len in cuts(files.closed.len()) {
            for is_warm in [false, true] {
                let what = format!("a cut to {len}, warm: {is_warm}");
                let cut = |file: &fs::File| file.set_len(u64::try_from(len).unwrap()).unwrap();
                let (errors, is_opened) = use_damaged(&path, &files, is_warm, &what, cut);
                println!("{what}: {errors:?}");
                assert!(!errors.is_empty(), "{what}");
                assert!(!is_opened, "{what}");
            }
        }
    });
}

#[cfg(unix)]
#[test]
fn a_block_that_is_lost_in_use_is_told() {
    use std::os::unix::fs::FileExt;
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        let (mut told, mut refused) = (0, 0);
        let pages = used_pages(&files.closed);
        for page in &pages {
            let at = u64::try_from(page * PAGE).unwrap();
            let what = format!("zeros at {at}");
            let lose = |file: &fs::File| file.write_all_at(&[0; PAGE], at).unwrap();
            let (errors, is_opened) = use_damaged(&path, &files, false, &what, lose);
            told += usize::from(!errors.is_empty());
            refused += usize::from(!is_opened);
        }
        println!(
            "{} blocks lost: {told} told in use, {refused} refused then",
            pages.len()
        );
        assert!(told > 5 && refused > 5);
    });
}

#[test]
fn what_is_given_out_is_of_the_id_and_the_subject_that_were_asked_for() {
    const ROWS: TableDefinition<'_, &[u8; 16], &[u8]> = TableDefinition::new("session");
    let (_folder, path) = folder();
    let store = RedbStore::open(&path).unwrap();
    let server = server(store.clone(), &FixedClock::new(START));
    let login = |subject: &str| block_on(server.login(NewSession::new(subject, browser())));
    let [one, other] = ["one", "other"].map(|subject| login(subject).unwrap());
    let [one, other] = [one.session().clone(), other.session().clone()];
    drop((server, store));

    let database = Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    let mut rows = transaction.open_table(ROWS).unwrap();
    rows.insert(one.id().as_bytes(), &*other.to_bytes())
        .unwrap();
    let of_other = String::from_utf8(other.to_bytes()).unwrap();
    let of_one = of_other.replace("\"other\"", "\"one\"");
    rows.insert(other.id().as_bytes(), of_one.as_bytes())
        .unwrap();
    drop(rows);
    transaction.commit().unwrap();
    drop(database);

    let store = RedbStore::open(&path).unwrap();
    let text = |error: StoreError| error.to_string();
    let is_of_another = "the store holds what cannot be read: a row is of another session";
    assert_eq!(
        block_on(store.load(one.id())).map_err(text),
        Err(is_of_another.into())
    );
    assert_eq!(
        block_on(store.list("one", None, 9)).map_err(text),
        Err(is_of_another.into())
    );
    let swap = block_on(store.swap(other.version(), &one));
    assert_eq!(swap.map_err(text), Err(is_of_another.into()));
    let is_of_another = "the store holds what cannot be read: a row is of another subject";
    assert_eq!(
        block_on(store.list("other", None, 9)).map_err(text),
        Err(is_of_another.into())
    );
    // Of these rows it is told, and the rest goes on.
    let after_all = NumericDate::from_seconds(i64::MAX);
    assert_eq!(block_on(store.prune(after_all, 9)).unwrap(), 1);
}

#[test]
fn what_was_left_of_making_a_file_is_no_obstacle() {
    let (folder, path) = folder();
    let beside = folder.path().join("sessions.redb.new");
    fs::write(&beside, [0; 2 * PAGE]).unwrap();
    let store = RedbStore::open(&path).unwrap();
    assert!(!beside.exists());
    assert!(matches!(RedbStore::open(&path), Err(OpenError::InUse)));
    drop(store);
    assert!(RedbStore::open(&path).is_ok());
}

#[test]
fn one_that_is_being_made_by_another_is_in_use() {
    let (folder, path) = folder();
    let beside = fs::File::create(folder.path().join("sessions.redb.new")).unwrap();
    beside.lock().unwrap();
    assert!(matches!(RedbStore::open(&path), Err(OpenError::InUse)));
    drop(beside);
    assert!(RedbStore::open(&path).is_ok());
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let (_folder, path) = folder();
    drop(Database::create(&path).unwrap());
    let bytes = fs::read(&path).unwrap();
    assert!(matches!(RedbStore::open(&path), Err(OpenError::Failed(_))));
    assert!(fs::read(&path).unwrap() == bytes);
}
