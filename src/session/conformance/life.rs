//! What a login sets for its session, what a refresh changes, and what changes nothing.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde_json::json;

use super::failure::{Case, Failure};
use super::fixture::{Server, browser, odd_subjects};
use crate::session::{NewSession, Presenter, RefreshKind, Session, SessionStore};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl<S: SessionStore> Server<S> {
    /// Wants this row, wherever it is read.
    async fn wants(&self, case: Case, row: &Session) -> Result<(), Failure> {
        case.equal(&self.row(case, row).await?, row)?;
        let listed = self.store.list(row.subject(), None, 1000).await;
        let listed = case.answer(listed)?;
        case.equal(listed.iter().any(|loaded| loaded.session == *row), true)?;
        let now = self.sessions.now();
        let live = self.store.live(row.subject(), row.client_id(), now).await;
        case.equal(case.answer(live)?.contains(row), true)
    }

    async fn is_active(&self, case: Case, token: &str) -> Result<bool, Failure> {
        let looked = case.good(self.sessions.introspect(token).await)?;
        Ok(looked.is_some())
    }
}

/// Each session ends by its own durations: for a refresh, for the limit, and for pruning.
pub(super) async fn ends_of_its_own<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("ends of a login's own");
    let server = Server::new(store)?;
    let mut logins = Vec::new();
    for days in [1, 20, 400] {
        let idle = DAY.saturating_mul(days);
        let new = NewSession::new("ends", browser()).idle(idle);
        let login = case.good(server.sessions.login(new.lifetime(idle)).await)?;
        case.equal(login.session().idle(), idle)?;
        server.wants(case, login.session()).await?;
        logins.push(login);
    }
    for (ended, login) in (1..).zip(&logins) {
        let row = login.session();
        let last = row.ends_at().saturating_sub(SECOND);
        server.clock.set(last);
        case.equal(server.is_active(case, login.refresh_token()).await?, true)?;
        server.wants(case, row).await?;
        server.clock.set(row.ends_at());
        case.refused(
            server.refresh(login.refresh_token()).await,
            "session_expired",
        )?;
        let live = case.good(server.sessions.sessions("ends").await)?;
        case.equal(live.len(), logins.len().saturating_sub(ended))?;
        server
            .clock
            .set(row.ends_at().saturating_add(DAY).saturating_add(SECOND));
        case.equal(case.good(server.sessions.prune(10).await)?, 1)?;
        case.equal(server.load(case, row).await?, None)?;
    }
    Ok(())
}

/// A duration that no store can count in seconds is stored as it is returned.
pub(super) async fn unused_for_ever<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("a session that may go unused for ever");
    let server = Server::new(store)?;
    let new = NewSession::new("ever", browser());
    let new = new.idle(Duration::MAX).lifetime(Duration::MAX);
    let login = case.good(server.sessions.login(new).await)?;
    server.wants(case, login.session()).await?;
    server.pass_a_minute();
    let next = case.good(server.refresh(login.refresh_token()).await)?;
    server.wants(case, next.session()).await?;
    let ended = server.sessions.logout(next.refresh_token()).await;
    case.good(ended).map(drop)
}

/// A rotation replaces the label and the detail with the rest of the row, and what is given again
/// replaces nothing.
pub(super) async fn new_at_a_refresh<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("new at a refresh");
    let server = Server::new(store)?;
    let login = case.good(server.login("update").await)?;
    let mut token = String::from(login.refresh_token());
    let mut details = Vec::from([
        json!({"text": "\u{e4}\0\"\\", "large": u64::MAX, "deep": [[{"a": null}]]}),
        json!({"d": "x".repeat(4096 - 8)}),
        json!({}),
    ]);
    details.extend(odd_subjects().map(|text| json!({ "odd": text })));
    for (generation, detail) in (1_u64..).zip(&details) {
        server.pass_a_minute();
        for kind in [RefreshKind::Rotated, RefreshKind::Same] {
            let presented = case.good(server.sessions.present(&token, &browser()).await)?;
            let presented = match kind {
                RefreshKind::Rotated => presented.label("nul\0within").detail(detail),
                _ => presented
                    .label("not stored")
                    .detail(&json!({"not": "stored"})),
            };
            let granted = case.good(presented.grant(&json!({})).await)?;
            case.equal(granted.kind(), kind)?;
            let row = granted.session();
            case.equal(
                (row.generation(), row.label()),
                (generation, Some("nul\0within")),
            )?;
            case.equal(&json!(row.detail()), detail)?;
            server.wants(case, row).await?;
            token = granted.into_tokens().1;
        }
    }
    // And stays, whatever comes after it.
    server.pass_a_minute();
    let next = case.good(server.refresh(&token).await)?;
    case.equal(next.session().label(), Some("nul\0within"))?;
    server.wants(case, next.session()).await?;
    let id = login.session().id();
    case.good(server.sessions.revoke_session("update", id).await)?;
    let revoked = server.row(case, login.session()).await?;
    case.equal(revoked.label(), Some("nul\0within"))?;
    case.equal(revoked.detail(), next.session().detail())
}

/// Introspection predicts a refresh, and leaves the row as it is.
pub(super) async fn a_look<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("a look");
    let server = Server::new(store)?;
    let login = case.good(server.login("look").await)?;
    server.pass_a_minute();
    let first = case.good(server.refresh(login.refresh_token()).await)?;
    let (old, new) = (login.refresh_token(), first.refresh_token());
    case.equal(server.is_active(case, old).await?, true)?;
    server.pass_a_minute();
    case.equal(server.is_active(case, old).await?, false)?;
    let looked = case.good(server.sessions.introspect(new).await)?;
    case.equal(looked.as_ref(), Some(first.session()))?;
    server.wants(case, first.session()).await?;
    case.refused(server.refresh(old).await, "refresh_token_reuse")?;
    case.equal(server.is_active(case, new).await?, false)?;
    let other = case.good(server.login("look").await)?;
    case.equal(server.is_active(case, other.refresh_token()).await?, true)?;
    case.good(server.sessions.revoke_subject("look").await)?;
    case.equal(server.is_active(case, other.refresh_token()).await?, false)?;
    case.answer(
        server
            .store
            .prune(crate::time::NumericDate::MAX, usize::MAX)
            .await,
    )?;
    case.equal(server.is_active(case, other.refresh_token()).await?, false)
}

/// The generation of a kept token stays, and the end of its session still moves.
pub(super) async fn a_token_that_is_kept<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("a token that is kept");
    let server = Server::keeping(store)?;
    let app = Presenter::authenticated("app");
    let login = server
        .sessions
        .login(NewSession::new("kept", app.clone()))
        .await;
    let login = case.good(login)?;
    let token = login.refresh_token();
    for passed in [60, 3600, 86_400, 13 * 86_400] {
        server.clock.advance(Duration::from_secs(passed));
        let kept = case.good(server.sessions.refresh(token, &app).await)?;
        case.equal(kept.kind(), RefreshKind::Kept)?;
        case.equal(kept.refresh_token() == token, true)?;
        let row = kept.session();
        case.equal(
            (row.generation(), row.rotated_at()),
            (0, server.sessions.now()),
        )?;
        server.wants(case, row).await?;
    }
    let row = server.row(case, login.session()).await?;
    server.clock.set(row.ends_at().saturating_sub(SECOND));
    server.wants(case, &row).await?;
    server.clock.set(row.ends_at());
    let refused = server.sessions.refresh(token, &app).await;
    case.refused(refused, "session_expired")
}
