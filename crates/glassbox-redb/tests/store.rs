//! The suite of stores, and the file itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use glassbox::session::conformance::{block_on, check, check_corrupt, on_threads};
use glassbox::session::{NewSession, Presenter, Sessions};
use glassbox::{HmacKey, Signer};
use glassbox_redb::{OpenError, RedbStore};
use redb::{Database, TableDefinition};

fn sessions(store: RedbStore) -> Sessions<HmacKey, RedbStore> {
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let signer = Signer::new(key(1)).validity(std::time::Duration::from_secs(300));
    Sessions::builder(signer, key(2), store).build().unwrap()
}

#[test]
fn it_keeps_the_rules_of_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = RedbStore::open(folder.path().join("sessions.redb")).unwrap();
    block_on(check(store, on_threads)).unwrap();
}

#[test]
fn a_damaged_row_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    // Damaged through the engine, while the store has the file closed between two of its lives.
    let row: TableDefinition<'_, &[u8; 16], &[u8]> = TableDefinition::new("session");
    let shared = Switching::new(&path);
    let damage = async |id: glassbox::session::SessionId| {
        shared.reopen(|| {
            let database = Database::open(&path).unwrap();
            let transaction = database.begin_write().unwrap();
            let mut table = transaction.open_table(row).unwrap();
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
    path: std::path::PathBuf,
    store: std::sync::Arc<std::sync::Mutex<Option<RedbStore>>>,
}

impl Switching {
    fn new(path: &std::path::Path) -> Self {
        let store = RedbStore::open(path).unwrap();
        Self {
            path: path.into(),
            store: std::sync::Arc::new(std::sync::Mutex::new(Some(store))),
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

mod switching {
    use glassbox::NumericDate;
    use glassbox::session::{Loaded, Session, SessionId, SessionStore, Stamp, StoreError, Version};

    impl SessionStore for super::Switching {
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
        ) -> Result<Vec<Session>, StoreError> {
            self.now().list(subject, after, limit).await
        }
        async fn stamp(&self, subject: &str) -> Result<Option<Stamp>, StoreError> {
            self.now().stamp(subject).await
        }
        async fn set_stamp(&self, subject: &str, stamp: &Stamp) -> Result<(), StoreError> {
            self.now().set_stamp(subject, stamp).await
        }
        async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
            self.now().prune(before, limit).await
        }
    }
}

#[test]
fn what_was_answered_is_there_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    let server = sessions(RedbStore::open(&path).unwrap());
    let client = Presenter::first_party();
    let login = block_on(server.login(NewSession::new("42", client.clone()).label("laptop")));
    let login = login.unwrap();
    drop(server);
    let server = sessions(RedbStore::open(&path).unwrap());
    let devices = block_on(server.sessions("42")).unwrap();
    assert_eq!(devices, [login.session().clone()]);
    assert!(block_on(server.refresh(login.refresh_token(), &client)).is_ok());
}

#[test]
fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    let store = RedbStore::open(&path).unwrap();
    let second = RedbStore::open(&path);
    assert!(matches!(second, Err(OpenError::InUse)), "{second:?}");
    let text = "the file is in use: one process at a time can have it open";
    assert_eq!(second.unwrap_err().to_string(), text);
    drop(store);
    assert!(RedbStore::open(&path).is_ok());
}

#[test]
fn what_is_no_such_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    for content in [&b"not a store"[..], &[0xa5; 1 << 16]] {
        std::fs::write(&path, content).unwrap();
        let opened = RedbStore::open(&path);
        assert!(matches!(opened, Err(OpenError::Failed(_))), "{opened:?}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    let nowhere = RedbStore::open(folder.path().join("nowhere").join("x"));
    assert!(matches!(nowhere, Err(OpenError::Failed(_))));
}
