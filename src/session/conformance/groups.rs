//! Groups of sessions that end together.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::failure::{Case, Failure};
use super::fixture::{CLIENT, Server, browser};
use crate::session::{Group, NewSession, Refreshed, SessionStore, Stamp, Stamps};

const MORE_THAN_A_DAY: Duration = Duration::from_secs(24 * 60 * 60 + 1);

/// Two subjects at two clients each, one of whom has the name of the other's, and on the server's own
/// pages.
const SESSIONS: [(&str, Option<&str>); 6] = [
    ("ann", None),
    ("ann", Some(CLIENT)),
    ("ann", Some("ann")),
    (CLIENT, None),
    (CLIENT, Some(CLIENT)),
    (CLIENT, Some("ann")),
];

/// The groups, and whether they have a session of this subject and this client.
fn groups() -> impl Iterator<Item = Group<'static>> {
    let both = |client| ["ann", CLIENT].map(|subject| Group::SubjectAtClient { subject, client });
    let of = ["ann", CLIENT].map(|name| [Group::Client(name), Group::Subject(name)]);
    let both = ["ann", CLIENT].map(both).into_iter().flatten();
    core::iter::once(Group::All)
        .chain(of.into_iter().flatten())
        .chain(both)
}

fn has(group: Group<'_>, (subject, client): (&str, Option<&str>)) -> bool {
    match group {
        Group::All => true,
        Group::Client(id) => client == Some(id),
        Group::Subject(name) => subject == name,
        Group::SubjectAtClient {
            subject: name,
            client: id,
        } => subject == name && client == Some(id),
    }
}

impl<S: SessionStore> Server<S> {
    async fn login_all(&self, case: Case) -> Result<Vec<Refreshed>, Failure> {
        let mut logins = Vec::new();
        for (subject, client) in SESSIONS {
            logins.push(case.good(self.login_at(subject, client).await)?);
        }
        Ok(logins)
    }
}

/// A stamp ends the sessions of its group and no others; sessions that begin after it live.
pub(super) async fn each_ends_its_own<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("the end of a group");
    let server = Server::new(store)?;
    for group in groups() {
        let before = server.login_all(case).await?;
        server.pass_a_minute();
        case.good(match group {
            Group::All => server.sessions.revoke_all().await,
            Group::Client(client) => server.sessions.revoke_client(client).await,
            Group::Subject(subject) => server.sessions.revoke_subject(subject).await,
            Group::SubjectAtClient { subject, client } => {
                server.sessions.revoke_subject_at(subject, client).await
            }
        })?;
        let after = server.login_all(case).await?;
        let now = server.sessions.now();
        let all = SESSIONS.into_iter().zip(before).zip(after);
        for ((of, before), after) in all {
            let (subject, client) = of;
            let old = server.refresh_at(before.refresh_token(), client).await;
            match has(group, of) {
                true => case.refused(old, "session_revoked")?,
                false => case.good(old).map(drop)?,
            }
            case.good(server.refresh_at(after.refresh_token(), client).await)?;
            let lives = |id| !has(group, of) || id == after.session().id();
            let listed = case.good(server.sessions.sessions(subject).await)?;
            let listed = |id| listed.iter().any(|session| session.id() == id);
            let live = case.answer(server.store.live(subject, client, now).await)?;
            let live = |id| live.iter().any(|session| session.id() == id);
            for id in [before.session().id(), after.session().id()] {
                case.equal((listed(id), live(id)), (lives(id), lives(id)))?;
            }
        }
    }
    Ok(())
}

/// Names that something might take for the same, or put together to the same, are not.
pub(super) async fn tells_groups_apart<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("groups that look alike");
    let server = Server::new(store)?;
    for (one, other) in [
        (("a", "bc"), ("ab", "c")),
        (("a\0", "b"), ("a", "\0b")),
        (("a", "b"), ("b", "a")),
        (("a", "b"), ("a", "B")),
        (("a", "b"), ("a", "b ")),
        (("a", "\u{e4}"), ("a", "a\u{308}")),
    ] {
        let login = async |(subject, client)| server.login_at(subject, Some(client)).await;
        let (one_login, other_login) = (login(one).await, login(other).await);
        let (one_login, other_login) = (case.good(one_login)?, case.good(other_login)?);
        case.good(server.sessions.revoke_subject_at(one.0, one.1).await)?;
        case.refused(
            server
                .refresh_at(one_login.refresh_token(), Some(one.1))
                .await,
            "session_revoked",
        )?;
        let refreshed = server
            .refresh_at(other_login.refresh_token(), Some(other.1))
            .await;
        case.good(refreshed)?;
        if one.1 != other.1 {
            case.good(server.sessions.revoke_client(one.1).await)?;
            let refreshed = server
                .refresh_at(other_login.refresh_token(), Some(other.1))
                .await;
            case.good(refreshed)?;
        }
    }
    Ok(())
}

/// The last stamp counts, and a row has all its stamps in one snapshot.
pub(super) async fn a_stamp_that_is_set_again<S: SessionStore>(
    store: Arc<S>,
) -> Result<(), Failure> {
    let case = Case("stamps of groups");
    let server = Server::new(store)?;
    let (subject, client) = ("ann", CLIENT);
    let login = case.good(server.login_at(subject, Some(client)).await)?;
    let own = case.good(server.login_at(subject, None).await)?;
    let mut expected = Stamps::default();
    for value in [1, 2] {
        for group in [
            Group::All,
            Group::Client(client),
            Group::Subject(subject),
            Group::SubjectAtClient { subject, client },
        ] {
            let stamp = Stamp::new([value; 16], server.sessions.now());
            case.answer(server.store.set_stamp(group, &stamp).await)?;
            expected.set(group, stamp);
            let stamps = server.store.stamps(subject, Some(client)).await;
            case.equal(case.answer(stamps)?, expected)?;
            let loaded = server.load(case, login.session()).await?;
            case.equal(loaded.map(|loaded| loaded.stamps), Some(expected))?;
            let mut of_pages = Stamps::default();
            for group in [Group::All, Group::Subject(subject)] {
                expected
                    .get(group)
                    .into_iter()
                    .for_each(|stamp| of_pages.set(group, stamp));
            }
            let stamps = server.store.stamps(subject, None).await;
            case.equal(case.answer(stamps)?, of_pages)?;
            let loaded = server.load(case, own.session()).await?;
            case.equal(loaded.map(|loaded| loaded.stamps), Some(of_pages))?;
            for row in case.answer(server.store.list(subject, None, 10).await)? {
                let stamps = match row.session.client_id() {
                    Some(_) => expected,
                    None => of_pages,
                };
                case.equal(row.stamps, stamps)?;
            }
        }
    }
    // A session that begins now is kept with what it began under.
    let after = case.good(server.login_at(subject, Some(client)).await)?;
    let row = server.row(case, after.session()).await?;
    case.equal(row.stamp_values(), &*expected.values())
}

/// A clock that is behind does not undo an earlier revocation. One that was far ahead does not refuse
/// logins after the next revocation.
pub(super) async fn stamps_by_clocks_that_differ<S: SessionStore>(
    store: Arc<S>,
) -> Result<(), Failure> {
    let case = Case("stamps by clocks that differ");
    let server = Server::new(store)?;
    let now = server.sessions.now();
    for (subject, ahead, is_kept) in [
        ("ahead", Duration::from_secs(60), true),
        ("a day ahead", Duration::from_secs(24 * 60 * 60), true),
        ("far ahead", MORE_THAN_A_DAY, false),
        ("for ever", Duration::MAX, false),
    ] {
        for (value, at) in [(1, now.saturating_add(ahead)), (2, now)] {
            let group = Group::Subject(subject);
            let stamp = Stamp::new([value; 16], at);
            case.answer(server.store.set_stamp(group, &stamp).await)?;
        }
        let mut expected = Stamps::default();
        let at = if is_kept {
            now.saturating_add(ahead)
        } else {
            now
        };
        expected.set(Group::Subject(subject), Stamp::new([2; 16], at));
        let stamps = case.answer(server.store.stamps(subject, None).await)?;
        case.equal(stamps, expected)?;
        let between = now.saturating_add(Duration::from_secs(30));
        server
            .clock
            .set(between.saturating_add(Duration::from_secs(1)));
        let new = NewSession::new(subject, browser()).authenticated_at(between);
        let login = server.sessions.login(new).await;
        match is_kept {
            true => case.refused(login, "login_revoked")?,
            false => case.good(login).map(drop)?,
        }
    }
    Ok(())
}

/// Pruning deletes the stamps of groups without rows, and no others, a day later; the sessions that
/// they ended do not come back.
pub(super) async fn prunes_stamps_of_groups_without_rows<S: SessionStore>(
    store: Arc<S>,
) -> Result<(), Failure> {
    let case = Case("prune, stamps of groups");
    let server = Server::new(store)?;
    let (subject, client) = ("ann", CLIENT);
    let login = case.good(server.login_at(subject, Some(client)).await)?;
    case.good(server.sessions.revoke_all().await)?;
    for name in [subject, client] {
        case.good(server.sessions.revoke_subject(name).await)?;
        case.good(server.sessions.revoke_client(name).await)?;
        case.good(server.sessions.revoke_subject_at(subject, name).await)?;
    }
    let after = case.good(server.login_at(subject, Some(client)).await)?;
    let is_stamped = async |group: Group<'_>| {
        let (subject, client) = group.names();
        let client = (!client.is_empty()).then_some(client);
        let stamps = case.answer(server.store.stamps(subject, client).await)?;
        Ok::<_, Failure>(stamps.get(group).is_some())
    };
    let prune = async || {
        let pruned = case.good(server.sessions.prune(100).await);
        server.clock.advance(MORE_THAN_A_DAY);
        pruned
    };
    let with_rows = [
        Group::All,
        Group::Client(client),
        Group::Subject(subject),
        Group::SubjectAtClient { subject, client },
    ];
    let without = [
        Group::Client(subject),
        Group::Subject(client),
        Group::SubjectAtClient {
            subject,
            client: subject,
        },
    ];
    for group in with_rows.iter().chain(&without) {
        case.equal(is_stamped(*group).await?, true)?;
    }
    prune().await?;
    for group in with_rows.iter().chain(&without) {
        case.equal(is_stamped(*group).await?, true)?;
    }
    // The row of before is over as one of the subject's.
    case.equal(prune().await?, 1)?;
    case.equal(server.load(case, login.session()).await?, None)?;
    for (groups, expected) in [(&with_rows[..], true), (&without, false)] {
        for group in groups {
            case.equal(is_stamped(*group).await?, expected)?;
        }
    }
    let refreshed = server.refresh_at(after.refresh_token(), Some(client)).await;
    case.good(refreshed)?;
    // A row that a client's stamp ended, or that of all, goes at its own end at the latest.
    case.good(server.sessions.revoke_client(client).await)?;
    case.refused(
        server.refresh_at(after.refresh_token(), Some(client)).await,
        "session_revoked",
    )?;
    server.clock.advance(after.session().idle());
    for _ in 0..3 {
        prune().await?;
    }
    case.equal(server.load(case, after.session()).await?, None)?;
    for group in with_rows {
        case.equal(is_stamped(group).await?, false)?;
    }
    Ok(())
}
