//! tonic 0.14: a layer before services of gRPC, which can wait for keys. (An interceptor cannot.)

mod shared;

use glassbox::web::{Answer, Head, Protect};
use http::HeaderValue;
use http::request::Parts;
use shared::{CHALLENGE, INVALID, Issuer, User};
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::server::health_reporter;
use tower::filter::AsyncFilterLayer;

struct HeadOf<'r>(&'r Parts);

impl Head for HeadOf<'_> {
    fn method(&self) -> &str {
        self.0.method.as_str()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        self.0
            .headers
            .get_all(name)
            .iter()
            .map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        let authority = self.0.uri.authority()?;
        Some(authority.as_str().as_bytes())
    }
}

fn status(answer: &Answer) -> Status {
    let code = match answer.status() {
        400 => Code::InvalidArgument,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        503 => Code::Unavailable,
        _ => Code::Internal,
    };
    let mut metadata = MetadataMap::new();
    for (name, value) in answer
        .headers()
        .filter(|(name, _)| *name == "www-authenticate")
    {
        if let Ok(value) = MetadataValue::try_from(value) {
            metadata.append(name, value);
        }
    }
    Status::with_metadata(code, answer.body(), metadata)
}

/// A service's handler finds the token among the extensions of its request.
async fn check<B>(protect: Protect, request: http::Request<B>) -> Result<http::Request<B>, Status> {
    let (mut head, body) = request.into_parts();
    let token = protect.check_async::<User>(&HeadOf(&head)).await;
    let token = token.map_err(|refusal| status(&refusal.answer()))?;
    head.extensions.insert(token);
    Ok(http::Request::from_parts(head, body))
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_over_a_socket() {
    let (_, health) = health_reporter();
    let mut issuer = Issuer::start();
    let protect = issuer.protect();
    let layer = AsyncFilterLayer::new(move |request| check(protect.clone(), request));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder().layer(layer).add_service(health);
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));

    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut client = HealthClient::new(endpoint.connect().await.unwrap());
    let mut ask = async |authorization: &[&str]| {
        let mut request = Request::new(HealthCheckRequest::default());
        for value in authorization {
            let value = MetadataValue::try_from(*value).unwrap();
            request.metadata_mut().append("authorization", value);
        }
        client.check(request).await
    };
    // The first call waits for the keys, and the first with a new key for that one.
    for _ in 0..2 {
        let answer = ask(&[&issuer.good()]).await;
        assert!(answer.is_ok(), "{answer:?}");
        issuer.adds_a_key();
    }
    for (authorization, challenge) in [(&[][..], CHALLENGE), (&["Bearer a.b.c"], INVALID)] {
        let status = ask(authorization).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated);
        assert_eq!(
            status.metadata().get("www-authenticate").unwrap(),
            challenge
        );
    }
    let two = ask(&["Basic YTpi", "Bearer a"]).await.unwrap_err();
    assert_eq!(two.code(), Code::InvalidArgument);
}
