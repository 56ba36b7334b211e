//! Bearer tokens that are encrypted: nothing but the verifier knows of it.

use axum::Router;
use axum::routing::get as on_get;
use glassbox::jwe::AesKey;
use glassbox::web::Protect;
use glassbox_axum::{Bearer, require};

use crate::support::{HttpVersion, Server, User, get, key, sign, signer, verifier};

const INVALID: &str = r#"Bearer realm="app-01", error="invalid_token", error_description="The access token is not valid for this resource""#;

fn steel(byte: u8) -> AesKey {
    AesKey::a256kw([byte; 32]).unwrap()
}

fn app() -> Router {
    let verifier = verifier(key()).decrypt_with(steel(9));
    let protect = Protect::new("app-01", verifier).build().unwrap();
    let layered = Router::new()
        .route(
            "/layered",
            on_get(async |user: Bearer<User>| user.claims().sub.clone()),
        )
        .route_layer(require::<User>(&protect));
    Router::new()
        .route(
            "/me",
            on_get(async |user: Bearer<User>| user.claims().sub.clone()),
        )
        .merge(layered)
        .with_state(protect)
}

#[tokio::test]
async fn an_encrypted_token_passes_and_a_plain_one_is_refused() {
    let server = Server::start(app()).await;
    let encrypt = |byte| {
        let signer = signer().encrypt_to(steel(byte));
        signer.sign(&User::with_scope("profile")).unwrap()
    };
    let (good, foreign, plain) = (encrypt(9), encrypt(8), sign("profile"));
    assert_eq!(good.split('.').count(), 5);
    let unsigned = glassbox::jwe::encrypt(br#"{"sub":"42"}"#, &steel(9)).unwrap();
    for version in [HttpVersion::One, HttpVersion::Two] {
        for path in ["/me", "/layered"] {
            let said = get(path).bearer(&good).over(version, &server).await;
            assert_eq!(
                (said.status, &*said.body),
                (200, "42"),
                "{version:?} {path}"
            );
            let mut bodies = Vec::new();
            for refused in [&plain, &foreign, &unsigned, "x"] {
                let said = get(path).bearer(refused).over(version, &server).await;
                assert_eq!(said.status, 401, "{version:?} {path}");
                assert_eq!(said.field("www-authenticate"), Some(INVALID));
                bodies.push(said.body);
            }
            // Nobody learns which it was.
            bodies.dedup();
            assert_eq!(bodies.len(), 1, "{bodies:?}");
        }
    }
}
