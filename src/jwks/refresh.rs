use alloc::sync::Arc;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::error::JwksError;
use super::flight::Waiting;
use super::inner::Inner;

/// A fetch of the keys that was asked for: a future, for async callers, or [`wait`](Self::wait), for others.
///
/// The fetch begins when it is first polled, or waited for. If it is dropped, the fetch goes on.
#[must_use = "it does nothing until it is awaited, or .wait() is called"]
pub struct Refresh {
    inner: Arc<Inner>,
    waiting: Option<Waiting>,
}

impl Refresh {
    pub(super) const fn new(inner: Arc<Inner>) -> Self {
        Self {
            inner,
            waiting: None,
        }
    }

    /// Blocks until the fetch has ended. In async code, await the value instead.
    ///
    /// # Errors
    /// Why the fetch failed: every [`JwksError`] but those of start-up.
    pub fn wait(mut self) -> Result<(), JwksError> {
        let waiting = self.waiting.take().or_else(|| self.inner.insist());
        let waiting = waiting.ok_or(JwksError::Panic)?;
        waiting.wait().unwrap_or(Err(JwksError::Overdue))
    }
}

impl Future for Refresh {
    type Output = Result<(), JwksError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if this.waiting.is_none() {
            this.waiting = this.inner.insist();
        }
        match &mut this.waiting {
            Some(waiting) => Pin::new(waiting).poll(context),
            None => Poll::Ready(Err(JwksError::Panic)),
        }
    }
}

impl fmt::Debug for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refresh").finish_non_exhaustive()
    }
}
