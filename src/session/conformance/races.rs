//! Many at once.

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::failure::{Case, Failure};
use super::fixture::{CLIENT, Server};
use super::tasks::{Task, join_all};
use crate::session::{NewSession, Presenter, RefreshError, RefreshKind, Refreshed, SessionStore};

const CROWD: usize = 32;
const ROUNDS: usize = 20;

/// The same token, presented by a crowd.
async fn crowd<S: SessionStore + 'static>(
    server: &Arc<Server<S>>,
    spawn: &(impl Fn(Task) + ?Sized),
    token: &str,
) -> Vec<Result<Refreshed, RefreshError>> {
    let requests = (0..CROWD).map(|_| {
        let (server, token) = (Arc::clone(server), String::from(token));
        async move { server.refresh(&token).await }
    });
    join_all(spawn, requests.collect()).await
}

pub(super) async fn one_rotation_each_round<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("32 at once");
    let server = Arc::new(Server::new(store)?);
    let login = case.good(server.login("crowd").await)?;
    let mut token = String::from(login.refresh_token());
    for round in 1..=ROUNDS {
        server.pass_a_minute();
        let mut rotations = 0_usize;
        let mut next: Option<String> = None;
        for answer in crowd(&server, spawn, &token).await {
            let refreshed = case.good(answer)?;
            if refreshed.kind() == RefreshKind::Rotated {
                rotations = rotations.saturating_add(1);
            }
            let given = refreshed.into_tokens().1;
            match &next {
                Some(known) if *known != given => {
                    return Err(case.fail("two of them got different refresh tokens"));
                }
                _ => next = Some(given),
            }
        }
        case.equal(rotations, 1)?;
        let row = server.row(case, login.session()).await?;
        case.equal(usize::try_from(row.generation()), Ok(round))?;
        token = next.unwrap_or_default();
    }
    Ok(())
}

/// A token that is kept: it is used once each round, however many ask.
pub(super) async fn one_use_each_round<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("32 at once, of a token that is kept");
    let server = Arc::new(Server::keeping(store)?);
    let app = Presenter::authenticated("app");
    let login = server.sessions.login(NewSession::new("crowd", app.clone()));
    let login = case.good(login.await)?;
    for _ in 0..ROUNDS {
        server.pass_a_minute();
        let requests = (0..CROWD).map(|_| {
            let (server, token, app) = (
                Arc::clone(&server),
                String::from(login.refresh_token()),
                app.clone(),
            );
            async move { server.sessions.refresh(&token, &app).await }
        });
        let mut uses = 0_usize;
        for answer in join_all(spawn, requests.collect()).await {
            let refreshed = case.good(answer)?;
            uses = uses.saturating_add(usize::from(refreshed.kind() == RefreshKind::Kept));
            case.equal(refreshed.refresh_token() == login.refresh_token(), true)?;
        }
        case.equal(uses, 1)?;
        let row = server.row(case, login.session()).await?;
        let now = server.sessions.now();
        case.equal((row.generation(), row.rotated_at()), (0, now))?;
    }
    Ok(())
}

/// Each has another label: what is stored is that of whoever rotated.
pub(super) async fn one_update_each_round<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("32 labels at once");
    let server = Arc::new(Server::new(store)?);
    let login = case.good(server.login("labels").await)?;
    let mut token = String::from(login.refresh_token());
    for _ in 0..ROUNDS {
        server.pass_a_minute();
        let requests = (0..CROWD).map(|number| {
            let (server, token) = (Arc::clone(&server), token.clone());
            async move {
                let label = number.to_string();
                let by = Presenter::first_party();
                let presented = server.sessions.present(&token, &by).await?;
                let granted = presented.label(&*label).grant(&NoClaims {}).await?;
                Ok::<_, RefreshError>((label, granted))
            }
        });
        let mut stored = None;
        for answer in join_all(spawn, requests.collect()).await {
            let (label, granted) = case.good(answer)?;
            if granted.kind() == RefreshKind::Rotated {
                case.equal(stored.replace(label), None)?;
            }
            token = granted.into_tokens().1;
        }
        let row = server.row(case, login.session()).await?;
        case.equal(row.label(), stored.as_deref())?;
    }
    Ok(())
}

#[derive(serde::Serialize)]
struct NoClaims {}

pub(super) async fn theft_is_seen_by_all<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("a thief's token, presented by 32");
    let server = Arc::new(Server::new(store)?);
    let login = case.good(server.login("theft").await)?;
    let mut latest = login.clone();
    for _ in 0..2 {
        server.pass_a_minute();
        latest = case.good(server.refresh(latest.refresh_token()).await)?;
    }
    let mut reuses = 0_usize;
    for answer in crowd(&server, spawn, login.refresh_token()).await {
        match answer {
            Err(RefreshError::Reuse { .. }) => reuses = reuses.saturating_add(1),
            other => case.refused(other, "session_revoked")?,
        }
    }
    case.equal(reuses, 1)?;
    case.refused(
        server.refresh(latest.refresh_token()).await,
        "session_revoked",
    )
}

/// A revocation beside a crowd of refreshes: nothing that begins after it succeeds.
pub(super) async fn revocation_is_final<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("a revocation beside refreshes");
    let server = Arc::new(Server::new(store)?);
    for round in 0..ROUNDS {
        let login = case.good(server.login_at("revoke", Some(CLIENT)).await)?;
        server.pass_a_minute();
        let token = String::from(login.refresh_token());
        let id = *login.session().id();
        let requests = (0..CROWD / 4).map(|place| {
            let (server, token) = (Arc::clone(&server), token.clone());
            async move {
                if place != 2 {
                    // Before or after the revocation, as it happens.
                    let _ = server.refresh_at(&token, Some(CLIENT)).await;
                    return Ok(());
                }
                match round % 6 {
                    0 => case
                        .good(server.sessions.revoke_session("revoke", &id).await)
                        .map(drop),
                    1 => case.good(server.sessions.revoke_subject("revoke").await),
                    2 => case.good(server.sessions.revoke_client(CLIENT).await),
                    3 => case.good(server.sessions.revoke_subject_at("revoke", CLIENT).await),
                    4 => case.good(server.sessions.revoke_all().await),
                    _ => case.good(server.sessions.logout(&token).await).map(drop),
                }?;
                case.refused(
                    server.refresh_at(&token, Some(CLIENT)).await,
                    "session_revoked",
                )
            }
        });
        for result in join_all(spawn, requests.collect()).await {
            result?;
        }
        case.refused(
            server.refresh_at(&token, Some(CLIENT)).await,
            "session_revoked",
        )?;
        server.pass_a_minute();
    }
    Ok(())
}

/// Pruning beside refreshes: what lives is never deleted.
pub(super) async fn pruning_spares_what_lives<S: SessionStore + 'static>(
    store: Arc<S>,
    spawn: &(impl Fn(Task) + ?Sized),
) -> Result<(), Failure> {
    let case = Case("pruning beside refreshes");
    let server = Arc::new(Server::new(store)?);
    for _ in 0..ROUNDS {
        for _ in 0..4 {
            let dead = case.good(server.login("dead").await)?;
            case.good(server.sessions.logout(dead.refresh_token()).await)?;
        }
        // Over for whoever prunes, until the row is swapped for one that lives on: a store which
        // deletes what it judged a moment ago would be wrong.
        let login = case.good(server.login("live").await)?;
        let (old, before) = (login.session().clone(), login.session().ends_at());
        let before = before.saturating_add(Duration::from_secs(1));
        let new = old.rotated(1, before);
        let requests = (0..CROWD / 4).map(|place| {
            let (server, old, new) = (Arc::clone(&server), old.clone(), new.clone());
            async move {
                if place == 2 {
                    return case.answer(server.store.swap(old.version(), &new).await);
                }
                let pruned = server.store.prune(before, 100).await;
                case.answer(pruned).map(|_| false)
            }
        });
        let mut is_swapped = false;
        for result in join_all(spawn, requests.collect()).await {
            is_swapped |= result?;
        }
        case.equal(server.load(case, &old).await?.is_some(), is_swapped)?;
        case.answer(server.store.prune(before, 100).await)?;
        case.equal(
            case.answer(server.store.list("dead", None, 10).await)?
                .len(),
            0,
        )?;
        case.equal(server.load(case, &old).await?.is_some(), is_swapped)?;
        server.pass_a_minute();
    }
    Ok(())
}
