//! The suite of stores, and rows that are not what they should be.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use glassbox::NumericDate;
use glassbox::session::conformance::{block_on, check, check_corrupt, on_threads};
use glassbox::session::{
    Group, Loaded, NewSession, Session, SessionId, SessionStore, Stamp, Stamps, StoreError, Version,
};
use glassbox::time::FixedClock;
use glassbox_redb::RedbStore;
use redb::Database;

use crate::support::{ROWS, START, browser, folder, server};

#[test]
fn it_keeps_the_rules_of_a_store() {
    let (_folder, path) = folder();
    let store = RedbStore::open(path).unwrap();
    block_on(check(store, on_threads)).unwrap();
}

#[test]
fn a_damaged_row_is_told() {
    let (_folder, path) = folder();
    // Damaged through the engine, while the store has the file closed between two of its lives.
    let shared = Switching::new(&path);
    let damage = async |id: SessionId| {
        shared.reopen(|| {
            let database = Database::open(&path).unwrap();
            let transaction = database.begin_write().unwrap();
            let mut table = transaction.open_table(ROWS).unwrap();
            table.insert(id.as_bytes(), &b"{\"format\":1,"[..]).unwrap();
            drop(table);
            transaction.commit().unwrap();
        });
    };
    block_on(check_corrupt(shared.clone(), damage)).unwrap();
}

/// A store that can be closed and opened again under its user.
#[derive(Clone)]
struct Switching {
    path: PathBuf,
    store: Arc<Mutex<Option<RedbStore>>>,
}

impl Switching {
    fn new(path: &Path) -> Self {
        let store = RedbStore::open(path).unwrap();
        Self {
            path: path.into(),
            store: Arc::new(Mutex::new(Some(store))),
        }
    }

    fn reopen(&self, between: impl FnOnce()) {
        let mut store = self.store.lock().unwrap();
        *store = None;
        between();
        *store = Some(RedbStore::open(&self.path).unwrap());
    }

    fn now(&self) -> RedbStore {
        self.store.lock().unwrap().clone().unwrap()
    }
}

impl SessionStore for Switching {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        self.now().insert(row).await
    }
    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        self.now().load(id).await
    }
    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        self.now().swap(seen, row).await
    }
    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        self.now().list(subject, after, limit).await
    }
    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        self.now().live(subject, client, now).await
    }
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        self.now().stamps(subject, client).await
    }
    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        self.now().set_stamp(group, stamp).await
    }
    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        self.now().prune(before, limit).await
    }
}

#[test]
fn what_is_given_out_is_of_the_id_and_the_subject_that_were_asked_for() {
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
    let is_of_another = "the store has data that cannot be read: a row is of another session";
    assert_eq!(
        block_on(store.load(one.id())).map_err(text),
        Err(is_of_another.into())
    );
    assert_eq!(
        block_on(store.list("one", None, 9)).map_err(text),
        Err(is_of_another.into())
    );
    let live = |subject| block_on(store.live(subject, None, START)).map_err(text);
    assert_eq!(live("one"), Err(is_of_another.into()));
    let swap = block_on(store.swap(other.version(), &one));
    assert_eq!(swap.map_err(text), Err(is_of_another.into()));
    let is_of_another = "the store has data that cannot be read: a row is of another subject";
    assert_eq!(
        block_on(store.list("other", None, 9)).map_err(text),
        Err(is_of_another.into())
    );
    assert_eq!(live("other"), Err(is_of_another.into()));
    // Of these rows it is told, and the rest goes on.
    let after_all = NumericDate::from_seconds(i64::MAX);
    assert_eq!(block_on(store.prune(after_all, 9)).unwrap(), 1);
}
