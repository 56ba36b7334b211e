//! The rows that were written last, in memory: a caller that reads one of them wakes no other thread.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use glassbox::session::{Loaded, SessionId, Stamp};

/// The most rows of a half: a few megabytes in all, unless most of them have much detail.
const HALF: usize = 8_192;

/// Only the writer changes it: it forgets what it is about to commit, and remembers it after the
/// commit, in order. In between, and after a failed commit, callers read the file.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Halves>);

/// When the new half is full, it takes the place of the old one.
#[derive(Default)]
struct Halves {
    new: HashMap<SessionId, Loaded>,
    old: HashMap<SessionId, Loaded>,
}

/// What was done within a transaction.
pub(crate) enum Change {
    None,
    Row(Loaded),
    Deleted(Vec<SessionId>),
    /// Of a group, by its names. It affects rows whose ids are unknown here.
    Stamp((String, String), Stamp),
}

impl Recent {
    pub(crate) fn get(&self, id: &SessionId) -> Option<Loaded> {
        let halves = self.halves();
        halves.new.get(id).or_else(|| halves.old.get(id)).cloned()
    }

    pub(crate) fn forget<'a>(&self, changes: impl Iterator<Item = &'a Change>) {
        let mut halves = self.halves();
        changes.for_each(|change| halves.forget(change));
    }

    pub(crate) fn remember<'a>(&self, changes: impl Iterator<Item = &'a Change>) {
        let mut halves = self.halves();
        for change in changes {
            halves.forget(change);
            if let Change::Row(row) = change {
                halves.remember(row);
            }
        }
    }

    pub(crate) fn clear(&self) {
        *self.halves() = Halves::default();
    }

    /// Nothing in here panics while it holds the lock.
    fn halves(&self) -> MutexGuard<'_, Halves> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Halves {
    fn forget(&mut self, change: &Change) {
        let ids = match change {
            Change::None => &[][..],
            Change::Row(row) => std::slice::from_ref(row.session.id()),
            Change::Deleted(ids) => ids,
            Change::Stamp(..) => return *self = Self::default(),
        };
        for id in ids {
            self.new.remove(id);
            self.old.remove(id);
        }
    }

    fn remember(&mut self, row: &Loaded) {
        if self.new.len() >= HALF {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(*row.session.id(), row.clone());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use glassbox::NumericDate;
    use glassbox::session::conformance::block_on;
    use glassbox::session::{Group, MemoryStore, NewSession, Presenter, Sessions, Stamps};
    use glassbox::{HmacKey, Signer};

    use super::*;

    pub(crate) fn rows(count: usize) -> Vec<Loaded> {
        let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
        let signer = Signer::new(key(1)).validity(std::time::Duration::from_secs(300));
        let sessions = Sessions::builder(signer, key(2), MemoryStore::new());
        let sessions = sessions.build().unwrap();
        let login = |subject: usize| {
            let new = NewSession::new(subject.to_string(), Presenter::first_party());
            let login = block_on(sessions.login(new)).unwrap();
            Loaded::new(login.session().clone(), Stamps::default())
        };
        (0..count).map(login).collect()
    }

    const STAMP: Stamp = Stamp::new([7; 16], NumericDate::from_seconds(0));

    fn stamped(row: &Loaded) -> Loaded {
        let mut stamps = Stamps::default();
        stamps.set(Group::Subject("0"), STAMP);
        Loaded::new(row.session.clone(), stamps)
    }

    #[test]
    fn what_changes_last_in_a_transaction_is_what_is_remembered() {
        let rows = rows(2);
        let [a, b] = &rows[..] else { panic!() };
        let (id, recent) = (a.session.id(), Recent::default());
        let row = |row: &Loaded| Change::Row(row.clone());
        let stamp = || Change::Stamp(("0".into(), String::new()), STAMP);
        for (changes, expected) in [
            (vec![row(a)], Some(a.clone())),
            (vec![Change::None], Some(a.clone())),
            (vec![row(b)], Some(a.clone())),
            (vec![row(a), row(&stamped(a))], Some(stamped(a))),
            (vec![row(a), stamp()], None),
            (vec![stamp(), row(&stamped(a))], Some(stamped(a))),
            (vec![Change::Deleted(vec![*id, *b.session.id()])], None),
            (vec![row(a), Change::Deleted(vec![*id])], None),
            (
                vec![Change::Deleted(vec![*b.session.id()]), row(a)],
                Some(a.clone()),
            ),
        ] {
            recent.forget(changes.iter());
            let touches = changes.iter().any(|change| match change {
                Change::Row(row) => row.session.id() == id,
                Change::Deleted(ids) => ids.contains(id),
                Change::Stamp(..) => true,
                Change::None => false,
            });
            assert!(
                !touches || recent.get(id).is_none(),
                "it is read while it is committed"
            );
            recent.remember(changes.iter());
            assert_eq!(recent.get(id), expected);
        }
    }

    #[test]
    fn it_is_bounded_and_keeps_the_newest() {
        let row = &rows(1)[0];
        let recent = Recent::default();
        let oldest = Change::Row(row.clone());
        recent.remember([&oldest].into_iter());
        let many: Vec<_> = rows(2 * HALF).into_iter().map(Change::Row).collect();
        recent.remember(many.iter());
        assert_eq!(recent.get(row.session.id()), None);
        let Some(Change::Row(newest)) = many.last() else {
            panic!()
        };
        assert_eq!(recent.get(newest.session.id()).as_ref(), Some(newest));
        {
            let halves = recent.halves();
            assert!(halves.new.len() + halves.old.len() <= 2 * HALF);
        }
        // The one before is in the old half by now.
        let [.., Change::Row(before), _] = &many[..] else {
            panic!()
        };
        let id = before.session.id();
        assert_eq!(recent.get(id).as_ref(), Some(before));
        recent.forget([&Change::Deleted(vec![*id])].into_iter());
        assert_eq!(recent.get(id), None);
    }
}
