use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use glassbox::web::Head;
use glassbox_axum::HeadOf;
use tokio::net::TcpListener;

/// A server on a host of its own, which listens already.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) origin: String,
    pub(crate) router: Router,
    listener: TcpListener,
}

impl Place {
    pub(crate) async fn listen(name: &'static str, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let origin = format!("http://{name}.localhost:{}", listener.local_addr()?.port());
        Ok(Self {
            name,
            origin,
            router: Router::new(),
            listener,
        })
    }

    /// Serves nobody who calls it by another name: anyone's name may point at this address.
    pub(crate) fn answer(&mut self, router: Router) {
        let ours: Arc<str> = self.origin.trim_start_matches("http://").into();
        self.router = router.layer(from_fn_with_state(ours, only_by_name));
    }

    pub(crate) async fn serve(self) -> io::Result<()> {
        axum::serve(self.listener, self.router).await
    }
}

async fn only_by_name(State(ours): State<Arc<str>>, request: Request, next: Next) -> Response {
    let head = HeadOf::from(&request);
    let called = head.authority().or_else(|| head.values("host").next());
    if called == Some(ours.as_bytes()) {
        return next.run(request).await;
    }
    StatusCode::MISDIRECTED_REQUEST.into_response()
}
