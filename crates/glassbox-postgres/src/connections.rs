//! Connections that return to the pool only when the server has finished their work.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use deadpool_postgres::{Client, Pool, PoolError, Timeouts};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A pool, and as many slots as it has connections. A slot is free when its statement has ended, or its
/// connection is closed. If it were free as soon as the caller gives up, a server that hangs would get
/// ever more connections.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(crate) pool: Pool,
    slots: Arc<Semaphore>,
}

impl Connections {
    pub(crate) fn of(pool: Pool) -> Self {
        let slots = Arc::new(Semaphore::new(pool.status().max_size));
        Self { pool, slots }
    }

    /// Waits for a free connection. The caller may give up at any time.
    pub(crate) async fn take(&self) -> Result<Connection, PoolError> {
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|_| PoolError::Closed)?;
        let pool = self.pool.clone();
        let mut taking = Box::pin(async move {
            let client = without_timeouts(&pool).await?;
            Ok(Connection {
                held: Arc::new((client, slot)),
                runtime: Handle::current(),
                is_answered: false,
            })
        });
        // An idle connection is there at once.
        let once = poll_fn(|context| Poll::Ready(taking.as_mut().poll(context)));
        if let Poll::Ready(taken) = once.await {
            return taken;
        }
        // Otherwise a task of its own takes it: once it has begun, a silent server may make a
        // connection, whether the caller still waits or not. The task is lost only when the runtime
        // ends.
        let taken = tokio::spawn(taking).await;
        taken.map_err(|_| PoolError::Closed)?
    }
}

/// A connection of the pool, without the pool's timeouts for making it: they would end the wait, and
/// not the work of the server.
pub(crate) async fn without_timeouts(pool: &Pool) -> Result<Client, PoolError> {
    let timeouts = Timeouts {
        create: None,
        recycle: None,
        ..pool.timeouts()
    };
    pool.timeout_get(&timeouts).await
}

/// A connection, and its slot.
pub(crate) struct Connection {
    held: Arc<(Client, OwnedSemaphorePermit)>,
    runtime: Handle,
    is_answered: bool,
}

impl Connection {
    pub(crate) fn client(&self) -> &Client {
        &self.held.0
    }

    /// Gives it back: the server has nothing more to do for it.
    pub(crate) fn give_back(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Connection {
    /// If its caller gave up (a timeout, or the caller is gone), a task holds it until the server has
    /// answered. The server answers in order, so the task sends one more query and waits for its
    /// answer; a query under way also makes the system notice a server that is gone. The statement is
    /// not cancelled: a statement that waits for its replica would then count as done.
    fn drop(&mut self) {
        if !self.is_answered {
            let held = Arc::clone(&self.held);
            self.runtime.spawn(async move {
                // An error is an end, too: the pool checks connections that come back.
                drop(held.0.simple_query("").await);
                drop(held);
            });
        }
    }
}
