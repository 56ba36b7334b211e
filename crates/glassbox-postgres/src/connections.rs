//! Connections that are not given back to the pool while the server works for them.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use deadpool_postgres::{Client, Pool, PoolError, Timeouts};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A pool, and as many slots as it has connections. A slot is free when its statement has ended, or
/// its connection is closed: were it free when nobody waits any more, a server that hangs would be
/// asked for ever more connections.
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

    /// One of them, when there is one. Whoever waits may give up at any time.
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
        // One that is idle is there at once.
        let once = poll_fn(|context| Poll::Ready(taking.as_mut().poll(context)));
        if let Poll::Ready(taken) = once.await {
            return taken;
        }
        // Otherwise in a task of its own: once it is begun, a server that is silent may make a
        // connection, whether anybody waits for it or not. It is lost when the runtime ends, and only
        // then.
        let taken = tokio::spawn(taking).await;
        taken.map_err(|_| PoolError::Closed)?
    }
}

/// A connection of the pool, without the pool's own timeouts for its making: they would end the wait,
/// and not what the server does.
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

    /// The server has nothing more to do for it.
    pub(crate) fn give_back(mut self) {
        self.is_answered = true;
    }
}

impl Drop for Connection {
    /// It was given up, by a timeout or by a caller who is gone. What is asked last is answered last,
    /// and a question under way makes the system notice a server that is no longer there. To cancel
    /// the statement would be no kindness: one that waits for its replica would count as done.
    fn drop(&mut self) {
        if !self.is_answered {
            let held = Arc::clone(&self.held);
            self.runtime.spawn(async move {
                // An error is an end, too: the pool looks at what comes back.
                drop(held.0.simple_query("").await);
                drop(held);
            });
        }
    }
}
