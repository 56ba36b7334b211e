use std::cell::Cell;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

type Job = fn(&ReadTransaction) -> Result<(), Fault>;

fn engine() -> (TempDir, PathBuf, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    let engine = Engine::open(&path).unwrap();
    (folder, path, engine)
}

/// What redb says after an error of the disk.
fn previous() -> Fault {
    failed(redb::Error::PreviousIo)
}

fn full() -> Fault {
    failed(redb::Error::Io(ErrorKind::StorageFull.into()))
}

#[test]
fn a_read_that_met_a_database_which_had_failed_is_tried_once_more() {
    let (_folder, _, engine) = engine();
    let of_a_row = || StoreError::corrupt("a row").into();
    for (first, then, expected) in [
        (Err(previous()), Ok(()), (true, 2)),
        (Err(previous()), Err(previous()), (false, 2)),
        (Err(of_a_row()), Ok(()), (false, 1)),
    ] {
        let tries = Cell::new(0);
        let read = engine.read(|_| {
            tries.set(tries.get() + 1);
            match tries.get() {
                1 => first.clone(),
                _ => then.clone(),
            }
        });
        assert_eq!((read.is_ok(), tries.get()), expected);
    }
}

#[test]
fn a_database_that_failed_is_closed_without_a_write() {
    let conflict = || StoreError::Conflict.into();
    for (result, is_left_alone) in [
        (Ok(()), false),
        (Err(conflict()), false),
        (Err(previous()), true),
    ] {
        let (_folder, path, engine) = engine();
        let _ = engine.write(|_| result);
        let before = fs::read(&path).unwrap();
        drop(engine);
        assert_eq!(fs::read(&path).unwrap() == before, is_left_alone);
        assert!(Engine::open(&path).is_ok());
    }
}

#[test]
fn after_a_full_disk_it_rests_and_reads() {
    for (fault, is_resting) in [(full(), true), (previous(), false)] {
        let (_folder, _, mut engine) = engine();
        // So that it is not over before it is looked at.
        if let State::Open { took, .. } = engine.state.get_mut().unwrap() {
            *took = Duration::from_secs(3_600);
        }
        let code = fault.error.code();
        let refused = engine.write(|_| Err(fault)).unwrap_err();
        assert_eq!(refused.error.code(), code);
        assert!(engine.read(|_| Ok(())).is_ok());
        let is_tried = Cell::new(false);
        let result = engine.write(|_| {
            is_tried.set(true);
            Ok(())
        });
        assert_eq!(is_tried.get(), !is_resting);
        let error = result.err().map(|fault| fault.error.code());
        assert_eq!(error, is_resting.then_some(code));
    }
}

#[test]
fn what_was_damaged_is_read_no_more_until_it_is_opened_anew() {
    let found: Job = |_| Err(failed(redb::Error::Corrupted("a page".into())));
    let panicked: Job = |_| panic!("redb believes what it reads");
    for job in [found, panicked] {
        let (_folder, path, engine) = engine();
        assert!(engine.read(job).is_err());
        for _ in 0..2 {
            let error = engine.read(|_| Ok(())).unwrap_err().error;
            assert_eq!(error.code(), "store_corrupt");
        }
        drop(engine);
        assert!(Engine::open(&path).unwrap().read(|_| Ok(())).is_ok());
    }
}

#[test]
fn what_was_damaged_stays_so_when_another_fails_after_it() {
    let (_folder, _, engine) = engine();
    let damage = || engine.write(|_| Err(failed(redb::Error::Corrupted("a page".into()))));
    let read: Result<(), _> = engine.read(|_| {
        let met = std::thread::scope(|scope| scope.spawn(damage).join());
        assert!(met.unwrap().is_err());
        Err(previous())
    });
    assert_eq!(read.unwrap_err().error.code(), "store_corrupt");
    let error = engine.read(|_| Ok(())).unwrap_err().error;
    assert_eq!(error.code(), "store_corrupt");
}

#[test]
fn what_was_damaged_when_it_was_to_be_opened_again_stays_so() {
    let (_folder, path, engine) = engine();
    assert!(engine.write(|_| Err(previous())).is_err());
    let bytes = fs::read(&path).unwrap();
    let begin = |begin: &[u8]| {
        let file = fs::File::options().write(true).open(&path);
        std::io::Write::write_all(&mut file.unwrap(), begin).unwrap();
    };
    begin(b"not redb");
    let code = || engine.read(|_| Ok(())).unwrap_err().error.code();
    assert_eq!(code(), "store_corrupt");
    begin(&bytes[..8]);
    assert_eq!(code(), "store_corrupt");
    drop(engine);
    assert!(Engine::open(&path).is_ok());
}

#[test]
fn nobody_opens_it_while_it_is_looked_at() {
    let (_folder, _, engine) = engine();
    let is_held = engine.read_back(|_| Ok(engine.state.try_write().is_err()));
    assert!(is_held.unwrap());
    assert!(engine.state.try_write().is_ok());
}
