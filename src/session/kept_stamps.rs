//! The stamps that the store in memory keeps.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::convert::Infallible;
use std::collections::HashMap;

use super::stamp::{Group, Stamp, Stamps};
use crate::time::NumericDate;

/// By the two [names](Group::names) of their groups.
#[derive(Default)]
pub(super) struct KeptStamps {
    by_subject: HashMap<Box<str>, HashMap<Box<str>, Stamp>>,
    len: usize,
}

impl KeptStamps {
    pub(super) fn of(&self, subject: &str, client: Option<&str>) -> Stamps {
        if self.len == 0 {
            return Stamps::default();
        }
        let read = |group: Group<'_>| Ok::<_, Infallible>(self.get(group));
        match Stamps::read(subject, client, read) {
            Ok(stamps) => stamps,
            Err(never) => match never {},
        }
    }

    pub(super) fn get(&self, group: Group<'_>) -> Option<Stamp> {
        let (subject, client) = group.names();
        self.by_subject.get(subject)?.get(client).copied()
    }

    pub(super) fn set(&mut self, group: Group<'_>, stamp: Stamp) {
        let (subject, client) = group.names();
        let by_client = self.by_subject.entry(subject.into()).or_default();
        let is_new = by_client.insert(client.into(), stamp).is_none();
        self.len = self.len.saturating_add(usize::from(is_new));
    }

    pub(super) fn remove(&mut self, group: Group<'_>) {
        let (subject, client) = group.names();
        let Some(by_client) = self.by_subject.get_mut(subject) else {
            return;
        };
        let is_gone = by_client.remove(client).is_some();
        self.len = self.len.saturating_sub(usize::from(is_gone));
        if by_client.is_empty() {
            self.by_subject.remove(subject);
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Those that were set before an instant.
    pub(super) fn before(&self, instant: NumericDate) -> Self {
        let mut old = Self::default();
        for (group, stamp) in self.iter().filter(|(_, stamp)| stamp.at() < instant) {
            old.set(group, *stamp);
        }
        old
    }

    /// Removes those that are the same in `others`.
    pub(super) fn forget(&mut self, others: &Self) {
        let same: Vec<_> = others
            .iter()
            .filter(|(group, stamp)| self.get(*group) == Some(**stamp))
            .collect();
        for (group, _) in same {
            self.remove(group);
        }
    }

    fn iter(&self) -> impl Iterator<Item = (Group<'_>, &Stamp)> {
        self.by_subject.iter().flat_map(|(subject, by_client)| {
            let stamps = by_client.iter();
            stamps.map(move |(client, stamp)| (Group::from_names(subject, client), stamp))
        })
    }
}
