use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::task::Wake;
use alloc::vec::Vec;
use core::future::poll_fn;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::sync::{Mutex, PoisonError};
use std::thread::Thread;

/// A task that runs concurrently with others.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs a task on a thread of its own, for stores that need no runtime.
pub fn on_threads(task: Task) {
    std::thread::spawn(|| block_on(task));
}

/// Waits for a future on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

struct Results<T> {
    done: Vec<T>,
    waker: Option<Waker>,
}

/// Runs all futures concurrently, and waits for their results.
pub(super) async fn join_all<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    spawn: &(impl Fn(Task) + ?Sized),
    futures: Vec<F>,
) -> Vec<T> {
    let all = futures.len();
    let results = Arc::new(Mutex::new(Results {
        done: Vec::with_capacity(all),
        waker: None,
    }));
    for future in futures {
        let results = Arc::clone(&results);
        spawn(Box::pin(async move {
            let result = future.await;
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.done.push(result);
            if let Some(waker) = results.waker.take() {
                waker.wake();
            }
        }));
    }
    poll_fn(|context| {
        let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
        if results.done.len() == all {
            return Poll::Ready(core::mem::take(&mut results.done));
        }
        results.waker = Some(context.waker().clone());
        Poll::Pending
    })
    .await
}
