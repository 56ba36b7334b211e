//! Keys that are fetched: a request whose key was just published waits for it, in the extractors and in the
//! layer, and is not refused.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::routing::get as on_get;
use glassbox::HmacKey;
use glassbox::jwks::RemoteKeys;
use glassbox::web::Protect;
use glassbox_axum::{Bearer, Permit, Scope, require};
use tokio::sync::Semaphore;
use tower::limit::ConcurrencyLimitLayer;

use crate::support::{HttpVersion, Issuer, Said, Server, User, get, key, pair, sign, verifier};

struct Profile;

impl Scope for Profile {
    const NAME: &'static str = "profile";
}

async fn me(user: Bearer<User>) -> String {
    user.claims().sub.clone()
}

fn protect(keys: &RemoteKeys) -> Protect {
    let protect = Protect::new("app-01", verifier(keys.clone()));
    protect.build().unwrap()
}

/// Each way to a token.
const PATHS: [&str; 4] = ["/bearer", "/option", "/permit", "/layer"];

fn app(protect: &Protect) -> Router {
    let option = async |user: Option<Bearer<User>>| user.unwrap().claims().sub.clone();
    let permit = async |user: Permit<Profile, User>| user.claims().sub.clone();
    // Its service has to be called as often as it was asked whether it is ready.
    let layer = Router::new()
        .route("/layer", on_get(me))
        .layer(ConcurrencyLimitLayer::new(1000))
        .route_layer(require::<User>(protect).scope("profile"));
    Router::new()
        .route("/bearer", on_get(me))
        .route("/option", on_get(option))
        .route("/permit", on_get(permit))
        .merge(layer)
        .with_state(protect.clone())
}

async fn ask(server: &Server, path: &'static str, token: &str) -> Said {
    get(path).bearer(token).over(HttpVersion::One, server).await
}

#[tokio::test]
async fn the_first_request_waits_for_the_keys() {
    let issuer = Issuer::start().await;
    let (key, token) = pair("1");
    issuer.publishes([&key]);
    for (number, path) in PATHS.into_iter().enumerate() {
        let server = Server::start(app(&protect(&issuer.remote_keys()))).await;
        let said = ask(&server, path, &token).await;
        assert_eq!((said.status, &*said.body), (200, "42"), "{path}");
        assert_eq!(issuer.asked(), number + 1, "{path}");
    }
}

#[tokio::test]
async fn a_request_with_a_new_key_is_not_refused() {
    let (first, old) = pair("1");
    let (second, new) = pair("2");
    for version in HttpVersion::BOTH {
        for path in PATHS {
            let issuer = Issuer::start().await;
            issuer.publishes([&first]);
            let server = Server::start(app(&protect(&issuer.remote_keys()))).await;
            assert_eq!(ask(&server, path, &old).await.status, 200);
            issuer.publishes([&first, &second]);
            for token in [&new, &old, &new] {
                let said = get(path).bearer(token).over(version, &server).await;
                assert_eq!((said.status, &*said.body), (200, "42"), "{path}");
            }
            assert_eq!(issuer.asked(), 2, "{path}");
        }
    }
}

#[tokio::test]
async fn all_requests_wait_for_one_fetch() {
    let issuer = Issuer::start().await;
    let (first, old) = pair("1");
    let (second, new) = pair("2");
    issuer.publishes([&first]);
    let arrived = Arc::new(Semaphore::new(0));
    let door = Arc::clone(&arrived);
    let count = from_fn(move |request: Request, next: Next| {
        door.add_permits(1);
        next.run(request)
    });
    let app = app(&protect(&issuer.remote_keys())).layer(count);
    let server = Arc::new(Server::start(app).await);
    assert_eq!(ask(&server, "/bearer", &old).await.status, 200);
    issuer.publishes([&first, &second]);
    issuer.closes();
    let requests: Vec<_> = PATHS
        .into_iter()
        .cycle()
        .take(40)
        .map(|path| {
            let (server, new) = (Arc::clone(&server), new.clone());
            tokio::spawn(async move { ask(&server, path, &new).await })
        })
        .collect();
    arrived.acquire_many(41).await.unwrap().forget();
    // Who has a known key is not delayed.
    assert_eq!(ask(&server, "/layer", &old).await.status, 200);
    issuer.opens();
    for request in requests {
        assert_eq!(request.await.unwrap().status, 200);
    }
    assert_eq!(issuer.asked(), 2);
}

#[tokio::test]
async fn a_made_up_key_is_refused_and_costs_one_fetch() {
    let issuer = Issuer::start().await;
    let (key, good) = pair("1");
    issuer.publishes([&key]);
    let server = Server::start(app(&protect(&issuer.remote_keys()))).await;
    assert_eq!(ask(&server, "/bearer", &good).await.status, 200);
    for path in PATHS.into_iter().cycle().take(20) {
        let said = ask(&server, path, &pair("made up").1).await;
        assert_eq!(
            (said.status, &*said.error()),
            (401, "invalid_token"),
            "{path}"
        );
    }
    assert_eq!(issuer.asked(), 2);
    assert_eq!(ask(&server, "/layer", &good).await.status, 200);
}

#[tokio::test]
async fn without_keys_the_answer_is_503() {
    let issuer = Issuer::start().await;
    let (_, token) = pair("1");
    for path in PATHS {
        let server = Server::start(app(&protect(&issuer.remote_keys()))).await;
        let said = ask(&server, path, &token).await;
        assert_eq!(said.status, 503, "{path}");
        assert_eq!(said.error(), "temporarily_unavailable");
        assert_eq!(said.field("retry-after"), Some("1"));
        assert_eq!(said.field("www-authenticate"), None);
    }
}

#[tokio::test]
async fn only_fetched_keys_are_waited_for() {
    let issuer = Issuer::start().await;
    assert!(protect(&issuer.remote_keys()).fetches_keys());
    let shared: Arc<RemoteKeys> = Arc::new(issuer.remote_keys());
    let shared = Protect::new("app-01", verifier(shared)).build().unwrap();
    assert!(shared.fetches_keys());
    let own: HmacKey = key();
    let own = Protect::new("app-01", verifier(own)).build().unwrap();
    assert!(!own.fetches_keys());
    let server = Server::start(app(&own)).await;
    assert_eq!(ask(&server, "/layer", &sign("profile")).await.status, 200);
    assert_eq!(issuer.asked(), 0);
}
