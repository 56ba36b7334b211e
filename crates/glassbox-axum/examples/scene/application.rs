//! An application: it has a verifier, and asks nobody.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRef, State};
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::routing::get;
use axum::{Json, Router};
use glassbox::web::Protect;
use glassbox_axum::{Bearer, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_http::cors::CorsLayer;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct User {
    name: String,
    role: String,
}

impl User {
    pub(crate) fn new(name: String, role: &str) -> Self {
        let role = role.into();
        Self { name, role }
    }
}

/// The last line of its log. Here the page shows it, since it says more than the answer to a refusal does;
/// a real one stays on the server for that reason.
type Log = Arc<Mutex<String>>;

#[derive(Clone, FromRef)]
struct Application {
    protect: Protect,
    log: Log,
}

pub(crate) fn router(protect: Protect, page: &str) -> Result<Router, Box<dyn Error>> {
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::try_from(page)?)
        .allow_headers([AUTHORIZATION])
        .expose_headers([WWW_AUTHENTICATE]); // else "expired" and "no token" look the same
    let log = Log::default();
    Ok(Router::new()
        .route("/me", get(me))
        .route("/log", get(log_line))
        .with_state(Application { protect, log })
        .layer(cors))
}

async fn me(
    State(log): State<Log>,
    user: Result<Bearer<User>, Refusal>,
) -> Result<Json<User>, Refusal> {
    let line = match &user {
        Ok(user) => format!("{} may come in", user.claims().name),
        Err(refusal) => refusal.to_string(),
    };
    *log.lock().unwrap_or_else(PoisonError::into_inner) = line;
    Ok(Json(user?.claims().clone()))
}

async fn log_line(State(log): State<Log>) -> Json<Value> {
    Json(json!({"why": *log.lock().unwrap_or_else(PoisonError::into_inner)}))
}
