//! The keys of an authorization server, over HTTP/1.1 and HTTP/2.

use core::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::get as on_get;
use glassbox::jwk::JwkSet;
use glassbox::web::PublishedKeys;
use glassbox::{Algorithm, PrivateKey};
use glassbox_axum::{HeadOf, Reply};
use hyper::Method;

use crate::support::{Ask, HttpVersion, Server, get, post};

const PATH: &str = "/.well-known/jwks.json";

async fn keys(State(keys): State<PublishedKeys>, request: Request) -> Reply {
    keys.answer(&HeadOf::from(&request)).into()
}

fn set() -> JwkSet {
    let key = PrivateKey::generate(Algorithm::Es256).unwrap();
    JwkSet::of([&key.with_key_id("1").public_key()])
}

fn app(set: &JwkSet) -> Router {
    let keys = PublishedKeys::new(set).max_age(Duration::from_secs(60));
    Router::new()
        .route(PATH, on_get(self::keys))
        .with_state(keys)
}

fn head() -> Ask {
    Ask::new(Method::HEAD, PATH)
}

#[tokio::test]
async fn keys_and_who_has_them_already() {
    let set = set();
    let server = Server::start(app(&set)).await;
    for version in HttpVersion::BOTH {
        let said = get(PATH).over(version, &server).await;
        assert_eq!(said.status, 200, "{version:?}");
        assert_eq!(said.json(), serde_json::to_value(&set).unwrap());
        assert_eq!(said.field("content-type"), Some("application/json"));
        let max_age = Some("public, max-age=60");
        assert_eq!(said.field("cache-control"), max_age);
        let length = said.body.len().to_string();
        assert_eq!(said.field("content-length"), Some(&*length), "{version:?}");

        let of_head = head().over(version, &server).await;
        assert_eq!((of_head.status, &*of_head.body), (200, ""), "{version:?}");
        for name in ["content-type", "content-length", "cache-control", "etag"] {
            assert_eq!(of_head.field(name), said.field(name), "{version:?}");
        }

        let tag = said.field("etag").unwrap();
        let other = "\"AAAA\"";
        let known = |ask: Ask| {
            ask.field("if-none-match", other)
                .field("if-none-match", tag)
        };
        for ask in [known(get(PATH)), known(head())] {
            let again = ask.over(version, &server).await;
            assert_eq!((again.status, &*again.body), (304, ""), "{version:?}");
            assert_eq!(again.field("etag"), Some(tag), "{version:?}");
            assert_eq!(again.field("cache-control"), max_age, "{version:?}");
            assert_eq!(again.field("content-type"), None, "{version:?}");
            // Nor is the length zero (RFC 9110 §8.6).
            assert_eq!(again.field("content-length"), None, "{version:?}");
            assert_eq!(again.field("transfer-encoding"), None, "{version:?}");
        }
        let changed = get(PATH).field("if-none-match", other);
        assert_eq!(changed.over(version, &server).await.body, said.body);
        assert_eq!(post(PATH).over(version, &server).await.status, 405);
    }
}
