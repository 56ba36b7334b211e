use alloc::string::String;
use alloc::sync::Arc;
use core::time::Duration;

use super::failure::{Case, Failure};
use crate::jwt::Signer;
use crate::key::HmacKey;
use crate::session::{
    Loaded, NewSession, Presenter, RefreshError, Refreshed, Rotation, Session, SessionStore,
    Sessions,
};
use crate::time::{FixedClock, NumericDate};

pub(super) const START: i64 = 1_800_000_000;

/// A server over the store under test, with a clock that the suite moves.
pub(super) struct Server<S> {
    pub(super) sessions: Sessions<Arc<S>>,
    pub(super) clock: FixedClock,
    pub(super) store: Arc<S>,
}

impl<S: SessionStore> Server<S> {
    pub(super) fn new(store: Arc<S>) -> Result<Self, Failure> {
        Self::with(store, Rotation::All)
    }

    /// A server that lets authenticated clients keep their tokens.
    pub(super) fn keeping(store: Arc<S>) -> Result<Self, Failure> {
        Self::with(store, Rotation::PublicClients)
    }

    fn with(store: Arc<S>, rotation: Rotation) -> Result<Self, Failure> {
        let case = Case("start-up");
        let clock = FixedClock::new(NumericDate::from_seconds(START));
        let key = |byte: u8| HmacKey::hs256([byte; 32]).map_err(|error| case.fail(error));
        let signer = Signer::new(key(1)?).validity(Duration::from_secs(300));
        let sessions = Sessions::builder(signer, key(2)?, Arc::clone(&store))
            .clock(clock.clone())
            .rotation(rotation)
            .build()
            .map_err(|error| case.fail(error))?;
        Ok(Self {
            sessions,
            clock,
            store,
        })
    }

    pub(super) async fn login(&self, subject: &str) -> Result<Refreshed, RefreshError> {
        let new = NewSession::new(subject, browser()).label("suite");
        self.sessions.login(new).await
    }

    pub(super) async fn refresh(&self, token: &str) -> Result<Refreshed, RefreshError> {
        self.sessions.refresh(token, &browser()).await
    }

    /// A login for a client, or for the server's own pages.
    pub(super) async fn login_at(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> Result<Refreshed, RefreshError> {
        let new = NewSession::new(subject, presenter(client));
        self.sessions.login(new).await
    }

    pub(super) async fn refresh_at(
        &self,
        token: &str,
        client: Option<&str>,
    ) -> Result<Refreshed, RefreshError> {
        self.sessions.refresh(token, &presenter(client)).await
    }

    /// Past the settle time, so that the next refresh rotates.
    pub(super) fn pass_a_minute(&self) {
        self.clock.advance(Duration::from_secs(60));
    }

    pub(super) async fn load(
        &self,
        case: Case,
        session: &Session,
    ) -> Result<Option<Loaded>, Failure> {
        case.answer(self.store.load(session.id()).await)
    }

    pub(super) async fn row(&self, case: Case, session: &Session) -> Result<Session, Failure> {
        match self.load(case, session).await? {
            Some(loaded) => Ok(loaded.session),
            None => Err(case.fail("the row is gone")),
        }
    }
}

pub(super) fn browser() -> Presenter {
    Presenter::first_party()
}

pub(super) const CLIENT: &str = "app";

fn presenter(client: Option<&str>) -> Presenter {
    client.map_or_else(browser, Presenter::public)
}

/// Subjects that a store may stumble over.
pub(super) fn odd_subjects() -> [String; 6] {
    [
        "it's \"42\"; DROP TABLE session;--".into(),
        "ä\u{2028}\u{1f511}%_\\".into(),
        "nul\u{0}within".into(),
        " ".into(),
        "x".repeat(1024),
        "\u{10ffff}".into(),
    ]
}
