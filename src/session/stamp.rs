//! Stamps, which end many sessions by one write.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use crate::time::NumericDate;

/// Sessions that one [`Stamp`] ends together, however many they are.
///
/// A session is in up to four groups: all sessions, those of its client, those of its subject, and
/// those of its subject at its client. A session of the server's own pages has no client, and is in
/// two.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a store has to keep each of them")]
pub enum Group<'a> {
    /// All sessions of the store.
    All,
    /// Those of a client, whoever the users are.
    Client(&'a str),
    /// Those of a subject, whatever the client.
    Subject(&'a str),
    /// Those of a subject at one client.
    SubjectAtClient {
        /// The subject.
        subject: &'a str,
        /// The client.
        client: &'a str,
    },
}

/// How far clocks are believed to differ, and how long what is over stays stored: so that a refusal can
/// say why, and a wrong clock deletes no live session.
pub(super) const MARGIN: Duration = Duration::from_secs(24 * 60 * 60);

/// How many kinds of groups there are.
const KINDS: usize = 4;

impl<'a> Group<'a> {
    /// The subject and the client, with an empty text for any. They can be two columns of a table: no
    /// two groups have the same names, since no subject and no client has an empty name.
    #[must_use]
    pub const fn names(&self) -> (&'a str, &'a str) {
        match *self {
            Self::All => ("", ""),
            Self::Client(client) => ("", client),
            Self::Subject(subject) => (subject, ""),
            Self::SubjectAtClient { subject, client } => (subject, client),
        }
    }

    /// The group of its [`names`](Self::names).
    #[must_use]
    pub const fn from_names(subject: &'a str, client: &'a str) -> Self {
        match (subject.is_empty(), client.is_empty()) {
            (true, true) => Self::All,
            (true, false) => Self::Client(client),
            (false, true) => Self::Subject(subject),
            (false, false) => Self::SubjectAtClient { subject, client },
        }
    }

    /// The groups of a session of a subject, with a client or without one.
    pub(super) fn all_of(subject: &'a str, client: Option<&'a str>) -> impl Iterator<Item = Self> {
        let own = [Self::All, Self::Subject(subject)].into_iter();
        let with = move |client| {
            [
                Self::Client(client),
                Self::SubjectAtClient { subject, client },
            ]
        };
        own.chain(client.map(with).into_iter().flatten())
    }

    /// Its place among the stamps of a session.
    pub(super) const fn kind(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Client(_) => 1,
            Self::Subject(_) => 2,
            Self::SubjectAtClient { .. } => 3,
        }
    }
}

impl fmt::Debug for Group<'_> {
    /// Without the names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "All",
            Self::Client(_) => "Client(..)",
            Self::Subject(_) => "Subject(..)",
            Self::SubjectAtClient { .. } => "SubjectAtClient { .. }",
        })
    }
}

/// A random mark of a [`Group`]: its sessions that began under another stamp, or under none, are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    value: [u8; 16],
    at: NumericDate,
}

impl Stamp {
    /// Makes a stamp of its parts, for a store that reads them back.
    #[must_use]
    pub const fn new(value: [u8; 16], at: NumericDate) -> Self {
        Self { value, at }
    }

    /// Its random value.
    #[must_use]
    pub const fn value(&self) -> &[u8; 16] {
        &self.value
    }

    /// When it was set.
    #[must_use]
    pub const fn at(&self) -> NumericDate {
        self.at
    }

    /// This stamp in place of a former one of its group, as a store keeps it. If the former one was set
    /// later, by at most a day, its instant stays: otherwise a clock that is behind would admit a
    /// [login](super::NewSession::authenticated_at) that the former one refuses. A clock that was more
    /// than a day ahead was wrong; with its instant, logins would be refused until then.
    ///
    /// ```
    /// use glassbox::NumericDate;
    /// use glassbox::session::Stamp;
    ///
    /// let stamp = |value, at| Stamp::new([value; 16], NumericDate::from_seconds(at));
    /// let former = stamp(1, 1_750_000_060);
    /// let kept = stamp(2, 1_750_000_000).replacing(Some(former));
    /// assert_eq!(kept, stamp(2, 1_750_000_060));
    /// ```
    #[must_use]
    pub fn replacing(self, former: Option<Self>) -> Self {
        let is_kept = |former: &Self| former.at.saturating_sub(MARGIN) <= self.at;
        let former = former.filter(is_kept).map(|former| former.at);
        Self {
            at: former.map_or(self.at, |former| former.max(self.at)),
            ..self
        }
    }
}

/// The stamps of all groups that a session is in, as they are at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamps([Option<Stamp>; KINDS]);

impl Stamps {
    /// Reads those of a session of a subject, with a client or without one, by `stamp_of`.
    ///
    /// # Errors
    /// The first error of `stamp_of`.
    pub fn read<'a, E>(
        subject: &'a str,
        client: Option<&'a str>,
        mut stamp_of: impl FnMut(Group<'a>) -> Result<Option<Stamp>, E>,
    ) -> Result<Self, E> {
        let mut stamps = Self::default();
        for group in Group::all_of(subject, client) {
            if let Some(stamp) = stamp_of(group)? {
                stamps.set(group, stamp);
            }
        }
        Ok(stamps)
    }

    /// Sets the stamp of a group.
    pub fn set(&mut self, group: Group<'_>, stamp: Stamp) {
        if let Some(known) = self.0.get_mut(group.kind()) {
            *known = Some(stamp);
        }
    }

    /// The stamp of a group, if there is one.
    #[must_use]
    pub fn get(&self, group: Group<'_>) -> Option<Stamp> {
        self.0.get(group.kind()).copied().flatten()
    }

    /// The [values](super::Session::stamp_values) of a session that begins now. Each group that has a
    /// stamp gives the number of its kind (0 for all, 1 for a client, 2 for a subject, 3 for a subject
    /// at a client), followed by the value of the stamp. Without any stamp they are empty.
    #[must_use]
    pub fn values(&self) -> Vec<u8> {
        join(&self.0.map(|stamp| stamp.map(|stamp| stamp.value)))
    }

    /// Whether one of them was set at this instant, or later.
    pub(super) fn has_any_since(&self, at: NumericDate) -> bool {
        self.0.iter().flatten().any(|stamp| stamp.at >= at)
    }

    /// Those that end a session which began under these values. If a group has no stamp, any value is
    /// admitted: its stamp may have been pruned.
    pub(super) fn ending(&self, values: &[u8]) -> impl Iterator<Item = Stamp> {
        let pairs = self.0.into_iter().zip(split(values));
        pairs.filter_map(|(stamp, value)| stamp.filter(|stamp| value != Some(stamp.value)))
    }
}

/// The values of the kinds of groups, as bytes.
pub(super) fn join(values: &[Option<[u8; 16]>; KINDS]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, value) in (0_u8..).zip(values) {
        if let Some(value) = value {
            bytes.push(kind);
            bytes.extend_from_slice(value);
        }
    }
    bytes
}

/// The reverse of [`join`]; invalid parts are left out.
pub(super) fn split(bytes: &[u8]) -> [Option<[u8; 16]>; KINDS] {
    let mut values = [None; KINDS];
    for part in bytes.chunks(17) {
        let Some((kind, value)) = part.split_first() else {
            continue;
        };
        if let Some(known) = values.get_mut(usize::from(*kind)) {
            *known = value.try_into().ok();
        }
    }
    values
}

/// Whether bytes are as [`join`] makes them.
pub(super) fn checked(bytes: &[u8]) -> Option<Box<[u8]>> {
    let joined = join(&split(bytes));
    (joined == bytes).then(|| joined.into_boxed_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_is_taken_for_another_one() {
        let names = ["a", "b", "ab", "\0", "a\0b", "\u{1}"];
        let mut groups = Vec::from([Group::All]);
        for one in names {
            groups.extend([Group::Client(one), Group::Subject(one)]);
            groups.extend(names.map(|client| Group::SubjectAtClient {
                subject: one,
                client,
            }));
        }
        for (number, group) in groups.iter().enumerate() {
            let (subject, client) = group.names();
            assert_eq!(Group::from_names(subject, client), *group);
            let others = groups.iter().skip(number + 1);
            assert!(others.into_iter().all(|it| it.names() != group.names()));
        }
    }

    #[test]
    fn a_session_is_in_the_groups_of_its_names() {
        let of = |client| Group::all_of("42", client).collect::<Vec<_>>();
        assert_eq!(of(None), [Group::All, Group::Subject("42")]);
        let both = Group::SubjectAtClient {
            subject: "42",
            client: "app",
        };
        assert_eq!(
            of(Some("app")),
            [Group::All, Group::Subject("42"), Group::Client("app"), both]
        );
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        for present in 0..16_u8 {
            let values: [Option<[u8; 16]>; KINDS] = core::array::from_fn(|kind| {
                (present & (1 << kind) != 0).then_some([u8::try_from(kind).unwrap(); 16])
            });
            let bytes = join(&values);
            assert_eq!(split(&bytes), values);
            assert_eq!(checked(&bytes).as_deref(), Some(&*bytes));
            // Cut off, longer, of a kind that there is not, or in another order.
            for cut in 1..bytes.len() {
                let is_whole = cut % 17 == 0;
                assert_eq!(checked(&bytes[..cut]).is_some(), is_whole, "{cut}");
            }
            assert_eq!(checked(&[&bytes[..], &[3]].concat()), None);
            assert_eq!(checked(&[&bytes[..], &[4; 17]].concat()), None);
            if let Some((first, rest)) = bytes.split_at_checked(17).filter(|it| !it.1.is_empty()) {
                assert_eq!(checked(&[rest, first].concat()), None);
                assert_eq!(checked(&[first, first].concat()), None);
            }
        }
    }
}
