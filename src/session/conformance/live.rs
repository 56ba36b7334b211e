//! What is live of a subject and a client.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::failure::{Case, Failure};
use super::fixture::{CLIENT, Server, browser, odd_subjects};
use crate::session::ends::Ends;
use crate::session::{
    Group, NewSession, Presenter, Session, SessionId, SessionStore, Stamp, Stamps,
};
use crate::time::NumericDate;

const SECOND: Duration = Duration::from_secs(1);

impl<S: SessionStore> Server<S> {
    async fn begin(
        &self,
        case: Case,
        subject: &str,
        client: &Presenter,
    ) -> Result<Session, Failure> {
        let new = NewSession::new(subject, client.clone());
        let login = case.good(self.sessions.login(new).await)?;
        Ok(login.session().clone())
    }

    /// Wants these rows, and no others.
    async fn wants_live(
        &self,
        case: Case,
        (subject, client): (&str, Option<&str>),
        now: NumericDate,
        expected: &[&Session],
    ) -> Result<(), Failure> {
        let mut found = case.answer(self.store.live(subject, client, now).await)?;
        let mut expected: Vec<Session> = expected.iter().map(|row| (*row).clone()).collect();
        let by_id = |row: &Session| *row.id();
        found.sort_unstable_by_key(by_id);
        expected.sort_unstable_by_key(by_id);
        case.equal(found.len(), expected.len())?;
        case.equal(found, expected)
    }
}

/// Names that something might take for the same are not, and a client is one, whether it has proven who
/// it is or not.
pub(super) async fn live_by_subject_and_client<S: SessionStore>(
    store: Arc<S>,
) -> Result<(), Failure> {
    let case = Case("live, by subject and client");
    let server = Server::new(store)?;
    let now = server.sessions.now();
    let mut clients: Vec<String> = odd_subjects().into();
    clients.extend(["app", "App", "app ", "app\0", "ap", "appx"].map(String::from));
    for subject in ["live", "Live", "live\0"] {
        let mut rows = Vec::new();
        let own = server.begin(case, subject, &browser()).await?;
        rows.push((None, Vec::from([own])));
        for client in &clients {
            let public = Presenter::public(client);
            let public = server.begin(case, subject, &public).await?;
            let proven = Presenter::authenticated(client);
            let proven = server.begin(case, subject, &proven).await?;
            rows.push((Some(&**client), Vec::from([public, proven])));
        }
        for (client, expected) in &rows {
            let expected: Vec<&Session> = expected.iter().collect();
            server
                .wants_live(case, (subject, *client), now, &expected)
                .await?;
        }
        server
            .wants_live(case, (subject, Some("nobody")), now, &[])
            .await?;
    }
    server.wants_live(case, ("liv", None), now, &[]).await?;
    // More than a page of those who read them.
    let mut many = Vec::new();
    let app = Presenter::public("app");
    for number in 0_u8..=250 {
        many.push(server.begin(case, "many", &app).await?);
        if number % 50 == 0 {
            server.pass_a_minute();
        }
    }
    // The suite's own limit ended the others.
    let now = server.sessions.now();
    let rows: Vec<&Session> = many.iter().skip(many.len().saturating_sub(100)).collect();
    server
        .wants_live(case, ("many", Some("app")), now, &rows)
        .await
}

/// A session is live until the second in which it is revoked, was unused for too long, or reaches its
/// absolute end; a wrong clock changes nothing.
pub(super) async fn live_until_it_ends<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("live, until it ends");
    let server = Server::new(store)?;
    let (of, app) = (("ends", Some("app")), Presenter::public("app"));
    let idle = server.begin(case, "ends", &app).await?;
    let used = server.begin(case, "ends", &app).await?;
    let gone = server.begin(case, "ends", &app).await?;
    let now = server.sessions.now();
    server
        .wants_live(case, of, now, &[&idle, &used, &gone])
        .await?;
    case.good(server.sessions.revoke_session("ends", gone.id()).await)?;
    server.wants_live(case, of, now, &[&idle, &used]).await?;
    // Rotated in another second, in another hour, and over and over.
    let mut row = used;
    for passed in [1, 3599, 3600, 86_400, 40] {
        server.clock.advance(Duration::from_secs(passed));
        let next = row.rotated(row.generation().saturating_add(1), server.sessions.now());
        let swapped = case.answer(server.store.swap(row.version(), &next).await)?;
        case.equal(swapped, true)?;
        row = next;
        let now = server.sessions.now();
        server.wants_live(case, of, now, &[&idle, &row]).await?;
    }
    for (end, is_idle) in [(idle.ends_at(), true), (row.ends_at(), false)] {
        let before = end.saturating_sub(SECOND);
        let alive: &[&Session] = if is_idle { &[&idle, &row] } else { &[&row] };
        let after: &[&Session] = if is_idle { &[&row] } else { &[] };
        server.wants_live(case, of, before, alive).await?;
        server.wants_live(case, of, end, after).await?;
        server
            .wants_live(case, of, end.saturating_add(SECOND), after)
            .await?;
    }
    // Whoever asks again by a clock that is right sees them.
    let now = server.sessions.now();
    server.wants_live(case, of, now, &[&idle, &row]).await?;
    let before_1970 = NumericDate::from_seconds(-7_201);
    server
        .wants_live(case, of, before_1970, &[&idle, &row])
        .await?;
    let revoked = row.revoked_at(now, "suite");
    let swapped = case.answer(server.store.swap(row.version(), &revoked).await)?;
    case.equal(swapped, true)?;
    server.wants_live(case, of, now, &[&idle]).await?;
    // A row that ended before 1970, to the second.
    let old = idle.rotated(1, before_1970);
    let swapped = case.answer(server.store.swap(idle.version(), &old).await)?;
    case.equal(swapped, true)?;
    let end = old.ends_at();
    server
        .wants_live(case, of, end.saturating_sub(SECOND), &[&old])
        .await?;
    server.wants_live(case, of, end, &[]).await?;
    let pruned = server.store.prune(NumericDate::MAX, usize::MAX).await;
    case.equal(case.answer(pruned)? > 0, true)?;
    server.wants_live(case, of, before_1970, &[]).await
}

/// Of each group, and of all of them at once.
pub(super) async fn live_under_the_stamps<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("live, under the stamps");
    let server = Server::new(store)?;
    let (subject, client, app) = ("stamped", CLIENT, Presenter::public(CLIENT));
    let (of, now) = ((subject, Some(client)), server.sessions.now());
    let login = async || server.begin(case, subject, &app).await;
    let mut values = (1_u8..).map(|value| [value; 16]);
    let mut next_stamp = || Stamp::new(values.next().unwrap_or_default(), now);
    let mut live = Vec::from([login().await?]);
    for _ in 0..2 {
        for group in [
            Group::SubjectAtClient { subject, client },
            Group::Subject(subject),
            Group::All,
            Group::Client(client),
        ] {
            let rows: Vec<&Session> = live.iter().collect();
            server.wants_live(case, of, now, &rows).await?;
            case.answer(server.store.set_stamp(group, &next_stamp()).await)?;
            server.wants_live(case, of, now, &[]).await?;
            live = Vec::from([login().await?, login().await?]);
        }
    }
    let rows: Vec<&Session> = live.iter().collect();
    server.wants_live(case, of, now, &rows).await?;
    // Those of others are no matter.
    for group in [
        Group::Subject(client),
        Group::Client(subject),
        Group::SubjectAtClient {
            subject: client,
            client: subject,
        },
    ] {
        case.answer(server.store.set_stamp(group, &next_stamp()).await)?;
        server.wants_live(case, of, now, &rows).await?;
    }
    Ok(())
}

/// A row whose stamp was pruned before the row was written: without a stamp any value is admitted.
pub(super) async fn live_without_a_stamp<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("live, without a stamp");
    let server = Server::new(store)?;
    let now = server.sessions.now();
    let (group, of) = (Group::Subject("pruned"), ("pruned", None));
    let mut stamps = Stamps::default();
    stamps.set(group, Stamp::new([3; 16], now));
    let (id, new) = (
        SessionId::from_bytes([7; 16]),
        NewSession::new("pruned", browser()),
    );
    let ends = Ends {
        idle: SECOND,
        lifetime: SECOND.saturating_mul(9),
    };
    let late = case.good(new.into_session(id, now, ends, &stamps, 1))?;
    case.answer(server.store.insert(&late).await)?;
    server.wants_live(case, of, now, &[&late]).await?;
    server.wants_live(case, of, late.ends_at(), &[]).await?;
    for (value, expected) in [([3; 16], &[&late][..]), ([4; 16], &[])] {
        let stamp = Stamp::new(value, now);
        case.answer(server.store.set_stamp(group, &stamp).await)?;
        server.wants_live(case, of, now, expected).await?;
    }
    Ok(())
}
