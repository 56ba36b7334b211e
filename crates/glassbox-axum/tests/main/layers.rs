//! The layer: in nested routers, with CORS around it and inside it, and with extractors behind it.

use axum::extract::FromRef;
use axum::routing::{get as on_get, post as on_post};
use axum::{Json, Router};
use glassbox::web::{Protect, SameOrigin};
use glassbox_axum::{Bearer, Permit, Scope, require};
use hyper::Method;
use hyper::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use serde_json::Value;
use tower_http::cors::CorsLayer;

use crate::support::{Ask, HttpVersion, Keys, Server, User, get, post, sign, verifier};

fn protect(keys: &Keys) -> Protect {
    let protect = Protect::new("app-01", verifier(keys.clone()));
    protect.build().unwrap()
}

async fn me(user: Bearer<User>) -> String {
    user.claims().sub.clone()
}

struct Profile;

impl Scope for Profile {
    const NAME: &'static str = "profile";
}

#[tokio::test]
async fn a_token_is_verified_once_for_the_layer_and_all_extractors() {
    let keys = Keys::new();
    let protect = protect(&keys);
    let all = async |user: Bearer<User>, again: Option<Bearer<User>>, _: Permit<Profile, User>| {
        assert_eq!(user.claims().sub, again.unwrap().claims().sub);
    };
    let app = Router::new().route("/", on_get(all));
    let app = app
        .route_layer(require::<User>(&protect))
        .with_state(protect);
    let server = Server::start(app).await;
    let said = get("/")
        .bearer(&sign("profile"))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, keys.asked()), (200, 1));
    let said = get("/").over(HttpVersion::One, &server).await;
    assert_eq!((said.status, keys.asked()), (401, 0));
}

#[derive(Clone)]
struct Other(Protect);

impl AsRef<Protect> for Other {
    fn as_ref(&self) -> &Protect {
        &self.0
    }
}

#[derive(Clone, FromRef)]
struct Two {
    protect: Protect,
    other: Other,
}

#[tokio::test]
async fn an_extractor_of_another_policy_or_other_claims_verifies_again() {
    let (keys, other_keys) = (Keys::new(), Keys::new());
    let strict = verifier(other_keys.clone()).expect("scope", "admin");
    let state = Two {
        protect: protect(&keys),
        other: Other(Protect::new("admin", strict).build().unwrap()),
    };
    let app = Router::new()
        .route("/other", on_get(async |_: Bearer<User, Other>| ()))
        .route("/value", on_get(async |_: Bearer<Value>| ()))
        .route_layer(require::<User>(&state.protect));
    let server = Server::start(app.with_state(state)).await;
    let said = get("/other")
        .bearer(&sign("profile"))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!(
        said.status, 401,
        "the layer let it through, the other policy does not"
    );
    assert!(
        said.field("www-authenticate")
            .unwrap()
            .starts_with(r#"Bearer realm="admin""#)
    );
    assert_eq!((keys.asked(), other_keys.asked()), (1, 1));
    let said = get("/other")
        .bearer(&sign("admin"))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, keys.asked(), other_keys.asked()), (200, 1, 1));
    let said = get("/value")
        .bearer(&sign("profile"))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, keys.asked(), other_keys.asked()), (200, 2, 0));
}

#[tokio::test]
async fn a_layer_asks_for_each_of_its_scopes() {
    let keys = Keys::new();
    let protect = protect(&keys);
    let layer = require::<User>(&protect)
        .scope("profile")
        .scope("reports:write");
    let write = async |Json(report): Json<Value>| report.to_string();
    let app = Router::new().route("/", on_post(write)).route_layer(layer);
    let server = Server::start(app).await;
    for version in HttpVersion::BOTH {
        for (scope, lacks) in [
            ("", "profile"),
            ("reports:write", "profile"),
            ("profile", "reports:write"),
            ("profile reports:writeall", "reports:write"),
        ] {
            let ask = post("/")
                .bearer(&sign(scope))
                .body("application/json", "{broken");
            let said = ask.over(version, &server).await;
            let challenge = said.field("www-authenticate").unwrap();
            assert!(
                challenge.ends_with(&format!(r#"scope="{lacks}""#)),
                "{challenge}"
            );
            assert_eq!((said.status, &*said.error()), (403, "insufficient_scope"));
        }
        let both = post("/").bearer(&sign("reports:write profile"));
        let said = both
            .body("application/json", "7")
            .over(version, &server)
            .await;
        assert_eq!((said.status, &*said.body), (200, "7"));
    }
}

#[tokio::test]
async fn nested_routers_keep_their_layers_apart_and_their_authority() {
    let keys = Keys::new();
    let state = protect(&keys);
    let by_cookie = Protect::new("inner", verifier(keys.clone())).or_cookie("at");
    let by_cookie = by_cookie.origin(SameOrigin::new()).build().unwrap();
    let inner = Router::new()
        .route("/write", on_post(async || "written"))
        .route_layer(require::<User>(&by_cookie));
    let middle = Router::new()
        .route("/me", on_get(me))
        .route_layer(require::<User>(&state))
        .nest("/inner", inner);
    let app = Router::new()
        .route("/open", on_get(async || "open"))
        .nest("/api", middle);
    let server = Server::start(app.with_state(state)).await;
    let own = format!("http://{}", server.authority());
    for version in HttpVersion::BOTH {
        assert_eq!(get("/open").over(version, &server).await.status, 200);
        assert_eq!(get("/api/none").over(version, &server).await.status, 404);
        assert_eq!(
            get("/api/inner/none").over(version, &server).await.status,
            404
        );
        assert_eq!(get("/api/me").over(version, &server).await.status, 401);
        let said = get("/api/me")
            .bearer(&sign(""))
            .over(version, &server)
            .await;
        assert_eq!((said.status, &*said.body), (200, "42"));
        let write = || post("/api/inner/write").field("cookie", format!("at={}", sign("")));
        let said = write().over(version, &server).await;
        assert_eq!((said.status, &*said.error()), (403, "cross_site_request"));
        let said = write().field("origin", &own).over(version, &server).await;
        assert_eq!((said.status, &*said.body), (200, "written"), "{version:?}");
    }
}

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(["https://www.example".parse().unwrap()])
        .allow_headers([AUTHORIZATION])
        .expose_headers([WWW_AUTHENTICATE])
}

fn preflight() -> Ask {
    let ask = Ask::new(Method::OPTIONS, "/me").field("origin", "https://www.example");
    let ask = ask.field("access-control-request-method", "GET");
    ask.field("access-control-request-headers", "authorization")
}

#[tokio::test]
async fn cors_goes_around_the_layer() {
    let protect = protect(&Keys::new());
    let layer = require::<User>(&protect);
    let outside = Router::new()
        .route("/me", on_get(me))
        .route_layer(layer.clone());
    let outside = outside.layer(cors()).with_state(protect.clone());
    let server = Server::start(outside).await;
    for version in HttpVersion::BOTH {
        let said = preflight().over(version, &server).await;
        assert_eq!(said.status, 200);
        assert_eq!(
            said.field("access-control-allow-headers"),
            Some("authorization")
        );
        // The page may read the refusal, and why.
        let ask = get("/me").field("origin", "https://www.example");
        let said = ask.over(version, &server).await;
        assert_eq!(said.status, 401);
        assert_eq!(
            said.field("access-control-allow-origin"),
            Some("https://www.example")
        );
        assert_eq!(
            said.field("access-control-expose-headers"),
            Some("www-authenticate")
        );
        assert_eq!(
            said.field("www-authenticate"),
            Some(r#"Bearer realm="app-01""#)
        );
    }
    // The other way round a browser never gets to ask.
    let inside = Router::new().route("/me", on_get(me)).layer(cors());
    let server = Server::start(inside.layer(layer).with_state(protect)).await;
    for version in HttpVersion::BOTH {
        let said = preflight().over(version, &server).await;
        assert_eq!(
            (said.status, said.field("access-control-allow-headers")),
            (401, None)
        );
        // And `.layer` answers for paths that are not there, too.
        let said = get("/unknown").over(version, &server).await;
        assert_eq!(said.status, 401);
    }
}
