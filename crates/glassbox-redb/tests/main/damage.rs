//! Files that are damaged while they are closed: all over, or cut off. What is answered is right, or an
//! error; no panic comes through, nothing hangs, and nobody gets a row that is not theirs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use glassbox_redb::{OpenError, RedbStore};

use crate::support::{PAGE, folder};
use crate::truth::{Errors, Files, HEADER, Truth, ask_all, cuts, in_time, swap_some, used_pages};

const CLOSED: usize = 320;
const KILLED: usize = 120;

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
        assert!(count(&outcomes, "refused:") > KILLED / 4);
        assert_eq!(count(&outcomes, "refused, but touched"), 0);
        assert!(count(&outcomes, "right: 0") > KILLED / 10);
    });
}

#[test]
fn a_file_that_was_cut_off_is_refused_and_left_alone() {
    in_time(|| {
        let (_folder, path) = folder();
        let files = Files::new(&path);
        for (bytes, is_closed) in [(&files.closed, true), (&files.killed, false)] {
            for len in cuts(bytes.len()) {
                let what = format!("a cut to {len}, closed: {is_closed}");
                fs::write(&path, &bytes[..len]).unwrap();
                match RedbStore::open(&path) {
                    Err(OpenError::Failed(_)) => {
                        assert!(fs::read(&path).unwrap() == bytes[..len], "{what}");
                    }
                    // How long it was is not known after a kill: what is gone may have been free.
                    Ok(store) if !is_closed && len > PAGE => {
                        ask_all(&store, &[&files.after, &files.before], &what);
                    }
                    opened => panic!("{what}: {opened:?}"),
                }
            }
        }
    });
}
