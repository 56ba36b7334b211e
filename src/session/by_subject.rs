//! The indexes of the store in memory: sessions by subject, and live ones by subject and client.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Bound;
use core::time::Duration;

use super::family::SessionId;
use super::fixed::{Client, ClientGrant, Fixed};
use super::kept_stamps::KeptStamps;
use super::row::Session;
use super::stamp::Group;
use super::subject::Subject;
use crate::time::NumericDate;

#[derive(Default)]
pub(super) struct Subjects {
    sessions: BTreeMap<(Subject, SessionId), ()>,
    live: BTreeSet<IndexKey>,
    pub(super) stamps: KeptStamps,
}

const FIRST: SessionId = SessionId::from_bytes([0; 16]);

impl Subjects {
    pub(super) fn insert(&mut self, row: &Session) {
        let key = (row.fixed.subject.clone(), *row.id());
        self.sessions.insert(key, ());
        self.live.extend(IndexKey::of(row));
    }

    pub(super) fn remove(&mut self, row: &Session) {
        let key = (row.fixed.subject.clone(), *row.id());
        self.sessions.remove(&key);
        self.unindex(row);
    }

    /// Moves a row whose [key](has_new_key) has changed.
    pub(super) fn reindex(&mut self, old: &Session, new: &Session) {
        self.unindex(old);
        self.live.extend(IndexKey::of(new));
    }

    fn unindex(&mut self, row: &Session) {
        if let Some(key) = IndexKey::of(row) {
            self.live.remove(&key);
        }
    }

    /// Whether a group has a session that its stamp would end. For a client it looks at every session.
    pub(super) fn has_rows(&self, group: Group<'_>) -> bool {
        match group {
            Group::All => true,
            Group::Client(client) => {
                let mut clients = self.live.iter().map(|it| it.fixed.client_id());
                clients.any(|id| id == Some(client))
            }
            Group::Subject(subject) | Group::SubjectAtClient { subject, .. } => {
                !self.page(&subject.into(), None, 1).is_empty()
            }
        }
    }

    /// At most `limit` ids of a subject, after a given one.
    pub(super) fn page(
        &self,
        subject: &Subject,
        after: Option<SessionId>,
        limit: usize,
    ) -> Vec<SessionId> {
        let start = match after {
            Some(after) => Bound::Excluded((subject.clone(), after)),
            None => Bound::Included((subject.clone(), FIRST)),
        };
        let range = self.sessions.range((start, Bound::Unbounded));
        let own = range.take_while(|((name, _), ())| name == subject);
        own.map(|((_, id), ())| *id).take(limit).collect()
    }

    /// The ids of a subject and a client that may be live. Of those that are over, these are only the
    /// ones that ended within this hour.
    pub(super) fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Vec<SessionId> {
        let values = self.stamps.of(subject, client).values();
        let first = IndexKey::first(subject, client, values, hour(now));
        let is_any_admitted = first.fixed.stamp_values.is_empty();
        let theirs = self.live.range(&first..).take_while(|it| {
            it.subject == first.subject
                && it.fixed.client_id() == client
                // Without a stamp any value is admitted: its stamp may have been pruned.
                && (is_any_admitted || it.fixed.stamp_values == first.fixed.stamp_values)
        });
        let live = theirs.filter(|it| it.hour >= first.hour);
        live.map(|it| it.fixed.id).collect()
    }
}

/// The key of a row that is not revoked: subject, client, stamps, the hour of its end, id.
struct IndexKey {
    /// A copy, so that comparing subjects follows no pointer.
    subject: Subject,
    fixed: Arc<Fixed>,
    hour: i64,
}

/// By the hour, so that a rotation seldom moves a row.
fn hour(at: NumericDate) -> i64 {
    at.seconds().div_euclid(60 * 60)
}

/// Whether the key of a row has changed.
pub(super) fn has_new_key(old: &Session, new: &Session) -> bool {
    let key = |row: &Session| (row.revoked.is_some(), hour(row.ends_at()));
    key(old) != key(new)
}

impl IndexKey {
    fn of(row: &Session) -> Option<Self> {
        row.revoked.is_none().then(|| Self {
            subject: row.fixed.subject.clone(),
            fixed: Arc::clone(&row.fixed),
            hour: hour(row.ends_at()),
        })
    }

    /// The key before all rows that end in that hour or later.
    fn first(subject: &str, client: Option<&str>, stamp_values: Vec<u8>, hour: i64) -> Self {
        let client = client.map(|id| Client {
            id: id.into(),
            is_authenticated: false,
        });
        let grant = ClientGrant {
            client,
            ..ClientGrant::default()
        };
        let fixed = Fixed {
            id: FIRST,
            created_at: NumericDate::MAX,
            idle: Duration::ZERO,
            expires_at: NumericDate::MAX,
            subject: subject.into(),
            stamp_values: stamp_values.into(),
            turn: 0,
            grant: grant.boxed(),
        };
        Self {
            subject: subject.into(),
            fixed: Arc::new(fixed),
            hour,
        }
    }
}

impl Ord for IndexKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.hour, it.fixed.id);
        self.subject
            .cmp(&other.subject)
            .then_with(|| self.fixed.client_id().cmp(&other.fixed.client_id()))
            .then_with(|| self.fixed.stamp_values.cmp(&other.fixed.stamp_values))
            .then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for IndexKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for IndexKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for IndexKey {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::stamp::Stamp;

    const NOW: i64 = 1_700_000_000;
    const HOUR: i64 = 3_600;

    fn row(id: u16, client: Option<&str>, values: &[u8], ends: i64) -> Session {
        let mut key = IndexKey::first("42", client, values.to_vec(), 0);
        let fixed = Arc::get_mut(&mut key.fixed).unwrap();
        let mut bytes = [0; 16];
        bytes[..2].copy_from_slice(&id.to_be_bytes());
        fixed.id = SessionId::from_bytes(bytes);
        fixed.expires_at = NumericDate::from_seconds(ends);
        fixed.idle = Duration::MAX;
        Session {
            fixed: key.fixed,
            attributes: None,
            generation: 0,
            rotated_at: NumericDate::from_seconds(0),
            revoked: None,
        }
    }

    /// However many sessions are revoked, ended by a stamp, expired or of others, none of them is read.
    #[test]
    fn what_lies_dead_is_not_looked_at() {
        let now = NumericDate::from_seconds(NOW);
        for stamped in [
            &[][..],
            &[Group::Subject("42")],
            &[Group::All, Group::Client("app"), Group::Subject("42")],
        ] {
            let mut subjects = Subjects::default();
            let mut set = |value: u8| {
                for group in stamped {
                    subjects.stamps.set(*group, Stamp::new([value; 16], now));
                }
                subjects.stamps.of("42", Some("app")).values()
            };
            let (before, values) = (set(1), set(2));
            let mut id = 0_u16;
            let mut add = |client: Option<&str>, values: &[u8], ends, is_revoked: bool| {
                id += 1;
                let row = row(id, client, values, ends);
                subjects.insert(&row);
                if is_revoked {
                    subjects.reindex(&row, &row.revoked_at(now, "dead"));
                }
                id
            };
            let mut live = Vec::new();
            for number in 0..1_000 {
                add(Some("app"), &values, NOW + HOUR, true);
                add(Some("app"), &values, NOW - HOUR, false);
                add(Some("app2"), &values, NOW + HOUR, false);
                add(None, &values, NOW + HOUR, false);
                if !before.is_empty() {
                    add(Some("app"), &before, NOW + HOUR, false);
                    add(Some("app"), &[], NOW + HOUR, false);
                }
                if number % 200 == 0 {
                    live.push(add(Some("app"), &values, NOW + HOUR, false));
                }
            }
            let found = subjects.live("42", Some("app"), now);
            let found: Vec<_> = found
                .iter()
                .map(|id| u16::from_be_bytes([id.as_bytes()[0], id.as_bytes()[1]]))
                .collect();
            assert!(live.len() > 3);
            assert_eq!(found, live);
        }
    }
}
