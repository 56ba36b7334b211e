use core::fmt;
use core::future::{Ready, ready};
use core::pin::Pin;
use core::task::{self, Context, Poll};
use std::sync::Arc;

use axum_core::response::{IntoResponse, Response};
use glassbox::Token;
use glassbox::web::{Protect, Refusal, Scoped};
use http::Request;
use pin_project_lite::pin_project;
use serde::de::DeserializeOwned;
use tower_layer::Layer;
use tower_service::Service;

use super::bearer::Verified;
use super::head::HeadOf;
use super::response::response;

type Judge<C> = fn(&Protect, &Token<C>, &'static str) -> Result<(), Refusal>;

/// A layer that lets only requests with a valid access token through. The handlers' extractors
/// ([`Bearer`](super::Bearer), [`Permit`](super::Permit)) of the same `Protect` and `C` find the token
/// verified.
///
/// Use `.route_layer(..)`: with `.layer(..)` unknown paths would be answered with 401 in the place of 404.
/// A layer for CORS goes around this one: a browser's preflight request has no token.
///
/// ```
/// # use axum::{Router, routing::post};
/// # use serde_json::Value;
/// fn reports(protect: &glassbox::web::Protect) -> Router {
///     Router::new()
///         .route("/reports", post(async || "written"))
///         .route_layer(glassbox_axum::require::<Value>(protect).scope("reports:write"))
/// }
/// ```
#[must_use]
pub fn require<C>(protect: &Protect) -> RequireLayer<C> {
    RequireLayer {
        protect: protect.clone(),
        scopes: Arc::default(),
    }
}

/// The layer that [`require`] makes.
pub struct RequireLayer<C> {
    protect: Protect,
    scopes: Arc<Vec<(&'static str, Judge<C>)>>,
}

impl<C: Scoped> RequireLayer<C> {
    /// Also requires that the token has a scope of this name. Called again, it requires both.
    #[must_use]
    pub fn scope(mut self, name: &'static str) -> Self {
        Arc::make_mut(&mut self.scopes).push((name, Protect::permit::<C>));
        self
    }
}

impl<C: DeserializeOwned> RequireLayer<C> {
    fn check<B>(&self, request: &Request<B>) -> Result<Token<C>, Refusal> {
        let token = self.protect.check(&HeadOf::from(request))?;
        for (name, permit) in self.scopes.iter() {
            permit(&self.protect, &token, name)?;
        }
        Ok(token)
    }
}

impl<C> Clone for RequireLayer<C> {
    fn clone(&self) -> Self {
        Self {
            protect: self.protect.clone(),
            scopes: Arc::clone(&self.scopes),
        }
    }
}

impl<C> fmt::Debug for RequireLayer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scopes: Vec<_> = self.scopes.iter().map(|(name, _)| name).collect();
        write!(f, "RequireLayer({:?}, {scopes:?})", self.protect)
    }
}

impl<S, C> Layer<S> for RequireLayer<C> {
    type Service = Require<S, C>;

    fn layer(&self, inner: S) -> Require<S, C> {
        Require {
            layer: self.clone(),
            inner,
        }
    }
}

/// The service that [`RequireLayer`] puts around another.
#[derive(Debug)]
pub struct Require<S, C> {
    layer: RequireLayer<C>,
    inner: S,
}

impl<S: Clone, C> Clone for Require<S, C> {
    fn clone(&self) -> Self {
        Self {
            layer: self.layer.clone(),
            inner: self.inner.clone(),
        }
    }
}

impl<S, C, B> Service<Request<B>> for Require<S, C>
where
    S: Service<Request<B>>,
    S::Response: IntoResponse,
    C: DeserializeOwned + Send + Sync + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let state = match self.layer.check(&request) {
            Ok(token) => {
                let by = self.layer.protect.clone();
                let verified = Arc::new(Verified { by, token });
                request.extensions_mut().insert(verified);
                let future = self.inner.call(request);
                State::Passed { future }
            }
            Err(refusal) => {
                let response = ready(response(refusal.answer()));
                State::Refused { response }
            }
        };
        ResponseFuture { state }
    }
}

pin_project! {
    /// The response of the inner service, or the answer to a refusal.
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[derive(Debug)]
    #[project = StatePinned]
    enum State<F> {
        Passed { #[pin] future: F },
        Refused { #[pin] response: Ready<Response> },
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().state.project() {
            StatePinned::Passed { future } => {
                let passed = task::ready!(future.poll(context));
                Poll::Ready(passed.map(IntoResponse::into_response))
            }
            StatePinned::Refused { response } => response.poll(context).map(Ok),
        }
    }
}
