//! An application that has its keys from an issuer, and an issuer that changes the key by which it signs while
//! requests run. Both are on this machine: `cargo run -p glassbox-ureq --example remote_keys`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::routing::get;
use axum::{Json, Router};
use glassbox::jwk::JwkSet;
use glassbox::jwks::RemoteKeys;
use glassbox::web::{Protect, PublishedKeys};
use glassbox::{Algorithm, Claims, KeyError, PrivateKey, Signer};
use glassbox_axum::{Bearer, HeadOf, Reply};
use glassbox_ureq::{Ureq, ureq};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// All that the application knows of the issuer is its name.
fn application(keys: &RemoteKeys) -> Result<Router, Failure> {
    keys.refresh().wait()?; // at start-up: fails early
    let verifier = keys.verifier()?.audience("app-01");
    let protect = Protect::new("app-01", verifier).build()?;
    Ok(Router::new().route("/me", get(me)).with_state(protect))
}

/// Waits for the keys, if the token's is not among them yet.
async fn me(user: Bearer<Claims>) -> String {
    user.subject().unwrap_or_default().into()
}

struct Issuer {
    name: String,
    /// The last one signs, all are published.
    keys: Mutex<Vec<PrivateKey>>,
    asked: AtomicUsize,
}

impl Issuer {
    fn keys(&self) -> MutexGuard<'_, Vec<PrivateKey>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sign(&self) -> Result<String, Failure> {
        let key = self.keys().last().cloned().ok_or("no key is left")?;
        let signer = Signer::new(key).issuer(&*self.name).audience("app-01");
        let claims = Claims::new(()).subject("42");
        Ok(signer.validity("15m").sign(&claims)?)
    }
}

async fn metadata(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let name = &issuer.name;
    Json(json!({"issuer": name, "jwks_uri": format!("{name}/jwks")}))
}

async fn published(State(issuer): State<Arc<Issuer>>, request: Request) -> Reply {
    issuer.asked.fetch_add(1, Ordering::Relaxed);
    let keys: Vec<_> = issuer.keys().iter().map(PrivateKey::public_key).collect();
    let keys = PublishedKeys::new(&JwkSet::of(&keys));
    keys.answer(&HeadOf::from(&request)).into()
}

fn key(id: &str) -> Result<PrivateKey, KeyError> {
    Ok(PrivateKey::generate(Algorithm::Es256)?.with_key_id(id))
}

/// The status with which the application answers a token.
fn ask(agent: &ureq::Agent, application: &str, token: &str) -> Result<u16, Failure> {
    let request = agent.get(format!("{application}/me"));
    let answer = request.header("authorization", format!("Bearer {token}"));
    Ok(answer.call()?.status().as_u16())
}

/// Four users with fifty requests each, by turns with a token from before and with a new one: how many were
/// refused. When fifty are answered, `then` happens.
fn run(
    application: &str,
    agent: &ureq::Agent,
    issuer: &Arc<Issuer>,
    then: impl FnOnce() -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let (answers, answered) = channel();
    for _ in 0..4 {
        let (application, agent) = (application.to_owned(), agent.clone());
        let (issuer, answers) = (Arc::clone(issuer), answers.clone());
        let before = issuer.sign()?;
        std::thread::spawn(move || {
            for number in 0..50 {
                let token = match number % 2 {
                    0 => Ok(before.clone()),
                    _ => issuer.sign(),
                };
                let answer = token.and_then(|token| ask(&agent, &application, &token));
                let _ = answers.send(answer);
            }
        });
    }
    drop(answers);
    let (mut then, mut statuses) = (Some(then), Vec::new());
    for answer in answered {
        if let Some(then) = then.take_if(|_| statuses.len() == 50) {
            then()?;
        }
        statuses.push(answer?);
    }
    Ok(statuses.iter().filter(|status| **status != 200).count())
}

fn main() -> Result<(), Failure> {
    let runtime = Runtime::new()?;
    let listen = || runtime.block_on(TcpListener::bind("127.0.0.1:0"));
    let serve = |listener, app: Router| {
        runtime.spawn(async move { axum::serve(listener, app).await });
    };

    let listener = listen()?;
    let issuer = Arc::new(Issuer {
        name: format!("http://{}", listener.local_addr()?),
        keys: Mutex::new(vec![key("2026-11")?]),
        asked: AtomicUsize::new(0),
    });
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks", get(published));
    serve(listener, routes.with_state(Arc::clone(&issuer)));

    let keys = RemoteKeys::builder()
        .allow_http_on_loopback() // an issuer elsewhere has TLS
        .timeout("15s") // a machine that runs all of this may be busy
        .discover(&issuer.name, Ureq::new())?;
    let listener = listen()?;
    let application = format!("http://{}", listener.local_addr()?);
    serve(listener, self::application(&keys)?);

    let agent = ureq::Agent::config_builder().http_status_as_error(false);
    let agent = ureq::Agent::new_with_config(agent.build());
    let run = |then: &dyn Fn() -> Result<(), Failure>| run(&application, &agent, &issuer, then);
    let old = issuer.sign()?;
    let refused = run(&|| Ok(()))?;
    println!("200 requests with the key 2026-11: {refused} refused");
    let refused = run(&|| {
        issuer.keys().push(key("2026-12")?);
        Ok(())
    })?;
    println!("200 requests while the issuer begins to sign with 2026-12: {refused} refused");
    let refused = run(&|| {
        issuer.keys().remove(0);
        Ok(keys.refresh().wait()?) // otherwise it learns of it within five minutes
    })?;
    println!("200 requests while the issuer withdraws 2026-11: {refused} refused");
    let asked = issuer.asked.load(Ordering::Relaxed);
    println!("the issuer was asked for its keys {asked} times");
    let status = ask(&agent, &application, &old)?;
    println!("a request with a token of 2026-11: {status}");
    Ok(())
}
