use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::mpsc;

use glassbox::NumericDate;
use glassbox::session::conformance::block_on;
use glassbox::session::{Session, Stamp, Stamps};
use tempfile::TempDir;

use super::*;
use crate::error::failed;
use crate::recent::tests::rows;

const STAMP: Stamp = Stamp::new([7; 16], NumericDate::from_seconds(0));
const OTHER: Stamp = Stamp::new([8; 16], NumericDate::from_seconds(0));

fn engine() -> (TempDir, PathBuf, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    let engine = Engine::open(&path).unwrap();
    (folder, path, engine)
}

fn row(row: &Loaded) -> Change {
    Change::Row(row.clone())
}

fn stamp(stamp: Stamp) -> Change {
    Change::Stamp(("0".into(), "app".into()), stamp)
}

fn apply(transaction: &WriteTransaction, change: &Change) -> Result<(), Fault> {
    match change {
        Change::Row(row) => {
            let row = &row.session;
            match tables::swap(transaction, row.version(), row)? {
                true => Ok(()),
                false => tables::insert(transaction, row),
            }
        }
        Change::Stamp((subject, client), stamp) => {
            tables::set_stamp(transaction, Group::from_names(subject, client), stamp).map(drop)
        }
        Change::Deleted(_) | Change::None => Ok(()),
    }
}

/// Writes all of it in one transaction, some with a fault after that; what each was answered.
fn write(
    engine: &Engine,
    recent: &Recent,
    changes: Vec<(Change, Option<Fault>)>,
) -> Vec<Result<(), &'static str>> {
    let (answer, answers) = mpsc::channel();
    let write = |(number, (change, fault)): (usize, (Change, Option<Fault>))| -> Write {
        let answer = answer.clone();
        Box::new(move |transaction| {
            let applied = transaction.map_err(Fault::from);
            let applied = applied.and_then(|it| apply(it, &change));
            let is_done = applied.is_ok() && fault.is_none();
            let of_engine = applied.err().filter(|fault| fault.is_of_engine);
            let fault = fault.or(of_engine);
            Written {
                answer: Box::new(move |committed| answer.send((number, committed)).unwrap()),
                change: if is_done { change } else { Change::None },
                fault,
            }
        })
    };
    let batch = changes.into_iter().enumerate().map(write).collect();
    write_batch(engine, batch, recent);
    let mut answers: Vec<_> = answers.try_iter().collect();
    answers.sort_by_key(|(number, _)| *number);
    let result = |result: Result<(), StoreError>| result.map_err(|error| error.code());
    answers.into_iter().map(|(_, it)| result(it)).collect()
}

fn load(engine: &Engine, row: &Loaded) -> Option<Session> {
    let id = row.session.id();
    let loaded = engine.read(|transaction| tables::load(transaction, id));
    loaded.unwrap().map(|loaded| loaded.session)
}

#[test]
fn with_one_that_failed_half_way_none_is_done() {
    let (_folder, _, engine) = engine();
    let recent = Recent::default();
    // It is there: what comes after it is not done because of that.
    assert_eq!(
        write(&engine, &recent, vec![(stamp(STAMP), None)]),
        [Ok(())]
    );
    let rows = rows(2);
    let full = || failed(redb::Error::Io(ErrorKind::StorageFull.into()));
    for fault in [failed(redb::Error::PreviousIo), full()] {
        let code = fault.error.code();
        let changes = vec![
            (stamp(STAMP), None),
            (row(&rows[0]), Some(fault)),
            (row(&rows[1]), None),
        ];
        assert_eq!(write(&engine, &recent, changes), [Err(code); 3]);
        for row in &rows {
            assert_eq!(load(&engine, row), None);
            assert_eq!(recent.get(row.session.id()), None);
        }
    }
}

#[test]
fn one_that_panics_is_answered() {
    let (_folder, _, engine) = engine();
    let workers = Workers::start(engine).unwrap();
    let answer = workers.write::<()>(|_| panic!("redb believes what it reads"));
    assert_eq!(block_on(answer).unwrap_err().code(), "store_corrupt");
}

#[test]
fn nothing_is_read_from_memory_when_the_file_failed() {
    let (_folder, path, engine) = engine();
    let recent = Recent::default();
    let rows = rows(2);
    let both = || rows.iter().map(|it| (row(it), None)).collect();
    assert_eq!(write(&engine, &recent, both()), [Ok(()); 2]);
    let is_known = |row: &Loaded| recent.get(row.session.id()).is_some();
    assert!(rows.iter().all(is_known));
    // Nothing is written to a file that was cut off.
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(path.metadata().unwrap().len() - 1).unwrap();
    let one = vec![(row(&rows[0]), None)];
    assert_eq!(write(&engine, &recent, one), [Err("store_corrupt")]);
    assert!(!rows.iter().any(is_known));
}

#[test]
fn a_commit_is_done_when_all_that_it_left_is_in_the_file() {
    let (_folder, _, engine) = engine();
    let rows = rows(2);
    let [a, b] = &rows[..] else { panic!() };
    let there = vec![(row(a), None), (stamp(STAMP), None)];
    let answers = write(&engine, &Recent::default(), there);
    assert_eq!(answers, [Ok(()); 2]);
    // As it was, or will be: the same id.
    let text = String::from_utf8(a.session.to_bytes()).unwrap();
    let changed = Session::from_bytes(text.replace("\"0\"", "\"9\"").as_bytes()).unwrap();
    assert!(changed.id() == a.session.id() && changed != a.session);
    let changed = Loaded::new(changed, Stamps::default());
    let deleted = |row: &Loaded| Change::Deleted(vec![*row.session.id()]);
    let elsewhere = || Change::Stamp(("1".into(), "app".into()), STAMP);
    let of_client = || Change::Stamp((String::new(), "app".into()), STAMP);
    for (number, (changes, is_it)) in [
        (vec![row(a)], true),
        (vec![row(b)], false),
        (vec![row(&changed)], false),
        (vec![stamp(STAMP)], true),
        (vec![stamp(OTHER)], false),
        (vec![elsewhere()], false),
        (vec![of_client()], false),
        (vec![row(a), stamp(STAMP)], true),
        (vec![row(b), stamp(STAMP)], false),
        (vec![row(a), stamp(OTHER)], false),
        (vec![row(a), Change::None, row(b)], false),
        // The last one counts.
        (vec![row(&changed), row(a)], true),
        (vec![row(a), row(&changed)], false),
        (vec![stamp(OTHER), stamp(STAMP)], true),
        (vec![stamp(STAMP), stamp(OTHER)], false),
        (vec![row(a), row(b), deleted(b)], true),
        (vec![deleted(a), row(a)], true),
        // Nothing tells: nobody comes to harm who is refused what was done.
        (vec![deleted(b)], false),
        (vec![Change::None], false),
    ]
    .into_iter()
    .enumerate()
    {
        let written = |change| Written {
            answer: Box::new(|_| ()),
            change,
            fault: None,
        };
        let written: Vec<_> = changes.into_iter().map(written).collect();
        assert_eq!(is_done(&engine, &written).unwrap(), is_it, "{number}");
    }
}
