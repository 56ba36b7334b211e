//! What the tests share: a folder, a server, and tests that run in a process of their own.

use std::path::PathBuf;
use std::time::Duration;

use glassbox::session::{Presenter, Sessions};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_redb::RedbStore;
use redb::TableDefinition;
use tempfile::TempDir;

pub(crate) const START: NumericDate = NumericDate::from_seconds(1_800_000_000);

/// redb's.
pub(crate) const PAGE: usize = 4_096;

/// The store's own table, to look at beside it.
pub(crate) const ROWS: TableDefinition<'_, &[u8; 16], &[u8]> = TableDefinition::new("session 3");

pub(crate) fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    (folder, path)
}

pub(crate) fn browser() -> Presenter {
    Presenter::first_party()
}

pub(crate) fn server(store: RedbStore, clock: &FixedClock) -> Sessions<RedbStore> {
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let signer = Signer::new(key(1)).validity(Duration::from_secs(300));
    let builder = Sessions::builder(signer, key(2), store);
    builder.clock(clock.clone()).build().unwrap()
}

/// With these this binary runs one of its ignored tests, and nothing else.
pub(crate) fn alone(test: &str) -> [&str; 5] {
    let [exact, ignored, shown] = ["--exact", "--ignored", "--nocapture"];
    [exact, test, ignored, shown, "--test-threads=1"]
}
