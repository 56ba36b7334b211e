use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use glassbox::session::{NewSession, Presenter, RefreshError, Refreshed, SessionStore, Sessions};
use glassbox::time::FixedClock;
use glassbox::web::TokenCookie;
use glassbox::{HmacKey, Signer};
use glassbox_axum::{FromCookie, Reply, SameOrigin};
use serde_json::json;

use super::{Ask, key, post as ask};

/// What a cookie is cleared with.
pub(crate) const CLEAR: &str = "__Host-rt=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";

/// A request with this refresh token, from our own page.
pub(crate) fn with(path: &'static str, token: &str) -> Ask {
    let ask = ask(path).same_origin();
    ask.field("cookie", format!("__Host-rt={token}"))
}

/// The refresh token that an answer sets, and for how many seconds.
pub(crate) fn set_cookie(said: &super::Said) -> Option<(&str, u64)> {
    let (token, attributes) = said.field("set-cookie")?.split_once(';').unwrap();
    let seconds = attributes.strip_prefix(" Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=");
    let token = token.strip_prefix("__Host-rt=").unwrap();
    Some((token, seconds.unwrap().parse().unwrap()))
}

pub(crate) fn sessions<S: SessionStore>(store: S, clock: &FixedClock) -> Sessions<S> {
    let access = Signer::new(key()).validity("5m"); // whose tokens are for the session's audience
    let own = HmacKey::hs256([3; 32]).unwrap();
    let builder = Sessions::builder(access, own, store).clock(clock.clone());
    builder.idle("1h").lifetime("8h").build().unwrap()
}

struct App<S> {
    cookie: TokenCookie,
    sessions: Sessions<S>,
}

impl<S> Clone for App<S> {
    fn clone(&self) -> Self {
        Self {
            cookie: self.cookie.clone(),
            sessions: self.sessions.clone(),
        }
    }
}

impl<S> FromRef<App<S>> for TokenCookie {
    fn from_ref(app: &App<S>) -> Self {
        app.cookie.clone()
    }
}

fn client() -> Presenter {
    Presenter::first_party()
}

impl<S: SessionStore + 'static> App<S> {
    async fn login(_: SameOrigin, State(app): State<Self>) -> Reply {
        let client = client().scope("profile").audience("app-01");
        let login = app.sessions.login(NewSession::new("42", client)).await;
        app.cookie.refreshed(&login).into()
    }

    async fn ask(self, from: FromCookie, by: Presenter) -> Reply {
        let refreshed = self.sessions.refresh(from.token(), &by).await;
        self.cookie.refreshed(&refreshed).into()
    }

    async fn grant(&self, from: FromCookie, claim: &str) -> Result<Refreshed, RefreshError> {
        let presented = self.sessions.present(from.token(), &client()).await?;
        assert_eq!(presented.session().subject(), "42");
        presented.grant(&json!({claim: 1})).await
    }

    async fn revoke(&self, from: FromCookie) -> Result<(), RefreshError> {
        let presented = self.sessions.present(from.token(), &client()).await?;
        presented.revoke("locked").await
    }

    async fn logout(State(app): State<Self>, from: Option<FromCookie>) -> Reply {
        let ended = match from {
            Some(from) => app.sessions.logout(from.token()).await,
            None => Ok(None),
        };
        app.cookie.logged_out(&ended).into()
    }
}

/// The routes of an authorization server over this store.
pub(crate) fn server<S: SessionStore + 'static>(sessions: Sessions<S>) -> Router {
    type On<S> = State<App<S>>;
    let refresh = async |State(app): On<S>, from: FromCookie| app.ask(from, client()).await;
    let more =
        async |State(app): On<S>, from: FromCookie| app.ask(from, client().scope("admin")).await;
    let elsewhere = async |State(app): On<S>, from: FromCookie| {
        app.ask(from, client().audience("app-02")).await
    };
    let other =
        async |State(app): On<S>, from: FromCookie| app.ask(from, Presenter::public("other")).await;
    let grant = async |State(app): On<S>, from: FromCookie| -> Reply {
        app.cookie.refreshed(&app.grant(from, "role").await).into()
    };
    // A session's own signer gives this claim.
    let unsigned = async |State(app): On<S>, from: FromCookie| -> Reply {
        app.cookie.refreshed(&app.grant(from, "sid").await).into()
    };
    let everywhere = async |State(app): On<S>, _: FromCookie| -> Reply {
        app.cookie
            .logged_out(&app.sessions.revoke_subject("42").await)
            .into()
    };
    let revoke = async |State(app): On<S>, from: FromCookie| -> Reply {
        app.cookie.logged_out(&app.revoke(from).await).into()
    };
    Router::new()
        .route("/login", post(App::<S>::login))
        .route("/refresh", post(refresh))
        .route("/refresh/more", post(more))
        .route("/refresh/elsewhere", post(elsewhere))
        .route("/refresh/other", post(other))
        .route("/refresh/grant", post(grant))
        .route("/refresh/unsigned", post(unsigned))
        .route("/logout", post(App::<S>::logout))
        .route("/logout/everywhere", post(everywhere))
        .route("/logout/revoke", post(revoke))
        .with_state(App {
            cookie: TokenCookie::host("rt").build().unwrap(),
            sessions,
        })
}
