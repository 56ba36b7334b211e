//! What an operator is told: one event for each outcome, and nothing secret in it.
//!
//! A binary of its own, and one test at a time: `tracing` remembers of each event whether anybody
//! listened when it was first met, on whichever thread.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    dead_code,
    unreachable_pub
)]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use glassbox::session::{Grace, MemoryStore, NewSession, Presenter, Refreshed, SessionStore};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[path = "support/mod.rs"]
mod support;

#[path = "sessions/support.rs"]
mod servers;

#[path = "sessions/failing.rs"]
mod failing;

use servers::{DAY, Server, block_on, browser, server, server_over, server_with};

/// Writes each event as a line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        write!(self.0, " {}={value}", field.name()).unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("glassbox::")
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        panic!("no spans are promised")
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut log = self.0.lock().unwrap();
        log.push_str(event.metadata().level().as_str());
        event.record(&mut Line(&mut log));
        log.push('\n');
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Nobody else makes events meanwhile.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The events of what is done, `SID` for the id of a session.
fn events<S>(of: Option<&Refreshed>, done: impl FnOnce() -> S) -> String {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), done);
    let log = log.0.lock().unwrap().clone();
    let sid = of.map(|of| of.session().id().to_string());
    let log = match sid {
        Some(sid) => log.replace(&sid, "SID"),
        None => log,
    };
    for secret in ["eyJ", "42-alice", "testAdmin", "Firefox"] {
        assert!(!log.contains(secret), "{log}");
    }
    log
}

fn login<S: SessionStore>(server: &Server<S>) -> Refreshed {
    let new = NewSession::new("42-alice", browser()).label("Firefox");
    let new = new.detail(&json!({"username": "testAdmin"}));
    block_on(server.sessions.login(new)).unwrap()
}

/// The events of a refresh with a token, `passed` seconds later.
fn refresh(server: &Server, of: &Refreshed, passed: u64) -> String {
    server.pass(passed);
    events(Some(of), || server.refresh(of.refresh_token()))
}

#[test]
fn a_life_from_login_to_logout() {
    let _alone = alone();
    let server = server();
    let mut of = None;
    let said = events(None, || of = Some(login(&server)));
    let of = of.unwrap();
    let sid = of.session().id().to_string();
    let expected = "INFO action=login outcome=login session=SID\n";
    assert_eq!(said.replace(&sid, "SID"), expected);
    for (passed, level, outcome) in [
        (0, "INFO", "same"),
        (60, "INFO", "rotated"),
        (5, "WARN", "replayed"),
    ] {
        let expected = format!("{level} action=refresh outcome={outcome} session=SID\n");
        assert_eq!(refresh(&server, &of, passed), expected);
    }
    let logout = |token: &str| events(Some(&of), || block_on(server.sessions.logout(token)));
    for (token, outcome) in [
        (of.refresh_token(), "done session=SID"),
        (of.refresh_token(), "ended_before session=SID"),
        (
            of.access_token(),
            "invalid_token error=not a refresh token of this server: its type (typ) is not \
             rt+jwt: did the client send its access token instead?",
        ),
    ] {
        let expected = format!("INFO action=logout outcome={outcome}\n");
        assert_eq!(logout(token), expected);
    }
    let expected = "INFO action=refresh outcome=session_revoked session=SID error=the session was \
                    revoked\n";
    assert_eq!(refresh(&server, &of, 0), expected);
}

#[test]
fn what_may_be_theft_is_a_warning() {
    let _alone = alone();
    let server = server();
    let of = login(&server);
    let next = server.rotate(of.refresh_token());
    server.rotate(next.refresh_token());
    let said = refresh(&server, &of, 0);
    let expected = "WARN action=refresh outcome=refresh_token_reuse session=SID error=";
    assert!(said.starts_with(expected), "{said}");

    let of = login(&server);
    let other = Presenter::public("other");
    let said = events(Some(&of), || {
        block_on(server.sessions.refresh(of.refresh_token(), &other)).unwrap_err()
    });
    let expected = "WARN action=refresh outcome=binding_mismatch session=SID error=";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn what_the_store_lost_is_a_warning() {
    let _alone = alone();
    for (adopts, outcome) in [(false, "store_behind"), (true, "adopted")] {
        let server = server_with(|builder| match adopts {
            true => builder.adopt_ahead(),
            false => builder,
        });
        let of = login(&server);
        let before = server.row(&of);
        let next = server.rotate(of.refresh_token());
        let version = server.row(&of).version();
        assert!(block_on(server.store.swap(version, &before)).unwrap());
        let said = refresh(&server, &next, 60);
        let expected = format!("WARN action=refresh outcome={outcome} session=SID");
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn refusals_and_failures_have_their_levels() {
    let _alone = alone();
    let full = server_over(Arc::new(MemoryStore::with_limit(1)), |builder| builder);
    let of = login(&full);
    let again = NewSession::new("42-alice", browser());
    let said = events(None, || block_on(full.sessions.login(again)));
    let expected = "ERROR action=login outcome=store_full error=the store is full: raise its \
        limit, or prune sessions that are over\n";
    assert_eq!(said, expected);
    let said = events(Some(&of), || {
        let presented = block_on(full.sessions.present(of.refresh_token(), &browser()));
        block_on(presented.unwrap().grant(&json!({"sub": "43"})))
    });
    assert!(
        said.starts_with("ERROR action=refresh outcome=not_signed session=SID"),
        "{said}"
    );

    let text = "INFO action=refresh outcome=invalid_token error=";
    for token in [of.access_token(), "eyJ"] {
        let said = events(None, || full.refresh(token));
        assert!(said.starts_with(text), "{said}");
    }
    let said = refresh(&full, &of, 10 * DAY);
    let expected = "INFO action=refresh outcome=session_expired session=SID";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn presenting_says_what_was_refused_and_granting_what_was_done() {
    let _alone = alone();
    let server = servers::with_grace(Grace::Strict);
    let of = login(&server);
    let present = || block_on(server.sessions.present(of.refresh_token(), &browser()));
    let mut presented = None;
    assert_eq!(events(Some(&of), || presented = present().ok()), "");
    let said = events(Some(&of), || block_on(presented.unwrap().grant(&json!({}))));
    assert_eq!(said, "INFO action=refresh outcome=rotated session=SID\n");
    let said = events(Some(&of), || present().unwrap_err());
    let expected = "WARN action=refresh outcome=refresh_token_reuse session=SID";
    assert!(said.starts_with(expected), "{said}");
    let lost = "(one behind, 0s after it was spent: perhaps a lost answer; see Grace)\n";
    assert!(said.ends_with(lost), "{said}");

    let of = login(&server);
    let presented = block_on(server.sessions.present(of.refresh_token(), &browser())).unwrap();
    let said = events(Some(&of), || block_on(presented.revoke("locked")));
    assert_eq!(said, "INFO action=revoke outcome=done session=SID\n");
}

/// What it finds is no outcome of a session.
#[test]
fn a_look_says_only_that_the_store_failed() {
    let _alone = alone();
    let server = server_over(failing::Failing::new(false), |builder| builder);
    let of = login(&server);
    let look = |token: &str| events(Some(&of), || block_on(server.sessions.introspect(token)));
    assert_eq!(look(of.refresh_token()), "");
    assert_eq!(look(of.access_token()), "");
    server.store.fail_after(0);
    let expected = "ERROR action=introspect outcome=store_unavailable session=SID error=the store \
                    could not be asked: the line is cut\n";
    assert_eq!(look(of.refresh_token()), expected);
}

/// The text of such an error is the type's own.
#[test]
fn claims_that_cannot_be_written_are_not_quoted() {
    struct Talkative;
    impl serde::Serialize for Talkative {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no role for alice\nERROR forged"))
        }
    }
    let _alone = alone();
    let server = servers::with_grace(Grace::Strict);
    let of = login(&server);
    let presented = block_on(server.sessions.present(of.refresh_token(), &browser())).unwrap();
    let said = events(Some(&of), || {
        block_on(presented.grant(&Talkative)).unwrap_err()
    });
    assert_eq!(
        said,
        "ERROR action=refresh outcome=not_signed session=SID\n"
    );
}

#[test]
fn what_operators_and_limits_end() {
    let _alone = alone();
    let server = server_with(|builder| builder.limit_per_client(1));
    let of = login(&server);
    server.pass(60);
    let said = events(Some(&of), || login(&server));
    let mut lines = said.lines();
    let expected = "INFO action=limit_per_client outcome=done session=SID";
    assert_eq!(lines.next(), Some(expected));
    let line = lines.next().unwrap();
    assert!(
        line.starts_with("INFO action=login outcome=login"),
        "{line}"
    );
    assert_eq!(lines.next(), None);

    let of = login(&server);
    let id = of.session().id();
    let sessions = &server.sessions;
    let told = |action: &str, done: &dyn Fn()| {
        let said = events(Some(&of), done);
        let expected = format!("INFO action={action}\n");
        assert_eq!(said, expected);
    };
    told("revoke_others outcome=done session=SID", &|| {
        block_on(sessions.revoke_others("42-alice", id))
            .map(drop)
            .unwrap();
    });
    for outcome in ["done", "ended_before"] {
        told(&format!("revoke outcome={outcome} session=SID"), &|| {
            block_on(sessions.revoke_session("42-alice", id))
                .map(drop)
                .unwrap();
        });
    }
    told("revoke outcome=unknown_session session=SID", &|| {
        block_on(sessions.revoke_session("43", id))
            .map(drop)
            .unwrap();
    });
    told("revoke_subject outcome=done", &|| {
        block_on(sessions.revoke_subject("42-alice")).unwrap();
    });
    told("revoke_subject_at outcome=done", &|| {
        block_on(sessions.revoke_subject_at("42-alice", "42-alice")).unwrap();
    });
    told("revoke_client outcome=done", &|| {
        block_on(sessions.revoke_client("42-alice")).unwrap();
    });
    told("revoke_all outcome=done", &|| {
        block_on(sessions.revoke_all()).unwrap();
    });
    told("prune outcome=done", &|| {
        block_on(sessions.prune(1)).map(drop).unwrap();
    });
}

/// The user is in, and it is the operator who is told.
#[test]
fn a_limit_that_could_not_be_kept() {
    let _alone = alone();
    let store = failing::Failing::new(false);
    let server = server_over(store.clone(), |builder| builder);
    // What follows the stamp: a look at those that live.
    store.fail_after(1);
    let said = events(None, || login(&server));
    let (limit, login) = said.split_once('\n').unwrap();
    let expected = "ERROR action=limit_per_client outcome=store_unavailable error=the store could \
                    not be asked: the line is cut";
    assert_eq!(limit, expected);
    assert!(login.starts_with("INFO action=login outcome=login"));
}

#[test]
fn a_last_look_that_failed() {
    let _alone = alone();
    let store = failing::Failing::new(false);
    let server = server_over(store.clone(), |builder| builder.limit_per_client(1));
    login(&server);
    server.pass(60);
    // What comes before it: the stamp, two looks at those that live, the insert between them, and the
    // load and swap of what goes.
    store.fail_after(6);
    let said = events(None, || login(&server));
    let outcomes: Vec<_> = said.lines().collect();
    assert_eq!(outcomes.len(), 3, "{said}");
    assert!(outcomes[0].starts_with("INFO action=limit_per_client outcome=done"));
    assert!(outcomes[1].starts_with("ERROR action=limit_per_client outcome=store_unavailable"));
    assert!(outcomes[2].starts_with("INFO action=login outcome=login"));
}

/// Those of a fetch come from its own thread; this one comes from the caller's.
#[cfg(feature = "jwks")]
#[test]
fn what_happens_to_keys_from_elsewhere() {
    use glassbox::jwk::JwkSet;
    use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
    use glassbox::{Algorithm, PrivateKey, Signer, Verifier};

    struct Published(Vec<u8>);
    impl Transport for Published {
        fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
            Ok(Response::new(200, self.0.clone()))
        }
    }
    let _alone = alone();
    let [known, unknown] = ["a", "b"].map(|id| {
        let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        key.with_key_id(id)
    });
    let set = JwkSet::of([&known.public_key()]);
    let published = Published(serde_json::to_vec(&set).unwrap());
    let keys = RemoteKeys::new("https://issuer.example/", published).unwrap();
    let verifier = Verifier::new(keys.clone());
    let text = Signer::new(unknown)
        .validity("15m")
        .sign(&json!({}))
        .unwrap();
    let refused = || {
        keys.verify_blocking::<serde_json::Value>(&verifier, &text)
            .unwrap_err()
    };
    // With one subscriber alone, `tracing` asks that of the thread where the event is first met.
    let _another = tracing::Dispatch::new(Log::default());
    // It waits for the fetch that it began, and is refused without another one.
    let said = events(None, refused);
    let told =
        "a token named an unknown key, less than 30 seconds after the keys were fetched for one";
    assert_eq!(
        said,
        format!("INFO message={told} event=unknown_key_refused\n")
    );
    // Once for all of the tokens that come until the next one.
    assert_eq!(events(None, refused), "");
}
