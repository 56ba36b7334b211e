//! From the browser to the server and back: login, me, refresh, logout, devices.
//!
//! `cargo run -p glassbox-axum --example browser`, then as the crate's README does with curl. A page
//! keeps the access token in memory and sends it with `Authorization: Bearer`; no script sees the
//! refresh token, which the browser keeps in a cookie.

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use glassbox::session::{MemoryStore, NewSession, Presenter, SessionId, Sessions};
use glassbox::time::Clock;
use glassbox::web::{Protect, TokenCookie};
use glassbox::{Algorithm, HmacKey, Signer, Verifier};
use glassbox_axum::{Bearer, FromCookie, Reply, SameOrigin};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the application reads of an access token.
#[derive(Deserialize)]
struct User {
    sub: String,
    username: String,
    sid: SessionId,
}

#[derive(Clone, FromRef)]
struct App {
    protect: Protect,
    cookie: TokenCookie,
    sessions: Sessions<MemoryStore>, // or RedbStore, PostgresStore: MemoryStore forgets at a restart
}

#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
}

async fn login(
    _: SameOrigin,
    State(app): State<App>,
    Form(form): Form<Login>,
) -> Result<Reply, StatusCode> {
    // Yours: a database of users, their passwords by argon2, and a limit of attempts.
    if (&*form.username, &*form.password) != ("testAdmin", "correct horse") {
        return Err(StatusCode::FORBIDDEN);
    }
    let user = json!({"username": form.username});
    let new = NewSession::new("42", Presenter::first_party())
        .detail(&user)
        .label("curl");
    Ok(app.cookie.refreshed(&app.sessions.login(new).await).into())
}

async fn refresh(State(app): State<App>, from: FromCookie) -> Reply {
    let refreshed = app
        .sessions
        .refresh(from.token(), &Presenter::first_party())
        .await;
    app.cookie.refreshed(&refreshed).into()
}

async fn logout(State(app): State<App>, from: Option<FromCookie>) -> Reply {
    let ended = match from {
        Some(from) => app.sessions.logout(from.token()).await,
        None => Ok(None),
    };
    app.cookie.logged_out(&ended).into()
}

async fn everywhere(State(app): State<App>, user: Bearer<User>) -> Reply {
    let ended = app.sessions.revoke_subject(&user.claims().sub).await;
    app.cookie.logged_out(&ended).into()
}

async fn me(user: Bearer<User>) -> String {
    user.claims().username.clone()
}

async fn devices(State(app): State<App>, user: Bearer<User>) -> Result<Json<Value>, Reply> {
    let sessions = app.sessions.sessions(&user.claims().sub).await;
    let sessions = sessions.map_err(|error| app.cookie.failed(&error))?;
    let devices = sessions.iter().map(|session| {
        let this = *session.id() == user.claims().sid;
        json!({"label": session.label(), "this": this})
    });
    Ok(Json(devices.collect()))
}

/// What a browser asks for. A secret comes from the configuration: `openssl rand -base64 32` makes one.
pub(crate) fn app(
    clock: impl Clock + Clone + 'static,
    access: &str,
    refresh: &str,
) -> Result<Router, Box<dyn std::error::Error>> {
    let key = HmacKey::from_base64(Algorithm::Hs256, access)?;
    let own = HmacKey::from_base64(Algorithm::Hs256, refresh)?;
    let signer = Signer::new(key.clone())
        .issuer("https://auth.example")
        .audience("app-01");
    let sessions = Sessions::builder(signer.validity("15m"), own, MemoryStore::new());
    let verifier = Verifier::new(key)
        .issuer("https://auth.example")
        .audience("app-01");
    let state = App {
        protect: Protect::new("app-01", verifier.clock(clock.clone())).build()?,
        cookie: TokenCookie::host("rt").build()?,
        sessions: sessions.clock(clock).build()?,
    };
    Ok(Router::new()
        .route("/login", post(login))
        .route("/refresh", post(self::refresh))
        .route("/logout", post(logout))
        .route("/logout/everywhere", post(everywhere))
        .route("/me", get(me))
        .route("/devices", get(devices))
        .with_state(state))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let access = std::env::var("ACCESS_SECRET").map_err(|_| "ACCESS_SECRET is not set")?;
    let refresh = std::env::var("REFRESH_SECRET").map_err(|_| "REFRESH_SECRET is not set")?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
    println!("http://localhost:8000");
    axum::serve(
        listener,
        app(glassbox::time::SystemClock, &access, &refresh)?,
    )
    .await?;
    Ok(())
}
