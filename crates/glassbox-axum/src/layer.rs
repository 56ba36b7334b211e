use core::fmt;
use core::future::{Ready, ready};
use core::mem;
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

impl<C: DeserializeOwned + Send + Sync + 'static> RequireLayer<C> {
    fn check<B>(&self, request: &mut Request<B>) -> Result<(), Refusal> {
        let token = self.protect.check(&HeadOf::from(&*request))?;
        self.admit(request, token)
    }

    /// As `check`, and waits for keys that are fetched.
    async fn check_async<B>(&self, request: &mut Request<B>) -> Result<(), Refusal> {
        let head = HeadOf::from(&*request);
        let token = self.protect.check_async(&head).await?;
        self.admit(request, token)
    }

    /// Hands a verified token to the extractors, if it has the scopes.
    fn admit<B>(&self, request: &mut Request<B>, token: Token<C>) -> Result<(), Refusal> {
        for (name, permit) in self.scopes.iter() {
            permit(&self.protect, &token, name)?;
        }
        let by = self.protect.clone();
        request
            .extensions_mut()
            .insert(Arc::new(Verified { by, token }));
        Ok(())
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
    S: Service<Request<B>> + Clone + Send + 'static,
    S::Response: IntoResponse,
    C: DeserializeOwned + Send + Sync + 'static,
    B: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let state = if self.layer.protect.fetches_keys() {
            let layer = self.layer.clone();
            // The one that is called is the one that said that it is ready.
            let later = self.inner.clone();
            let mut inner = mem::replace(&mut self.inner, later);
            let check = async move {
                layer.check_async(&mut request).await?;
                Ok(inner.call(request))
            };
            let check = Box::pin(check);
            State::Checking { check }
        } else {
            match self.layer.check(&mut request) {
                Ok(()) => {
                    let future = self.inner.call(request);
                    State::Passed { future }
                }
                Err(refusal) => State::refused(&refusal),
            }
        };
        ResponseFuture { state }
    }
}

pin_project! {
    /// The response of the inner service, or the answer to a refusal.
    pub struct ResponseFuture<F> {
        #[pin]
        state: State<F>,
    }
}

pin_project! {
    #[project = StatePinned]
    enum State<F> {
        Checking { check: Check<F> },
        Passed { #[pin] future: F },
        Refused { #[pin] response: Ready<Response> },
    }
}

impl<F> State<F> {
    fn refused(refusal: &Refusal) -> Self {
        let response = ready(response(refusal.answer()));
        Self::Refused { response }
    }
}

/// Waits for keys, and gives the future of the inner service. It is boxed, as only whoever fetches keys
/// needs it.
type Check<F> = Pin<Box<dyn Future<Output = Result<F, Refusal>> + Send>>;

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<R, E>>,
    R: IntoResponse,
{
    type Output = Result<Response, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let mut state = self.as_mut().project().state;
            match state.as_mut().project() {
                StatePinned::Checking { check } => {
                    let checked = task::ready!(check.as_mut().poll(context));
                    state.set(match checked {
                        Ok(future) => State::Passed { future },
                        Err(refusal) => State::refused(&refusal),
                    });
                }
                StatePinned::Passed { future } => {
                    let passed = task::ready!(future.poll(context));
                    return Poll::Ready(passed.map(IntoResponse::into_response));
                }
                StatePinned::Refused { response } => return response.poll(context).map(Ok),
            }
        }
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
