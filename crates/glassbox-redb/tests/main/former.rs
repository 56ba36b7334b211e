//! Files that versions before made: they are opened, and go on.

use glassbox::session::conformance::block_on;
use glassbox::session::{
    Group, NewSession, Presenter, Session, SessionId, SessionStore, Sessions, Stamp, Stamps,
};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_redb::RedbStore;
use redb::{Database, ReadableDatabase, TableDefinition, TableError};

use crate::support::{browser, folder};

const NOW: NumericDate = NumericDate::from_seconds(1_700_000_060);
type Rows = TableDefinition<'static, &'static [u8; 16], &'static [u8]>;
/// Of the first version, and the second one.
const ROWS: [Rows; 2] = [
    TableDefinition::new("session"),
    TableDefinition::new("session 2"),
];
const SUBJECTS: TableDefinition<'_, (&[u8], &[u8; 16]), ()> = TableDefinition::new("subject");
const STAMPS: TableDefinition<'_, &[u8], (&[u8; 16], i64)> = TableDefinition::new("stamp");
type Entry<'a> = (
    &'a [u8],
    Option<&'a [u8]>,
    Option<&'a [u8; 16]>,
    i64,
    &'a [u8; 16],
);
/// Of the second version.
const LIVE: TableDefinition<'_, Entry<'_>, ()> = TableDefinition::new("live");

/// The stamp that the last row was begun under.
const ADMITTING: SessionId = SessionId::from_bytes(*b"sixteen bytes, 1");

/// Rows as they were stored: one for the server's own pages, one for a client, one that was revoked, one
/// that was stamped out, and one that was begun under the stamp of its subject.
const FORMER: [&str; 5] = [
    r#"{"format":1,"id":"dmasu2d6_JyJRNvFk_xi4A","generation":0,"created_at":1700000000,"rotated_at":1700000000,"idle":1209600,"expires_at":1707776000,"subject":"42"}"#,
    r#"{"format":1,"id":"oX0IiTgjY8qy3T29HV_gWw","generation":1,"created_at":1700000000,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776000,"subject":"42","client":"app \"ä\"","is_authenticated":true,"audience":["x"],"scope":"a b","label":"L\u0000","detail":{"t":"\u0000"}}"#,
    r#"{"format":1,"id":"2r3E4AyfXUW5R2FMvBMQfg","generation":0,"created_at":1700000060,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776060,"subject":"42","revoked_at":1700000060,"reason":"revoked"}"#,
    r#"{"format":1,"id":"HoihBbP-mdlGFQy51K80Lg","generation":0,"created_at":1700000060,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776060,"subject":"43","client":"app","stamp":"NfG6P_AC3OEXJDW3o4EJbQ"}"#,
    r#"{"format":2,"id":"IoihBbP-mdlGFQy51K80Lg","generation":0,"created_at":1700000060,"turn":1,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776060,"subject":"44","client":"app","stamp":"c2l4dGVlbiBieXRlcywgMQ"}"#,
];

/// The tables that there were in a version.
fn make(path: &std::path::Path, version: usize, rows: &[&[u8]]) {
    let database = Database::create(path).unwrap();
    let transaction = database.begin_write().unwrap();
    {
        if version == 2 {
            let mut live = transaction.open_table(LIVE).unwrap();
            // What it holds is not believed.
            let entry: Entry<'_> = (b"42", None, Some(&[1; 16]), i64::MAX, &[5; 16]);
            live.insert(entry, ()).unwrap();
        }
        let mut table = transaction.open_table(ROWS[version - 1]).unwrap();
        let mut subjects = transaction.open_table(SUBJECTS).unwrap();
        for row in rows {
            match Session::from_bytes(row) {
                Ok(session) => {
                    table.insert(session.id().as_bytes(), *row).unwrap();
                    let key = (session.subject().as_bytes(), session.id().as_bytes());
                    subjects.insert(key, ()).unwrap();
                }
                Err(_) => {
                    table.insert(&[9; 16], *row).unwrap();
                    subjects.insert((&b"42"[..], &[9; 16]), ()).unwrap();
                }
            }
        }
        let mut stamps = transaction.open_table(STAMPS).unwrap();
        let (subject, stamp) = (&b"43"[..], (&[7; 16], NOW.seconds()));
        stamps.insert(subject, stamp).unwrap();
        let stamp = (ADMITTING.as_bytes(), NOW.seconds());
        stamps.insert(&b"44"[..], stamp).unwrap();
    }
    transaction.commit().unwrap();
}

#[test]
fn what_is_live_is_found_in_it() {
    for version in [1, 2] {
        let (_folder, path) = folder();
        let rows: Vec<&[u8]> = FORMER.iter().map(|row| row.as_bytes()).collect();
        make(&path, version, &rows);
        let [own, app, .., stamped] = rows[..] else {
            panic!()
        };
        for _ in 0..2 {
            let store = RedbStore::open(&path).unwrap();
            let live = |subject, client| block_on(store.live(subject, client, NOW)).unwrap();
            assert_eq!(live("42", None), [Session::from_bytes(own).unwrap()]);
            let client = Some("app \"ä\"");
            assert_eq!(live("42", client), [Session::from_bytes(app).unwrap()]);
            assert_eq!(live("43", Some("app")), []);
            assert_eq!(
                live("44", Some("app")),
                [Session::from_bytes(stamped).unwrap()]
            );
            assert_eq!(block_on(store.list("42", None, 9)).unwrap().len(), 3);
        }
        goes_on(&path);
    }
}

/// Its stamps are those of subjects.
fn goes_on(path: &std::path::Path) {
    let store = RedbStore::open(path).unwrap();
    for (subject, value) in [("43", [7; 16]), ("44", *ADMITTING.as_bytes())] {
        let mut stamps = Stamps::default();
        stamps.set(Group::Subject(subject), Stamp::new(value, NOW));
        assert_eq!(
            block_on(store.stamps(subject, Some("app"))).unwrap(),
            stamps
        );
    }
    assert_eq!(
        block_on(store.stamps("app", Some("44"))).unwrap(),
        Stamps::default()
    );
    drop(store);
    // The next login makes room by them.
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let signer = Signer::new(key(1)).validity(std::time::Duration::from_secs(300));
    let store = RedbStore::open(path).unwrap();
    let builder = Sessions::builder(signer, key(2), store).limit_per_client(1);
    let server = builder.clock(FixedClock::new(NOW)).build().unwrap();
    block_on(server.login(NewSession::new("42", browser()))).unwrap();
    let left = block_on(server.sessions("42")).unwrap();
    assert_eq!(left.len(), 2);
    let app = Presenter::authenticated("app \"ä\"");
    block_on(server.login(NewSession::new("42", app))).unwrap();
    let left = block_on(server.sessions("42")).unwrap();
    assert!(left.iter().all(|session| session.generation() == 0));
    assert_eq!(left.len(), 2);
}

#[test]
fn a_row_that_cannot_be_read_is_in_nobodys_way() {
    let (_folder, path) = folder();
    make(&path, 1, &[FORMER[0].as_bytes(), b"{\"format\":1,"]);
    let store = RedbStore::open(&path).unwrap();
    assert_eq!(block_on(store.live("42", None, NOW)).unwrap().len(), 1);
    let told = block_on(store.list("42", None, 9)).unwrap_err();
    assert_eq!(told.code(), "store_corrupt");
}

/// It would change rows, and not the tables that are new: what is live would be wrong for whoever came
/// after it, and what a stamp has ended would go on.
#[test]
fn a_version_before_opens_it_no_more() {
    for version in [1, 2] {
        let (_folder, path) = folder();
        make(&path, version, &[FORMER[0].as_bytes()]);
        drop(RedbStore::open(&path).unwrap());
        let database = Database::open(&path).unwrap();
        let transaction = database.begin_read().unwrap();
        for rows in ROWS {
            let rows = transaction.open_table(rows);
            assert!(matches!(rows, Err(TableError::TableDoesNotExist(_))));
        }
        let stamps = transaction.open_table(STAMPS);
        assert!(matches!(stamps, Err(TableError::TableDoesNotExist(_))));
        let live = transaction.open_table(LIVE);
        assert!(matches!(live, Err(TableError::TableDoesNotExist(_))));
    }
}
