use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::net::TcpStream;

use super::Server;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpVersion {
    One,
    Two,
}

impl HttpVersion {
    pub(crate) const BOTH: [Self; 2] = [Self::One, Self::Two];
}

/// A request: what is given is sent, a field given twice is sent twice.
#[derive(Clone)]
pub(crate) struct Ask {
    method: Method,
    path: &'static str,
    fields: HeaderMap,
    body: String,
}

pub(crate) fn get(path: &'static str) -> Ask {
    Ask::new(Method::GET, path)
}

pub(crate) fn post(path: &'static str) -> Ask {
    Ask::new(Method::POST, path)
}

impl Ask {
    pub(crate) fn new(method: Method, path: &'static str) -> Self {
        Self {
            method,
            path,
            fields: HeaderMap::new(),
            body: String::new(),
        }
    }

    pub(crate) fn field(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let value = HeaderValue::from_bytes(value.as_ref()).unwrap();
        self.fields.append(HeaderName::from_static(name), value);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.field("authorization", format!("Bearer {token}"))
    }

    /// The same to another path.
    pub(crate) fn to(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// As a page of the server's own origin sends it.
    pub(crate) fn same_origin(self) -> Self {
        self.field("sec-fetch-site", "same-origin")
    }

    pub(crate) fn body(mut self, content_type: &'static str, body: impl Into<String>) -> Self {
        self.body = body.into();
        self.field("content-type", content_type)
    }

    pub(crate) async fn over(self, version: HttpVersion, server: &Server) -> Said {
        let authority = server.authority();
        let stream = TcpStream::connect(authority).await.unwrap();
        let stream = TokioIo::new(stream);
        let body = Full::<Bytes>::from(self.body);
        let request = Request::builder().method(self.method);
        let mut request = match version {
            HttpVersion::One => request.uri(self.path).header(HOST, authority),
            // Its authority goes with the target, and there is no Host.
            HttpVersion::Two => request.uri(format!("http://{authority}{}", self.path)),
        };
        request.headers_mut().unwrap().extend(self.fields);
        let request = request.body(body).unwrap();
        let response = match version {
            HttpVersion::One => {
                let (mut sender, connection) = http1::handshake(stream).await.unwrap();
                tokio::spawn(connection);
                sender.send_request(request).await
            }
            HttpVersion::Two => {
                let executor = TokioExecutor::new();
                let (mut sender, connection) = http2::handshake(executor, stream).await.unwrap();
                tokio::spawn(connection);
                sender.send_request(request).await
            }
        };
        Said::read(response.unwrap()).await
    }
}

/// The answer.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) body: String,
}

impl Said {
    async fn read(response: Response<Incoming>) -> Self {
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: head.status.as_u16(),
            headers: head.headers,
            body: String::from_utf8(body.into()).unwrap(),
        }
    }

    /// The one value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().unwrap();
        assert!(values.next().is_none(), "{name} comes twice");
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// What every refusal has, and the `error` of its body.
    pub(crate) fn error(&self) -> String {
        assert_eq!(self.field("cache-control"), Some("no-store"), "{self:?}");
        assert_eq!(self.field("content-type"), Some("application/json"));
        self.json()["error"].as_str().unwrap().to_owned()
    }
}
