use alloc::sync::Arc;
use core::fmt;
use core::mem;
use core::pin::Pin;
use core::task::{self, Context, Poll};

use super::error::JwksError;
use super::flight::Waiting;
use super::inner::Inner;

/// A fetch of the keys that was asked for: a future, for async callers, or [`wait`](Self::wait), for others.
///
/// The fetch begins when it is first polled, or waited for; after the one that is on its way, if one is. If
/// it is dropped, the fetch goes on.
#[must_use = "it does nothing until it is awaited, or .wait() is called"]
pub struct Refresh {
    inner: Arc<Inner>,
    waiting: Option<Waiting>,
    /// Whether it has waited for a fetch that began before this one was asked for.
    is_second: bool,
}

impl Refresh {
    pub(super) const fn new(inner: Arc<Inner>) -> Self {
        Self {
            inner,
            waiting: None,
            is_second: false,
        }
    }

    /// Blocks until the fetch has ended. In async code, await the value instead.
    ///
    /// # Errors
    /// Why the fetch failed: every [`JwksError`] but those of start-up.
    pub fn wait(mut self) -> Result<(), JwksError> {
        loop {
            let waiting = match self.waiting.take() {
                Some(waiting) => waiting,
                None => self.inner.insist()?,
            };
            let outcome = self.inner.wait(&waiting);
            if Self::is_answer(&mut self.is_second, &waiting) {
                return outcome;
            }
        }
    }

    /// Whether the outcome of a fetch is that of the one that was asked for. What began before it may lack
    /// what its caller knows of; the one after that began later, whoever began it.
    fn is_answer(is_second: &mut bool, waiting: &Waiting) -> bool {
        !waiting.is_joined() || mem::replace(is_second, true)
    }
}

impl Future for Refresh {
    type Output = Result<(), JwksError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            let waiting = match &mut this.waiting {
                Some(waiting) => waiting,
                none => none.insert(this.inner.insist()?),
            };
            let outcome = task::ready!(Pin::new(&mut *waiting).poll(context));
            if Self::is_answer(&mut this.is_second, waiting) {
                return Poll::Ready(outcome);
            }
            this.waiting = None;
        }
    }
}

impl fmt::Debug for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refresh").finish_non_exhaustive()
    }
}
