//! Killed with SIGKILL, all its processes at once, while clients rotate: what was acknowledged is
//! there when it comes back, and a client that never saw its answer asks again and gets it.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use glassbox::NumericDate;
use glassbox::session::{ClientAction, NewSession, Presenter, SessionId, SessionStore};
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;

use super::support::{Postgres, START, Server, browser, sessions};

const LANES: usize = 4;
const KILLS: usize = 12;

/// A client: its token, how often that was rotated, and whom it saw logged out.
struct Lane {
    server: Server,
    clock: FixedClock,
    id: SessionId,
    token: String,
    generation: u64,
    logged_out: Vec<String>,
}

impl Lane {
    async fn new(store: &PostgresStore) -> Self {
        let clock = FixedClock::new(NumericDate::from_seconds(START));
        let server = sessions(store.clone(), &clock);
        let login = server.login(NewSession::new("lane", browser())).await;
        let login = login.unwrap();
        Self {
            server,
            clock,
            id: *login.session().id(),
            token: login.into_tokens().1,
            generation: 0,
            logged_out: Vec::new(),
        }
    }

    /// Rotates until the server is gone, and logs somebody out now and then.
    async fn run(mut self, acknowledged: Arc<AtomicU64>) -> Self {
        loop {
            self.clock.advance(Duration::from_secs(60));
            let refreshed = match self.server.refresh(&self.token, &browser()).await {
                Ok(refreshed) => refreshed,
                Err(error) => {
                    assert_eq!(error.client_action(), ClientAction::Retry, "{error}");
                    return self;
                }
            };
            self.generation = refreshed.session().generation();
            self.token = refreshed.into_tokens().1;
            acknowledged.fetch_add(1, Ordering::Relaxed);
            if self.generation.is_multiple_of(5) {
                let subject = format!("{} {}", self.id, self.generation);
                let client = self.id.to_string();
                let new = NewSession::new(subject.as_str(), Presenter::public(&client));
                let Ok(login) = self.server.login(new).await else {
                    return self;
                };
                let token = login.into_tokens().1;
                let revoked = match self.generation / 5 % 4 {
                    0 => self.server.logout(&token).await.map(drop),
                    1 => self.server.revoke_subject(&subject).await,
                    2 => self.server.revoke_subject_at(&subject, &client).await,
                    _ => self.server.revoke_client(&client).await,
                };
                if revoked.is_err() {
                    return self;
                }
                self.logged_out.push(token);
            }
        }
    }

    /// What it finds when the server is back; how many rotations it had not been told of.
    async fn check(&mut self, store: &PostgresStore) -> u64 {
        let row = store.load(&self.id).await.unwrap().unwrap().session;
        let unseen = row.generation().checked_sub(self.generation);
        let unseen = unseen.expect("an acknowledged rotation is lost");
        assert!(unseen <= 1, "rotated {unseen} times unseen");
        // It asks at the instant of the last rotation, and once more.
        self.clock.set(row.rotated_at());
        let again = self.server.refresh(&self.token, &browser()).await.unwrap();
        let twice = self.server.refresh(&self.token, &browser()).await.unwrap();
        assert_eq!(again.session(), &row);
        assert_eq!(again.refresh_token(), twice.refresh_token());
        assert_eq!(again.refresh_token() == self.token, unseen == 0);
        (self.generation, self.token) = (row.generation(), again.into_tokens().1);
        for token in self.logged_out.drain(..) {
            let by = Presenter::public(self.id.to_string());
            let refused = self.server.refresh(&token, &by).await.unwrap_err();
            assert_eq!(refused.code(), "session_revoked");
        }
        unseen
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let mut server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        lanes.push(Lane::new(&store).await);
    }
    let (mut rotations, mut revocations, mut unseen) = (0, 0, 0);
    for round in 0..KILLS {
        let acknowledged = Arc::new(AtomicU64::new(0));
        let running = lanes
            .drain(..)
            .map(|lane| tokio::spawn(lane.run(acknowledged.clone())));
        let running: Vec<_> = running.collect();
        let enough = 5 + RandomState::new().hash_one(round) % 60;
        while acknowledged.load(Ordering::Relaxed) < enough {
            let has_stopped = running.iter().any(|lane| lane.is_finished());
            assert!(!has_stopped, "a client stopped, and the server runs");
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
        server.kill();
        for lane in running {
            lanes.push(lane.await.unwrap());
        }
        let revoked: usize = lanes.iter().map(|lane| lane.logged_out.len()).sum();
        server.start_again();
        // It had crashed, and came back.
        let crashes = server.log().matches("was not properly shut down").count();
        assert_eq!(crashes, round + 1, "{}", server.log());
        for lane in &mut lanes {
            unseen += lane.check(&store).await;
        }
        rotations += acknowledged.load(Ordering::Relaxed);
        revocations += revoked;
    }
    println!(
        "the server was killed and came back {KILLS} times: {rotations} rotations and {revocations} \
         revocations acknowledged, none lost; {unseen} rotations whose answer nobody saw were \
         answered again"
    );
}
