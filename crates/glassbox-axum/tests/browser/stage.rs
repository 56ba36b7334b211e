//! The scene with a clock that a test moves, a database that it stops, and a log of what arrived.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use glassbox::NumericDate;
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::Steps;
use super::chromium::{Chromium, PATIENCE};
use super::postgres::Postgres;
use super::scene::{Keys, Scene};

pub(crate) const START: i64 = 1_800_000_000;

/// What a page reports: for each step of its tour, what was to be seen.
#[derive(Debug, Deserialize)]
struct Report {
    tour: String,
    steps: Steps,
}

/// A line for each request that arrived, and the refresh token that it had.
type Arrived = Arc<Mutex<Vec<(String, Option<String>)>>>;

pub(crate) struct Stage {
    pub(crate) auth: String,
    pub(crate) application_two: String,
    /// Another server on this machine, which any name reaches.
    pub(crate) hostile_port: u16,
    pub(crate) clock: FixedClock,
    pub(crate) database: Postgres,
    reports: UnboundedReceiver<Report>,
    arrived: Arrived,
    _servers: JoinSet<()>,
}

impl Stage {
    pub(crate) async fn start(keys: Keys) -> Self {
        let database = Postgres::start();
        let store = PostgresStore::open(database.pool()).await.unwrap();
        let clock = FixedClock::new(NumericDate::from_seconds(START));
        let mut scene = Scene::build(keys, [0; 3], store, &clock).await.unwrap();
        let arrived = Arrived::default();
        for place in [&mut scene.auth].into_iter().chain(&mut scene.applications) {
            let log = (place.name, Arc::clone(&arrived));
            let router = std::mem::take(&mut place.router);
            place.router = router.layer(from_fn_with_state(log, write_down));
        }
        let (sender, reports) = unbounded_channel();
        let said = Router::new().route("/said", post(said)).with_state(sender);
        let script = [(header::CONTENT_TYPE, "text/javascript")];
        let moved = Router::new().route("/clock/{seconds}", post(move_clock));
        let tour = get(tour).with_state(scene.auth.router.clone());
        let router = std::mem::take(&mut scene.auth.router);
        scene.auth.router = router
            .route("/tour", tour)
            .route("/tour.js", get((script, include_str!("tour.js"))))
            .merge(moved.with_state(clock.clone()))
            .merge(said.clone());
        let auth = scene.auth.origin.clone();
        let html = include_str!("hostile.html").replace("AUTH", &auth);
        let hostile = Router::new().route("/hostile", get(Html(html))).merge(said);
        let [_, two] = &mut scene.applications;
        two.router = std::mem::take(&mut two.router).merge(hostile.clone());
        let application_two = two.origin.clone();

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let hostile_port = listener.local_addr().unwrap().port();
        let mut servers = JoinSet::new();
        servers.spawn(async move { axum::serve(listener, hostile).await.unwrap() });
        servers.spawn(async move { scene.serve().await.unwrap() });
        Self {
            auth,
            application_two,
            hostile_port,
            clock,
            database,
            reports,
            arrived,
            _servers: servers,
        }
    }

    /// With a browser whose user is logged in on a laptop.
    pub(crate) async fn logged_in() -> (Self, Chromium) {
        let mut stage = Self::start(Keys::Secrets).await;
        let browser = Chromium::start(&stage.tour("login=laptop"));
        stage.report("login").await;
        (stage, browser)
    }

    pub(crate) fn tour(&self, name: &str) -> String {
        format!("{}/tour#{name}", self.auth)
    }

    /// What the page on this tour saw.
    pub(crate) async fn report(&mut self, tour: &str) -> Steps {
        let report = tokio::time::timeout(PATIENCE, self.reports.recv());
        let Ok(Some(report)) = report.await else {
            panic!("no report of {tour}; what arrived: {:#?}", self.arrived());
        };
        assert_eq!(report.tour, tour);
        report.steps
    }

    /// Waits for as many requests to a server.
    pub(crate) async fn has_arrived(&self, count: usize, at: &str) {
        let number = || {
            let arrived = self.arrived.lock().unwrap();
            arrived
                .iter()
                .filter(|(line, _)| line.starts_with(at))
                .count()
        };
        let waiting = async {
            while number() < count {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        waited.unwrap_or_else(|_| panic!("it was only {:#?}", self.arrived()));
    }

    /// What arrived since the last call.
    pub(crate) fn arrived(&self) -> Vec<String> {
        let mut arrived = self.arrived.lock().unwrap();
        arrived.drain(..).map(|(line, _)| line).collect()
    }

    /// The refresh token that arrived last.
    pub(crate) fn refresh_token(&self) -> String {
        let arrived = self.arrived.lock().unwrap();
        let mut latest = arrived.iter().rev();
        latest.find_map(|(_, token)| token.clone()).unwrap()
    }
}

pub(crate) fn port_of(origin: &str) -> u16 {
    origin.rsplit_once(':').unwrap().1.parse().unwrap()
}

/// `name METHOD path`, where the browser says it came from, the status, and what was with it.
async fn write_down(
    State((name, arrived)): State<(&'static str, Arrived)>,
    request: Request,
    next: Next,
) -> Response {
    let text = |headers: &HeaderMap, name| {
        let value = headers.get(name)?.to_str().unwrap();
        Some(value.to_owned())
    };
    let site = text(request.headers(), "sec-fetch-site").unwrap_or_default();
    let cookie = text(request.headers(), "cookie");
    let what = format!("{name} {} {}", request.method(), request.uri().path());
    let response = next.run(request).await;
    let mut line = format!("{what} {site} {}", response.status().as_u16());
    line += if cookie.is_some() { " cookie" } else { "" };
    if let Some(set) = text(response.headers(), "set-cookie") {
        let is_cleared = set.starts_with("__Host-rt=;");
        line += if is_cleared { " cleared" } else { " set" };
    }
    let token = cookie.and_then(|cookie| Some(cookie.strip_prefix("__Host-rt=")?.to_owned()));
    arrived.lock().unwrap().push((line, token));
    response
}

/// The page itself, with one script more.
async fn tour(State(scene): State<Router>, mut request: Request) -> Response {
    *request.uri_mut() = Uri::from_static("/");
    let Ok(page) = scene.oneshot(request).await;
    let (mut parts, body) = page.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let page = String::from_utf8(body.to_vec()).unwrap();
    let script = "<script type=\"module\" src=\"tour.js\"></script></head>";
    (parts, page.replace("</head>", script)).into_response()
}

async fn said(State(sender): State<UnboundedSender<Report>>, Json(report): Json<Report>) {
    // Nobody waits for a page that reports after its test.
    let _ = sender.send(report);
}

async fn move_clock(State(clock): State<FixedClock>, Path(seconds): Path<u64>) {
    clock.advance(Duration::from_secs(seconds));
}
