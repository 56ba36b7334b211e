//! tonic 0.14: an interceptor before a service of gRPC.

mod shared;

use glassbox::web::{Answer, Head, Protect};
use http::HeaderValue;
use shared::{CHALLENGE, INVALID, User, good, protect};
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::service::interceptor::InterceptedService;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::server::health_reporter;

/// Calls are always `POST`, and no browser sends them by itself: there is no cookie and no authority.
struct HeadOf<'r>(&'r MetadataMap);

impl Head for HeadOf<'_> {
    fn method(&self) -> &str {
        "POST"
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        let fields: &http::HeaderMap = self.0.as_ref();
        fields.get_all(name).iter().map(HeaderValue::as_bytes)
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
fn check(protect: &Protect, mut request: Request<()>) -> Result<Request<()>, Status> {
    let token = protect.check::<User>(&HeadOf(request.metadata()));
    let token = token.map_err(|refusal| status(&refusal.answer()))?;
    request.extensions_mut().insert(token);
    Ok(request)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_over_a_socket() {
    let (_, health) = health_reporter();
    let protect = protect();
    let service = InterceptedService::new(health, move |request| check(&protect, request));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder().add_service(service);
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
    assert!(ask(&[&good()]).await.is_ok());
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
