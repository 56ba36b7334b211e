//! Files that are damaged while they are in use: cut off, or a block of them lost. What is answered is
//! right, or an error, and once a damage is met, nothing more is answered from the file.

use std::fs;
use std::path::Path;

use glassbox::session::conformance::block_on;
use glassbox::session::{NewSession, SessionStore};
use glassbox::time::FixedClock;
use glassbox_redb::RedbStore;

use crate::support::{PAGE, START, browser, folder, server};
use crate::truth::{Errors, Files, answered, ask, ask_all, cuts, in_time, swap_some, used_pages};

/// Damages a file while it is open, uses it then, and opens it again; what was not answered in use,
/// and whether it was opened.
fn use_damaged(
    path: &Path,
    files: &Files,
    what: &str,
    damage: impl FnOnce(&fs::File),
) -> (Errors, bool) {
    let truth = &files.truth;
    fs::write(path, &files.closed).unwrap();
    let store = RedbStore::open(path).unwrap();
    let server = server(store.clone(), &FixedClock::new(START));
    block_on(server.login(NewSession::new("other", browser()))).unwrap();
    drop(server);
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
            let what = format!("a cut to {len}");
            let cut = |file: &fs::File| file.set_len(u64::try_from(len).unwrap()).unwrap();
            let (errors, is_opened) = use_damaged(&path, &files, &what, cut);
            println!("{what}: {errors:?}");
            assert!(!errors.is_empty(), "{what}");
            // What is gone may have been free.
            assert!(!is_opened || len > PAGE, "{what}");
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
            let (errors, is_opened) = use_damaged(&path, &files, &what, lose);
            told += usize::from(!errors.is_empty());
            refused += usize::from(!is_opened);
        }
        println!(
            "{} blocks lost: {told} told in use, {refused} refused then",
            pages.len()
        );
        // The engine has most of them in memory.
        assert!(told > 0 && refused > 5);
    });
}
