//! A row that others change again and again: the client keeps its token, and asks again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::NumericDate;
use glassbox::session::{
    ClientAction, Contention, Group, Loaded, MemoryStore, RefreshError, Session, SessionId,
    SessionStore, Stamp, Stamps, StoreError, Version,
};
use serde_json::json;

use super::support::{Server, block_on, browser, server_over};

/// A store in memory where somebody else is always faster.
#[derive(Clone, Default)]
struct Busy {
    inner: Arc<MemoryStore>,
    swaps: Arc<AtomicUsize>,
}

impl SessionStore for Busy {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        self.inner.insert(row).await
    }
    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        self.inner.load(id).await
    }
    async fn swap(&self, _: Version, _: &Session) -> Result<bool, StoreError> {
        self.swaps.fetch_add(1, Ordering::Relaxed);
        Ok(false)
    }
    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        self.inner.list(subject, after, limit).await
    }
    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        self.inner.live(subject, client, now).await
    }
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        self.inner.stamps(subject, client).await
    }
    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        self.inner.set_stamp(group, stamp).await
    }
    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        self.inner.prune(before, limit).await
    }
}

/// Two servers over one store: one is served, and one always comes too late.
fn servers() -> (Server, Server<Busy>) {
    let store = Busy::default();
    let served = server_over(Arc::clone(&store.inner), |builder| builder);
    let late = server_over(store, |builder| builder.clock(served.clock.clone()));
    (served, late)
}

/// It gave up after eight swaps, and nobody is logged out by that.
#[track_caller]
fn assert_contended<T: std::fmt::Debug>(late: &Server<Busy>, result: Result<T, RefreshError>) {
    let error = result.unwrap_err();
    assert_eq!(error.code(), "contended");
    let reason = Contention::Changed { tries: 8 };
    assert!(
        matches!(error, RefreshError::Contended(it) if it == reason),
        "{error}"
    );
    assert_eq!(error.client_action(), ClientAction::Retry);
    assert_ne!(error.oauth_error(), "invalid_grant");
    assert!(error.is_retryable());
    assert_eq!(late.store.swaps.swap(0, Ordering::Relaxed), 8);
}

#[test]
fn a_refresh_gives_up_after_eight_tries() {
    let (served, late) = servers();
    let login = served.login();
    served.pass(60);
    let row = served.row(&login);
    assert_contended(&late, late.refresh(login.refresh_token()));
    let presented = block_on(late.sessions.present(login.refresh_token(), &browser())).unwrap();
    assert_contended(&late, block_on(presented.grant(&json!({}))));
    // To ask again is safe.
    assert_eq!(served.row(&login), row);
    assert_eq!(
        served
            .refresh(login.refresh_token())
            .unwrap()
            .session()
            .generation(),
        1
    );
}

/// What writes nothing waits for nobody.
#[test]
fn what_is_given_again_is_not_contended() {
    let (served, late) = servers();
    let login = served.login();
    assert!(late.refresh(login.refresh_token()).is_ok());
    served.rotate(login.refresh_token());
    assert!(late.refresh(login.refresh_token()).is_ok());
    assert_eq!(late.store.swaps.load(Ordering::Relaxed), 0);
}

#[test]
fn an_end_that_was_not_written_is_not_reported() {
    let (served, late) = servers();
    let login = served.login();
    let (token, id) = (login.refresh_token(), login.session().id());
    let other = served.login();
    assert_contended(&late, block_on(late.sessions.logout(token)));
    assert_contended(&late, block_on(late.sessions.revoke_session("42", id)));
    let keep = other.session().id();
    assert_contended(&late, block_on(late.sessions.revoke_others("42", keep)));
    let presented = block_on(late.sessions.present(token, &browser())).unwrap();
    assert_contended(&late, block_on(presented.revoke("locked")));
    assert!(!served.is_revoked(&login));
}

#[test]
fn theft_that_was_not_written_is_found_again() {
    let (served, late) = servers();
    let login = served.login();
    let first = served.rotate(login.refresh_token());
    served.rotate(first.refresh_token());
    assert_contended(&late, late.refresh(login.refresh_token()));
    let present = block_on(late.sessions.present(login.refresh_token(), &browser()));
    assert_contended(&late, present);
    assert!(!served.is_revoked(&login));
    let error = served.refresh(login.refresh_token()).unwrap_err();
    assert_eq!(error.code(), "refresh_token_reuse");
}
