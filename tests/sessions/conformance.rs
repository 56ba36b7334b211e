//! The suite for stores: the one in memory passes, and broken ones do not.

use std::sync::Arc;
use std::time::Duration;

use glassbox::NumericDate;
use glassbox::session::conformance::{block_on, check, check_full, on_threads};
use glassbox::session::{
    Columns, Group, Loaded, MemoryStore, Session, SessionId, SessionStore, Stamp, Stamps,
    StoreError, Version,
};

#[test]
fn the_store_in_memory() {
    block_on(check(MemoryStore::new(), on_threads)).unwrap();
    for limit in [1, 10] {
        block_on(check_full(MemoryStore::with_limit(limit))).unwrap();
    }
}

/// What a store may get wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    InsertOverwrites,
    LoadForgetsTheStamp,
    SwapIgnoresTheGeneration,
    SwapIgnoresTheRevocation,
    SwapReadsFirstAndWritesLater,
    SwapSaysItDid,
    ListIgnoresAfter,
    ListIgnoresTheLimit,
    PruneIgnoresTheLimit,
    PruneDeletesWhatLives,
    PruneKeepsStamps,
    PruneJudgesFirstAndDeletesLater,
    ListForgetsTheRevoked,
    StampsAreForAnyCase,
    StampsOfAllAreForgotten,
    StampsOfClientsAreForgotten,
    AClientIsTakenForASubject,
    NamesArePutTogether,
    PruneKeepsStampsOfClients,
    LiveOfAnyClient,
    LiveThoughRevoked,
    LiveThoughOver,
    LiveThoughStampedOut,
    LiveIsCutOff,
    NeverFull,
    NoneLastsLonger,
    SwapForgetsWhatIsNew,
}

struct Broken(Fault, Arc<MemoryStore>);

impl Broken {
    /// Writes a row over any other.
    async fn force(&self, row: &Session) {
        while let Some(loaded) = self.1.load(row.id()).await.unwrap() {
            if self.1.swap(loaded.session.version(), row).await.unwrap() {
                return;
            }
        }
    }
}

impl SessionStore for Broken {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        let of_all = Columns {
            idle: row.idle().min(Duration::from_secs(14 * 24 * 60 * 60)),
            ..row.columns()
        };
        let row = match self.0 {
            Fault::NoneLastsLonger => &Session::from_columns(&of_all, &row.rest_to_bytes())?,
            _ => row,
        };
        match self.1.insert(row).await {
            Err(StoreError::Conflict) if self.0 == Fault::InsertOverwrites => Ok(()),
            Err(StoreError::Full) if self.0 == Fault::NeverFull => Ok(()),
            inserted => inserted,
        }
    }

    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        let loaded = self.1.load(id).await?;
        Ok(match self.0 {
            Fault::LoadForgetsTheStamp => {
                loaded.map(|loaded| Loaded::new(loaded.session, Stamps::default()))
            }
            _ => loaded,
        })
    }

    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        let stored = self.1.load(row.id()).await?.map(|loaded| loaded.session);
        let Some(stored) = stored else {
            return Ok(self.0 == Fault::SwapSaysItDid);
        };
        if self.0 == Fault::SwapForgetsWhatIsNew {
            let row = Session::from_columns(&row.columns(), &stored.rest_to_bytes())?;
            return self.1.swap(seen, &row).await;
        }
        let stored = stored.version();
        let is_alike = match self.0 {
            Fault::SwapIgnoresTheGeneration => {
                stored.rotated_at == seen.rotated_at && stored.is_revoked == seen.is_revoked
            }
            Fault::SwapIgnoresTheRevocation => {
                stored.generation == seen.generation && stored.rotated_at == seen.rotated_at
            }
            Fault::SwapReadsFirstAndWritesLater => stored == seen,
            Fault::SwapSaysItDid => return self.1.swap(seen, row).await.map(|_| true),
            _ => return self.1.swap(seen, row).await,
        };
        if is_alike {
            std::thread::yield_now();
            self.force(row).await;
        }
        Ok(is_alike)
    }

    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let after = after.filter(|_| self.0 != Fault::ListIgnoresAfter);
        let limit = match self.0 {
            Fault::ListIgnoresTheLimit => usize::MAX,
            _ => limit,
        };
        let mut rows = self.1.list(subject, after, limit).await?;
        rows.retain(|row| {
            self.0 != Fault::ListForgetsTheRevoked || row.session.revoked().is_none()
        });
        Ok(rows)
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let mut rows = self.1.live(subject, client, now).await?;
        let all = self.1.list(subject, None, usize::MAX).await?;
        let is_wrong = |Loaded {
                            session: row,
                            stamps,
                            ..
                        }: &Loaded| {
            let is_theirs = row.client_id() == client;
            let is_whole = row.revoked().is_none() && now < row.ends_at();
            let is_admitted = stamps.admits(row);
            match self.0 {
                Fault::LiveOfAnyClient => !is_theirs && is_whole && is_admitted,
                Fault::LiveThoughRevoked => is_theirs && row.revoked().is_some(),
                Fault::LiveThoughOver => is_theirs && now >= row.ends_at(),
                Fault::LiveThoughStampedOut => is_theirs && is_whole && !is_admitted,
                _ => false,
            }
        };
        let wrong = all.into_iter().filter(is_wrong);
        rows.extend(wrong.map(|row| row.session));
        if self.0 == Fault::LiveIsCutOff {
            rows.truncate(50);
        }
        Ok(rows)
    }
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        self.1.stamps(subject, client).await
    }

    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        if self.0 == Fault::StampsAreForAnyCase && group == Group::Subject("bob") {
            self.1.set_stamp(Group::Subject("Bob"), stamp).await?;
        }
        match (self.0, group) {
            (Fault::StampsOfAllAreForgotten, Group::All) => return Ok(()),
            (Fault::StampsOfClientsAreForgotten, Group::Client(_)) => return Ok(()),
            (Fault::AClientIsTakenForASubject, Group::Client(name)) => {
                self.1.set_stamp(Group::Subject(name), stamp).await?;
            }
            (Fault::NamesArePutTogether, Group::SubjectAtClient { subject: "a", .. }) => {
                let (subject, client) = ("ab", "c");
                let same = Group::SubjectAtClient { subject, client };
                self.1.set_stamp(same, stamp).await?;
            }
            _ => {}
        }
        self.1.set_stamp(group, stamp).await
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        let (before, limit) = match self.0 {
            Fault::PruneIgnoresTheLimit => (before, usize::MAX),
            Fault::PruneDeletesWhatLives => (NumericDate::MAX, limit),
            _ => (before, limit),
        };
        if self.0 == Fault::PruneJudgesFirstAndDeletesLater {
            let mut rows = self.1.list("live", None, 100).await?;
            rows.retain(|row| row.session.is_over(&Stamps::default(), before));
            for _ in 0..100 {
                std::thread::yield_now();
            }
            for row in rows {
                self.force(&row.session).await; // as it was judged
            }
        }
        let pruned = self.1.prune(before, limit).await?;
        if self.0 == Fault::PruneKeepsStamps {
            let stamp = Stamp::new([7; 16], NumericDate::MAX);
            self.1.set_stamp(Group::Subject("nobody"), &stamp).await?;
        }
        if self.0 == Fault::PruneKeepsStampsOfClients {
            let stamp = Stamp::new([7; 16], NumericDate::MAX);
            self.1.set_stamp(Group::Client("ann"), &stamp).await?;
        }
        Ok(pruned)
    }
}

#[test]
fn broken_stores_are_refused() {
    for (fault, case) in [
        (Fault::InsertOverwrites, "insert and load"),
        (Fault::LoadForgetsTheStamp, "stamp"),
        (Fault::SwapIgnoresTheGeneration, "swap"),
        (Fault::SwapIgnoresTheRevocation, "swap"),
        (Fault::SwapReadsFirstAndWritesLater, "32 at once"),
        (Fault::SwapSaysItDid, "swap"),
        (Fault::ListIgnoresAfter, "list"),
        (Fault::ListIgnoresTheLimit, "list"),
        (Fault::PruneIgnoresTheLimit, "prune"),
        (Fault::PruneDeletesWhatLives, "prune"),
        (Fault::PruneKeepsStamps, "prune"),
        (
            Fault::PruneJudgesFirstAndDeletesLater,
            "pruning beside refreshes",
        ),
        (Fault::ListForgetsTheRevoked, "insert and load"),
        (Fault::StampsAreForAnyCase, "subjects that look alike"),
        (Fault::StampsOfAllAreForgotten, "the end of a group"),
        (Fault::StampsOfClientsAreForgotten, "the end of a group"),
        (Fault::AClientIsTakenForASubject, "the end of a group"),
        (Fault::NamesArePutTogether, "groups that look alike"),
        (Fault::PruneKeepsStampsOfClients, "prune, stamps of groups"),
        (Fault::LiveOfAnyClient, "live, by subject and client"),
        (Fault::LiveThoughRevoked, "live, by subject and client"),
        (Fault::LiveThoughOver, "live, until it ends"),
        (Fault::LiveThoughStampedOut, "the end of a group"),
        (Fault::LiveIsCutOff, "live, by subject and client"),
        (Fault::NoneLastsLonger, "ends of a login's own"),
        (Fault::SwapForgetsWhatIsNew, "new at a refresh"),
    ] {
        let broken = Broken(fault, Arc::new(MemoryStore::new()));
        let failure = block_on(check(broken, on_threads)).unwrap_err();
        assert_eq!(failure.case(), case, "{fault:?}: {failure}");
    }
    let broken = Broken(Fault::NeverFull, Arc::new(MemoryStore::with_limit(3)));
    let failure = block_on(check_full(broken)).unwrap_err();
    assert_eq!(failure.case(), "a full store");
}
