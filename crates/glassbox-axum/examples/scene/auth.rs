//! The authorization server: its page, and what the page asks of it.

use std::error::Error;

use axum::extract::{FromRef, Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use glassbox::KeyRing;
use glassbox::session::{NewSession, Presenter, Sessions};
use glassbox::web::TokenCookie;
use glassbox_axum::{FromCookie, Reply, SameOrigin};
use serde::Deserialize;
use serde_json::{Value, json};

use super::application::User;
use super::place::Place;
use super::{Keys, LIFE};

#[derive(Clone, FromRef)]
pub(crate) struct Auth {
    pub(crate) cookie: TokenCookie,
    pub(crate) sessions: [Sessions<crate::Store, KeyRing>; 2],
}

impl Auth {
    /// Of any application, where no access token is made.
    fn any(&self) -> &Sessions<crate::Store, KeyRing> {
        let [sessions, _] = &self.sessions;
        sessions
    }
}

pub(crate) fn router(auth: Auth) -> Router {
    Router::new()
        .route("/login", post(login))
        .route("/token/{application}", post(token))
        .route("/devices", post(devices))
        .route("/logout", post(logout))
        .route("/logout/everywhere", post(logout_everywhere))
        .with_state(auth)
}

#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
    device: String,
}

async fn login(
    _: SameOrigin,
    State(auth): State<Auth>,
    Form(form): Form<Login>,
) -> Result<Reply, StatusCode> {
    // A real one compares with an Argon2id hash, and slows down who guesses.
    if (&*form.username, &*form.password) != ("ada", "lovelace") {
        return Err(StatusCode::FORBIDDEN);
    }
    let user = User::new(form.username, "admin");
    let device: String = form.device.chars().take(30).collect();
    let new = NewSession::new("42", Presenter::first_party());
    let login = auth.any().login(new.label(device).detail(&user)).await;
    Ok(auth.cookie.refreshed(&login).into())
}

async fn token(
    State(auth): State<Auth>,
    Path(application): Path<String>,
    from: FromCookie,
) -> Result<Reply, StatusCode> {
    let [one, two] = &auth.sessions;
    let sessions = match &*application {
        "app-01" => one,
        "app-02" => two,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    let by = Presenter::first_party();
    let refreshed = sessions.refresh(from.token(), &by).await;
    Ok(auth.cookie.refreshed(&refreshed).into())
}

async fn devices(State(auth): State<Auth>, from: FromCookie) -> Result<Json<Value>, Reply> {
    let failed = |error| Reply::from(auth.cookie.failed(&error));
    let by = Presenter::first_party();
    let presented = auth.any().present(from.token(), &by).await;
    let presented = presented.map_err(failed)?;
    let this = presented.session();
    let devices = auth.any().sessions(this.subject()).await.map_err(failed)?;
    let in_json = devices.iter().map(|device| {
        let (label, since) = (device.label(), device.created_at());
        json!({"label": label, "since": since, "this": device.id() == this.id()})
    });
    let devices: Vec<_> = in_json.collect();
    Ok(Json(
        json!({"user": this.detail().get("name"), "devices": devices}),
    ))
}

async fn logout(State(auth): State<Auth>, from: Option<FromCookie>) -> Reply {
    let ended = match from {
        Some(from) => auth.any().logout(from.token()).await,
        None => Ok(None),
    };
    auth.cookie.logged_out(&ended).into()
}

async fn logout_everywhere(State(auth): State<Auth>, from: FromCookie) -> Reply {
    let by = Presenter::first_party();
    let ended = match auth.any().present(from.token(), &by).await {
        Ok(presented) => {
            let subject = presented.session().subject();
            auth.any().revoke_subject(subject).await
        }
        Err(error) => Err(error),
    };
    auth.cookie.logged_out(&ended).into()
}

/// What the page wants to know of the scene.
pub(crate) fn about(keys: Keys, applications: [&Place; 2]) -> Value {
    let of = |place: &Place| json!({"name": place.name, "origin": place.origin});
    let applications = applications.map(of);
    json!({"keys": keys.in_words(), "life": LIFE.as_secs(), "applications": applications})
}

pub(crate) fn page(about: Value, [one, two]: [&Place; 2]) -> Result<Router, Box<dyn Error>> {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
         connect-src 'self' {} {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        one.origin, two.origin
    );
    let html = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy)?),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    let css = [(CONTENT_TYPE, "text/css; charset=utf-8")];
    let script = [(CONTENT_TYPE, "text/javascript; charset=utf-8")];
    Ok(Router::new()
        .route("/", get((html, include_str!("page.html"))))
        .route("/page.css", get((css, include_str!("page.css"))))
        .route("/page.js", get((script, include_str!("page.js"))))
        .route("/scene", get(async || Json(about))))
}
