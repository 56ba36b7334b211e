//! What handlers do with the extractors: refusals of their own, optional tokens, several policies.

use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use axum::{Json, Router};
use glassbox::web::{Protect, Why};
use glassbox::{HmacKey, Verifier};
use glassbox_axum::{Bearer, HeadOf, Permit, Refusal, Scope};
use serde_json::json;

use crate::support::{HttpVersion, Server, User, get, key, sign, verifier};

#[derive(Clone)]
struct Admin(Protect);

impl AsRef<Protect> for Admin {
    fn as_ref(&self) -> &Protect {
        &self.0
    }
}

#[derive(Clone, FromRef)]
struct App {
    protect: Protect,
    admin: Admin,
}

/// With keys and a realm of their own.
fn admin() -> Admin {
    let keys = HmacKey::hs256([2; 32]).unwrap();
    let verifier = Verifier::new(keys).clock(crate::support::clock());
    Admin(Protect::new("admin", verifier).build().unwrap())
}

fn state() -> App {
    let protect = Protect::new("app-01", verifier(key()));
    App {
        protect: protect.build().unwrap(),
        admin: admin(),
    }
}

async fn serve(app: Router<App>) -> Server {
    Server::start(app.with_state(state())).await
}

/// A service's own form of errors, which takes in what other calls refuse, too.
enum ApiError {
    Refused(Refusal),
    Broken,
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => {
                let code = refusal.why().code();
                let own = Json(json!({"code": code, "help": "https://docs.example"}));
                refusal.decorate(([("cache-control", "max-age=60"), ("x-own", "1")], own))
            }
            Self::Broken => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

#[derive(FromRequestParts)]
#[from_request(state(App), rejection(ApiError))]
struct Me {
    user: Bearer<User>,
    path: axum::extract::OriginalUri,
}

impl From<core::convert::Infallible> for ApiError {
    fn from(_: core::convert::Infallible) -> Self {
        Self::Broken
    }
}

#[tokio::test]
async fn a_decorated_refusal_keeps_status_challenge_and_no_store() {
    let me = async |me: Me| format!("{}{}", me.user.claims().sub, me.path.0.path());
    let server = serve(Router::new().route("/me", on_get(me))).await;
    let said = get("/me").over(HttpVersion::One, &server).await;
    assert_eq!(said.status, 401);
    let challenge = said.field("www-authenticate");
    assert_eq!(challenge, Some(r#"Bearer realm="app-01""#));
    assert_eq!(said.field("cache-control"), Some("no-store"));
    assert_eq!(said.field("x-own"), Some("1"));
    assert_eq!(said.field("content-type"), Some("application/json"));
    assert_eq!(said.json()["code"], "missing_token");
    assert_eq!(said.json()["help"], "https://docs.example");
    let said = get("/me")
        .bearer(&sign(""))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, &*said.body), (200, "42/me"));
}

#[tokio::test]
async fn a_handler_may_have_the_refusal_itself() {
    let told = async |user: Result<Bearer<User>, Refusal>| match user {
        Ok(user) => user.claims().sub.clone(),
        Err(refusal) => refusal.why().code().to_owned(),
    };
    let server = serve(Router::new().route("/", on_get(told))).await;
    for (ask, expected) in [
        (get("/"), "missing_token"),
        (get("/").bearer("a.b.c"), "malformed"),
        (get("/").bearer(&sign("")), "42"),
    ] {
        let said = ask.over(HttpVersion::One, &server).await;
        assert_eq!((said.status, &*said.body), (200, expected));
    }
}

#[tokio::test]
async fn each_policy_has_keys_and_a_realm_of_its_own() {
    let user = async |_: Bearer<User>| "user";
    let admin = async |_: Bearer<User, Admin>| "admin";
    let app = Router::new()
        .route("/", on_get(user))
        .route("/admin", on_get(admin));
    let server = serve(app).await;
    let said = get("/")
        .bearer(&sign(""))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, &*said.body), (200, "user"));
    let said = get("/admin")
        .bearer(&sign(""))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!(said.status, 401);
    assert!(
        said.field("www-authenticate")
            .unwrap()
            .starts_with(r#"Bearer realm="admin", error"#)
    );
    let keys = HmacKey::hs256([2; 32]).unwrap();
    let signer = glassbox::Signer::new(keys)
        .clock(crate::support::clock())
        .validity("15m");
    let token = signer.sign(&User::with_scope("")).unwrap();
    let said = get("/admin")
        .bearer(&token)
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!((said.status, &*said.body), (200, "admin"));
}

struct Profile;

impl Scope for Profile {
    const NAME: &'static str = "profile";
}

#[tokio::test]
async fn what_an_extractor_shows_in_a_log_has_no_claims() {
    let log = async |user: Bearer<User>, permit: Permit<Profile, User>| {
        assert_eq!(permit.claims().sub, "42");
        format!("{user:?} {permit:?}")
    };
    let server = serve(Router::new().route("/", on_get(log))).await;
    let said = get("/")
        .bearer(&sign("profile"))
        .over(HttpVersion::One, &server)
        .await;
    assert_eq!(said.status, 200);
    assert!(said.body.contains("Bearer"), "{said:?}");
    assert!(!said.body.contains("42"), "{said:?}");
    assert!(!said.body.contains("profile"), "{said:?}");
}

#[tokio::test]
async fn a_handler_checks_a_request_by_itself() {
    let check = async |request: axum::extract::Request| {
        let protect = state().protect;
        match protect.check::<User>(&HeadOf::from(&request)) {
            Ok(token) => token.into_claims().sub.into_response(),
            Err(refusal) if matches!(refusal.why(), Why::Missing) => "nobody".into_response(),
            Err(refusal) => Refusal::from(refusal).into_response(),
        }
    };
    let server = serve(Router::new().route("/", on_get(check))).await;
    for version in HttpVersion::BOTH {
        let said = get("/").over(version, &server).await;
        assert_eq!((said.status, &*said.body), (200, "nobody"));
        let said = get("/").bearer("a.b.c").over(version, &server).await;
        assert_eq!((said.status, &*said.error()), (401, "invalid_token"));
        let said = get("/").bearer(&sign("")).over(version, &server).await;
        assert_eq!((said.status, &*said.body), (200, "42"));
    }
}
