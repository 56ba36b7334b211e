//! What axum's own example of JWT does, with glassbox: a client with credentials gets a token, and with the
//! token what is protected.
//!
//! `JWT_SECRET=$(openssl rand -base64 32) cargo run -p glassbox-axum --example jwt`, and then
//!
//! ```sh
//! curl -s localhost:3000/authorize --json '{"client_id":"foo","client_secret":"bar"}'
//! curl -is localhost:3000/protected -H 'Authorization: Bearer eyJ0eXAiOi…'
//! ```

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use glassbox::web::Protect;
use glassbox::{Algorithm, Claims, HmacKey, Signer, Verifier};
use glassbox_axum::Bearer;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Deserialize)]
struct User {
    company: String,
}

#[derive(Clone, FromRef)]
struct App {
    signer: Signer,
    protect: Protect,
}

#[derive(Deserialize)]
struct Client {
    client_id: String,
    client_secret: String,
}

async fn protected(user: Bearer<Claims<User>>) -> String {
    let email = user.subject().unwrap_or_default();
    format!("Email: {email}\nCompany: {}", user.claims().custom.company)
}

async fn authorize(
    State(signer): State<Signer>,
    Json(client): Json<Client>,
) -> Result<impl IntoResponse, StatusCode> {
    // Yours: a database of clients.
    if (&*client.client_id, &*client.client_secret) != ("foo", "bar") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let company = "ACME".into();
    let claims = Claims::new(User { company }).subject("b@b.com");
    match signer.sign(&claims) {
        Ok(token) => Ok((
            [(CACHE_CONTROL, "no-store")], // RFC 6749 §5.1
            Json(json!({"access_token": token, "token_type": "Bearer"})),
        )),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

pub(crate) fn app(secret: &str) -> Result<Router, Box<dyn std::error::Error>> {
    let key = HmacKey::from_base64(Algorithm::Hs256, secret)?; // 32 bytes or more
    let signer = Signer::new(key.clone())
        .issuer("example")
        .audience("example");
    let verifier = Verifier::new(key).issuer("example").audience("example");
    let state = App {
        signer: signer.validity("15m"),
        protect: Protect::new("example", verifier).build()?,
    };
    let routes = Router::new().route("/protected", get(protected));
    Ok(routes
        .route("/authorize", post(authorize))
        .with_state(state))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = std::env::var("JWT_SECRET").map_err(|_| "JWT_SECRET is not set")?;
    let app = app(&secret)?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, app).await?;
    Ok(())
}
