//! The last second of a session: no token is given that nobody would take.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use glassbox::session::{Grace, MemoryStore, NewSession, Sessions};
use glassbox::time::Clock;
use glassbox::{NumericDate, Verifier};
use serde_json::Value;

use super::support::{access_key, block_on, browser, code, refresh_key, signer};
use crate::support::{NOW, at};

/// Each look at it takes a second.
#[derive(Clone)]
struct Ticking(Arc<AtomicI64>);

impl Clock for Ticking {
    fn now(&self) -> NumericDate {
        at(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

fn sessions(clock: &Ticking, lifetime: u64) -> Sessions<MemoryStore> {
    Sessions::builder(signer(), refresh_key(), MemoryStore::new())
        .clock(clock.clone())
        .lifetime(Duration::from_secs(lifetime))
        .grace(Grace::Strict)
        .build()
        .unwrap()
}

fn new() -> NewSession {
    NewSession::new("42", browser())
}

#[test]
fn a_session_that_is_over_while_it_begins_gives_no_token() {
    let clock = Ticking(Arc::new(AtomicI64::new(NOW)));
    let login = block_on(sessions(&clock, 1).login(new()));
    assert_eq!(code(login), "session_expired");
}

#[test]
fn a_session_that_ends_while_it_is_refreshed_gives_no_token() {
    let mut outcomes = vec![];
    for left in 0..10 {
        let clock = Ticking(Arc::new(AtomicI64::new(NOW)));
        let sessions = sessions(&clock, 100);
        let login = block_on(sessions.login(new())).unwrap();
        let end = login.session().expires_at().seconds();
        clock.0.store(end - left, Ordering::SeqCst);
        let refreshed = block_on(sessions.refresh(login.refresh_token(), &browser()));
        if let Ok(refreshed) = &refreshed {
            let last = at(refreshed.access_expires_at().seconds() - 1);
            let verifier = Verifier::new(access_key());
            let token = verifier.at(last).verify::<Value>(refreshed.access_token());
            assert!(token.unwrap().into_claims()["iat"].as_i64() <= Some(last.seconds()));
        }
        outcomes.push(refreshed.map_or_else(|error| error.code(), |_| "granted"));
    }
    // A second is for the decision, the next for the token.
    assert_eq!(outcomes[..2], ["session_expired", "session_expired"]);
    assert!(
        outcomes[2..].iter().all(|outcome| *outcome == "granted"),
        "{outcomes:?}"
    );
}
