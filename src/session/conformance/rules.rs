//! Pruning, room, and damage.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::failure::{Case, Failure};
use super::fixture::Server;
use crate::session::{Group, SessionId, SessionStore};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) async fn prunes_what_is_over<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("prune");
    let server = Server::new(store)?;
    let prune = async |limit| case.good(server.sessions.prune(limit).await);
    let is_stamped = async |subject: &str| {
        let stamps = case.answer(server.store.stamps(subject, None).await)?;
        Ok::<_, Failure>(stamps.get(Group::Subject(subject)).is_some())
    };
    let revoked = case.good(server.login("prune").await)?;
    case.good(server.sessions.logout(revoked.refresh_token()).await)?;
    let mut idle = Vec::new();
    for _ in 0..5 {
        idle.push(case.good(server.login("prune").await)?);
    }
    server.clock.advance(DAY);
    case.equal(prune(100).await?, 0)?;
    server.clock.advance(Duration::from_secs(1));
    case.equal(prune(100).await?, 1)?;
    case.equal(server.load(case, revoked.session()).await?, None)?;
    case.good(
        server
            .refresh(idle.first().map_or("", |login| login.refresh_token()))
            .await,
    )?;
    // Idle for fourteen days: four of them, in two steps; the fifth was used.
    server.clock.advance(DAY.saturating_mul(14));
    let live = case.good(server.login("live").await)?;
    case.equal(
        (prune(3).await?, prune(3).await?, prune(3).await?),
        (3, 1, 0),
    )?;
    // Stamped out a day ago. Its stamp stays while there are rows.
    case.good(server.sessions.revoke_subject("live").await)?;
    server
        .clock
        .advance(DAY.saturating_add(Duration::from_secs(2)));
    let after = case.good(server.login("live").await)?;
    case.equal(prune(100).await?, 2)?;
    case.equal(server.load(case, live.session()).await?, None)?;
    case.good(server.refresh(after.refresh_token()).await)?;
    case.equal(is_stamped("live").await?, true)?;
    // A stamp without a row goes when it is older than a day.
    case.good(server.sessions.revoke_subject("nobody").await)?;
    case.equal(prune(100).await?, 0)?;
    case.equal(is_stamped("nobody").await?, true)?;
    server
        .clock
        .advance(DAY.saturating_add(Duration::from_secs(1)));
    case.equal(prune(100).await?, 0)?;
    case.equal(is_stamped("nobody").await?, false)?;
    case.good(server.refresh(after.refresh_token()).await)?;
    case.equal(is_stamped("live").await?, true)
}

pub(super) async fn full<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("a full store");
    let server = Server::new(store)?;
    let mut logins = Vec::new();
    let error = loop {
        match server.login("full").await {
            Ok(login) => logins.push(login),
            Err(error) => break error,
        }
        if logins.len() > 1000 {
            return Err(case.fail("it took more than 1000 rows: give it less room"));
        }
    };
    case.equal(error.code(), "store_full")?;
    for login in &logins {
        case.good(server.refresh(login.refresh_token()).await)?;
    }
    case.equal(
        case.good(server.sessions.sessions("full").await)?.len(),
        logins.len(),
    )?;
    if let Some(login) = logins.first() {
        case.good(server.sessions.logout(login.refresh_token()).await)?;
    }
    case.refused(server.login("full").await, "store_full")?;
    server
        .clock
        .advance(DAY.saturating_add(Duration::from_secs(1)));
    case.equal(case.good(server.sessions.prune(10).await)?, 1)?;
    case.good(server.login("full").await).map(drop)
}

pub(super) async fn corrupt<S: SessionStore>(
    store: Arc<S>,
    damage: impl AsyncFnOnce(SessionId),
) -> Result<(), Failure> {
    let case = Case("a damaged row");
    let server = Server::new(store)?;
    let damaged = case.good(server.login("damaged").await)?;
    let whole = case.good(server.login("whole").await)?;
    damage(*damaged.session().id()).await;
    server.pass_a_minute();
    let token = damaged.refresh_token();
    case.refused(server.refresh(token).await, "store_corrupt")?;
    case.refused(server.sessions.logout(token).await, "store_corrupt")?;
    case.refused(server.sessions.sessions("damaged").await, "store_corrupt")?;
    case.good(server.refresh(whole.refresh_token()).await)?;
    // It stops nobody else's pruning either.
    case.good(server.sessions.logout(whole.refresh_token()).await)?;
    server
        .clock
        .advance(DAY.saturating_add(Duration::from_secs(1)));
    case.equal(case.good(server.sessions.prune(10).await)?, 1)?;
    case.refused(server.refresh(token).await, "store_corrupt")
}
