//! How often an extractor, the layer and a refusal allocate, counted exactly: beyond what verifying does,
//! and what a response is made of.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::convert::Infallible;
use core::hint::black_box;

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use glassbox::web::Protect;
use glassbox::{HmacKey, Signer, Verifier};
use glassbox_axum::{Bearer, FromCookie, HeadOf, Refusal, require};
use serde::{Deserialize, Serialize};
use tower::{Layer, Service, service_fn};

#[derive(Debug, Serialize, Deserialize)]
struct User {
    username: String,
}

fn key() -> HmacKey {
    HmacKey::hs256([1; 32]).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(key()).audience("app-01")
}

fn protect() -> Protect {
    let protect = Protect::new("app-01", verifier()).or_cookie("__Host-at");
    protect.build().unwrap()
}

fn token() -> String {
    let username = "testAdmin".into();
    let signer = Signer::new(key()).audience("app-01").validity("15m");
    signer.sign(&User { username }).unwrap()
}

fn request(name: &str, value: &str) -> Request {
    let request = Request::builder().uri("http://app.example/me");
    request.header(name, value).body(Body::empty()).unwrap()
}

fn with_token() -> Request {
    request("authorization", &format!("Bearer {}", token()))
}

/// How often a call allocates once it has run twice, each time with an input of its own; what it gives is
/// dropped uncounted.
fn count<I, T>(mut input: impl FnMut() -> I, mut call: impl FnMut(I) -> T) -> u64 {
    drop(black_box(call(input())));
    drop(black_box(call(input())));
    let (third, mut kept) = (input(), None);
    let info = allocation_counter::measure(|| kept = Some(black_box(call(third))));
    drop(kept);
    info.count_total
}

fn verifying() -> u64 {
    let verifier = verifier();
    count(token, |token| verifier.verify::<User>(&token).unwrap())
}

#[test]
fn an_extractor_allocates_what_verifying_does() {
    let protect = protect();
    for (name, value) in [
        ("authorization", format!("Bearer {}", token())),
        ("cookie", format!("a=b; __Host-at={}", token())),
    ] {
        let bearer = count(
            || request(name, &value).into_parts().0,
            |mut parts| {
                let bearer = Bearer::<User>::from_request_parts(&mut parts, &protect);
                bearer.now_or_never().unwrap().unwrap()
            },
        );
        assert_eq!(bearer, verifying(), "{name}");
    }
}

/// How often a service allocates for a request.
fn serving<S>(mut service: S, request: impl Fn() -> Request) -> u64
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let ask = |request| service.call(request).now_or_never().unwrap().unwrap();
    count(request, ask)
}

#[test]
fn a_layer_allocates_four_times_more() {
    let inner = || service_fn(async |request: Request| Ok(request.into_body().into_response()));
    let bare = serving(inner(), with_token);
    let layered = serving(require::<User>(&protect()).layer(inner()), with_token);
    assert_eq!(layered - bare - verifying(), 4);
    // And what is behind it takes the token as it is.
    let protect = protect();
    let state = protect.clone();
    let extracts = service_fn(move |request: Request| {
        let state = state.clone();
        async move {
            let (mut parts, body) = request.into_parts();
            let bearer = Bearer::<User>::from_request_parts(&mut parts, &state);
            let bearer = bearer.await.unwrap();
            assert_eq!(bearer.claims().username, "testAdmin");
            Ok(body.into_response())
        }
    });
    let both = serving(require::<User>(&protect).layer(extracts), with_token);
    assert_eq!(both, layered);
}

#[test]
fn a_refusal_allocates_a_few_times() {
    let protect = protect();
    for (name, request, own, with_response) in [
        ("missing", ("x-other", "1"), 2, 8),
        ("garbage", ("authorization", "Bearer garbage"), 2, 8),
        ("Basic", ("authorization", "Basic YTpi"), 2, 8),
    ] {
        let request = || self::request(request.0, request.1);
        let check = |request: &Request| {
            let refused = protect.check::<User>(&HeadOf::from(request));
            refused.unwrap_err()
        };
        let core = count(request, |request| check(&request).answer());
        assert_eq!(core, own, "{name}");
        let response = |request| Refusal::from(check(&request)).into_response();
        assert_eq!(count(request, response), with_response, "{name}");
    }
}

#[test]
fn a_cookie_is_read_with_one_allocation() {
    let cookie = glassbox::web::TokenCookie::host("rt").build().unwrap();
    let read = count(
        || {
            let request = request("cookie", "a=b; __Host-rt=token");
            let mut parts = request.into_parts().0;
            let site = "same-origin".parse().unwrap();
            parts.headers.insert("sec-fetch-site", site);
            parts
        },
        |mut parts| {
            let from = FromCookie::from_request_parts(&mut parts, &cookie);
            from.now_or_never().unwrap().unwrap()
        },
    );
    assert_eq!(read, 1);
}
