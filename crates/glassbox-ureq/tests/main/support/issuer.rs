//! An issuer's server: axum, in a runtime of its own.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Identity;

/// What is at an address.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    status: StatusCode,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Page {
    pub(crate) fn new(status: u16, body: impl ToString) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers: Vec::new(),
            body: body.to_string(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    /// 304 to who has it (RFC 9110 section 13.1.2).
    fn answer(&self, asked: &HeaderMap) -> Response<Body> {
        let known = asked.get(header::IF_NONE_MATCH);
        let known = known.and_then(|tag| tag.to_str().ok());
        let fits = |(name, value): &(&str, String)| *name == "etag" && known == Some(value);
        let is_known = self.headers.iter().any(fits);
        let mut answer = Response::builder().status(match is_known {
            true => StatusCode::NOT_MODIFIED,
            false => self.status,
        });
        for (name, value) in &self.headers {
            answer = answer.header(*name, value);
        }
        let body = if is_known { "" } else { &self.body };
        answer.body(Body::from(body.to_owned())).unwrap()
    }
}

#[derive(Default)]
struct Desk {
    pages: Mutex<HashMap<String, Page>>,
    asked: Mutex<Vec<HeaderMap>>,
    came: Condvar,
}

pub(crate) struct Issuer {
    scheme: &'static str,
    address: SocketAddr,
    desk: Arc<Desk>,
    open: watch::Sender<bool>,
    /// `None` once it is stopped.
    runtime: Option<Runtime>,
}

impl Issuer {
    pub(crate) fn start() -> Self {
        Self::listen("http", |listener, app| async {
            axum::serve(listener, app).await
        })
    }

    pub(crate) fn over_tls(identity: Identity) -> Self {
        Self::listen("https", |listener, app| async {
            let acceptor = TlsAcceptor::from(identity);
            axum::serve(Tls { listener, acceptor }, app).await
        })
    }

    fn listen<F>(scheme: &'static str, serve: impl FnOnce(TcpListener, Router) -> F) -> Self
    where
        F: Future<Output = std::io::Result<()>> + Send + 'static,
    {
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        let desk = Arc::new(Desk::default());
        let (open, is_open) = watch::channel(true);
        let app = Router::new()
            .fallback(answer)
            .with_state((desk.clone(), is_open));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let of_runtime = runtime.enter();
        let listener = TcpListener::from_std(listener).unwrap();
        drop(of_runtime);
        runtime.spawn(serve(listener, app));
        Self {
            scheme,
            address,
            desk,
            open,
            runtime: Some(runtime),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.url_of("127.0.0.1", path)
    }

    pub(crate) fn url_of(&self, host: &str, path: &str) -> String {
        format!("{}://{host}:{}{path}", self.scheme, self.address.port())
    }

    pub(crate) fn publish(&self, path: &str, page: Page) {
        let mut pages = self.desk.pages.lock().unwrap();
        pages.insert(path.to_owned(), page);
    }

    /// The headers of each request until now.
    pub(crate) fn asked(&self) -> Vec<HeaderMap> {
        self.desk.asked.lock().unwrap().clone()
    }

    /// Requests wait from now on, until `release`.
    pub(crate) fn hold(&self) {
        self.open.send_replace(false);
    }

    pub(crate) fn release(&self) {
        self.open.send_replace(true);
    }

    /// Until `count` requests have come, counted from the first.
    pub(crate) fn wait_for(&self, count: usize) {
        let asked = self.desk.asked.lock().unwrap();
        let missing = |asked: &mut Vec<HeaderMap>| asked.len() < count;
        drop(self.desk.came.wait_while(asked, missing).unwrap());
    }
}

/// It closes its port.
impl Drop for Issuer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn answer(
    State((desk, mut is_open)): State<(Arc<Desk>, watch::Receiver<bool>)>,
    request: Request<Body>,
) -> Response<Body> {
    desk.asked.lock().unwrap().push(request.headers().clone());
    desk.came.notify_all();
    is_open.wait_for(|open| *open).await.unwrap();
    let page = desk
        .pages
        .lock()
        .unwrap()
        .get(request.uri().path())
        .cloned();
    let page = page.unwrap_or_else(|| Page::new(404, "nothing is here"));
    page.answer(request.headers())
}

struct Tls {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
