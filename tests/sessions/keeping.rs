//! Refresh tokens that stay the same at a refresh: those of clients that authenticate (FAPI 2.0).

use std::sync::Arc;

use glassbox::session::{
    Grace, MemoryStore, NewSession, Presenter, RefreshError, RefreshKind, Refreshed, Rotation,
    Session, SessionStore, Sessions,
};
use serde_json::json;

use super::support::{
    DAY, Server, block_on, browser, claims, code, refresh_key, server_over, server_with, signer,
};
use crate::support::{NOW, at};

fn keeping(grace: Grace) -> Server {
    server_with(|builder| builder.rotation(Rotation::PublicClients).grace(grace))
}

/// Two servers over one store, with one clock: one keeps, one rotates.
fn both() -> (Server, Server) {
    let keeps = keeping(Grace::default());
    let clock = keeps.clock.clone();
    let rotates = server_over(Arc::clone(&keeps.store), |builder| {
        builder.clock(clock.clone())
    });
    (keeps, Server { clock, ..rotates })
}

fn app() -> Presenter {
    Presenter::authenticated("app")
}

fn login(server: &Server, by: Presenter) -> Refreshed {
    block_on(server.sessions.login(NewSession::new("42", by))).unwrap()
}

fn refresh(server: &Server, token: &str) -> Result<Refreshed, RefreshError> {
    block_on(server.sessions.refresh(token, &app()))
}

#[test]
fn an_authenticated_client_keeps_its_token_byte_for_byte() {
    for grace in [Grace::default(), Grace::Strict] {
        let server = keeping(grace);
        let login = login(&server, app());
        for use_of_it in 1..=5 {
            server.pass(60);
            let kept = refresh(&server, login.refresh_token()).unwrap();
            assert_eq!(kept.kind(), RefreshKind::Kept);
            assert_eq!(kept.refresh_token(), login.refresh_token());
            assert_ne!(kept.access_token(), login.access_token());
            let row = server.row(&login);
            assert_eq!(row, *kept.session());
            let used_at = NOW + 60 * use_of_it;
            assert_eq!((row.generation(), row.rotated_at()), (0, at(used_at)));
            // The idle end slides, whatever the token says of itself.
            assert_eq!(kept.refresh_expires_at(), at(used_at + 10 * DAY as i64));
            assert_eq!(Session::from_bytes(&row.to_bytes()).unwrap(), row);
            let read = Session::from_columns(&row.columns(), &row.rest_to_bytes());
            assert_eq!(read.unwrap(), row);
        }
        assert_eq!(claims(login.refresh_token())["exp"], NOW + 10 * DAY as i64);
    }
}

/// Used every week it lives to its absolute end, and unused it ends as any.
#[test]
fn idle_and_the_absolute_end_hold() {
    let server = keeping(Grace::default());
    let of = login(&server, app());
    for _ in 0..4 {
        server.pass(7 * DAY);
        assert!(refresh(&server, of.refresh_token()).is_ok());
    }
    server.set(of.session().expires_at().seconds());
    assert_eq!(
        code(refresh(&server, of.refresh_token())),
        "session_expired"
    );
    let of = login(&server, app());
    server.pass(10 * DAY - 1);
    assert!(refresh(&server, of.refresh_token()).is_ok());
    server.pass(10 * DAY);
    assert_eq!(
        code(refresh(&server, of.refresh_token())),
        "session_expired"
    );
}

/// Public clients and the server's own pages rotate, also where the client authenticates later on:
/// whoever has a copy need not.
#[test]
fn all_others_rotate() {
    let server = keeping(Grace::default());
    for (owner, by) in [
        (Presenter::public("app"), Presenter::public("app")),
        (Presenter::public("app"), app()),
        (browser(), browser()),
    ] {
        let of = login(&server, owner);
        server.pass(60);
        let refreshed = block_on(server.sessions.refresh(of.refresh_token(), &by)).unwrap();
        assert_eq!(refreshed.kind(), RefreshKind::Rotated, "{by:?}");
        assert_ne!(refreshed.refresh_token(), of.refresh_token());
        server.pass(60);
        let reused = block_on(server.sessions.refresh(of.refresh_token(), &by));
        assert_eq!(code(reused), "refresh_token_reuse");
    }
    // And nobody without authentication uses a token that is kept.
    let of = login(&server, app());
    for by in [
        Presenter::public("app"),
        Presenter::authenticated("b"),
        browser(),
    ] {
        let refused = block_on(server.sessions.refresh(of.refresh_token(), &by));
        assert_eq!(code(refused), "binding_mismatch");
    }
    // Unless it is asked for, all rotate.
    let rotates = super::support::server();
    let of = login(&rotates, app());
    rotates.pass(60);
    assert_eq!(
        refresh(&rotates, of.refresh_token()).unwrap().kind(),
        RefreshKind::Rotated
    );
}

/// Within the settle time nothing is written; without one, once a second and never backwards, so that
/// no version of a row comes twice.
#[test]
fn what_was_used_just_now_is_not_written_again() {
    let server = keeping(Grace::default());
    let of = login(&server, app());
    for (now, kind, used_at) in [
        (29, RefreshKind::Same, 0),
        (30, RefreshKind::Kept, 30),
        (59, RefreshKind::Same, 30),
        (60, RefreshKind::Kept, 60),
        (10, RefreshKind::Same, 60), // a clock that is behind
    ] {
        server.set(NOW + now);
        let refreshed = refresh(&server, of.refresh_token()).unwrap();
        assert_eq!(refreshed.kind(), kind, "{now}");
        assert_eq!(refreshed.refresh_token(), of.refresh_token());
        assert_eq!(server.row(&of).rotated_at(), at(NOW + used_at), "{now}");
    }
    let server = keeping(Grace::Strict);
    let of = login(&server, app());
    let mut versions = vec![server.row(&of).version()];
    for (now, kind) in [
        (0, RefreshKind::Same),
        (1, RefreshKind::Kept),
        (1, RefreshKind::Same),
        (0, RefreshKind::Same),
        (2, RefreshKind::Kept),
    ] {
        server.set(NOW + now);
        assert_eq!(refresh(&server, of.refresh_token()).unwrap().kind(), kind);
        let version = server.row(&of).version();
        assert_eq!(versions.contains(&version), kind == RefreshKind::Same);
        versions.push(version);
    }
}

#[test]
fn revocation_ends_it_as_any() {
    let server = keeping(Grace::default());
    for end in [0, 1, 2] {
        let of = login(&server, app());
        server.pass(60);
        refresh(&server, of.refresh_token()).unwrap();
        match end {
            0 => block_on(server.sessions.revoke_subject("42")).unwrap(),
            1 => assert!(
                block_on(server.sessions.logout(of.refresh_token()))
                    .unwrap()
                    .is_some()
            ),
            _ => {
                let id = of.session().id();
                assert!(block_on(server.sessions.revoke_session("42", id)).unwrap());
            }
        }
        server.pass(60);
        assert_eq!(
            code(refresh(&server, of.refresh_token())),
            "session_revoked"
        );
    }
}

/// Switched on, the newest token is kept; its predecessors are what they were. Switched off, it rotates.
#[test]
fn the_choice_may_change_over_rows_that_are_there() {
    let (keeps, rotates) = both();
    let of = login(&rotates, app());
    rotates.pass(60);
    let first = refresh(&rotates, of.refresh_token()).unwrap();
    // On: within the window, the predecessor still gets the newest one.
    let replayed = refresh(&keeps, of.refresh_token()).unwrap();
    assert_eq!(replayed.kind(), RefreshKind::Replayed);
    assert_eq!(replayed.refresh_token(), first.refresh_token());
    for _ in 0..3 {
        keeps.pass(60);
        let kept = refresh(&keeps, first.refresh_token()).unwrap();
        assert_eq!(kept.kind(), RefreshKind::Kept);
        assert_eq!(kept.refresh_token(), first.refresh_token());
    }
    // Off: it is the same until it rotates.
    let same = refresh(&rotates, first.refresh_token()).unwrap();
    assert_eq!(same.kind(), RefreshKind::Same);
    assert_eq!(same.refresh_token(), first.refresh_token());
    rotates.pass(60);
    let second = refresh(&rotates, first.refresh_token()).unwrap();
    assert_eq!(
        (second.kind(), second.session().generation()),
        (RefreshKind::Rotated, 2)
    );
    let replayed = refresh(&rotates, first.refresh_token()).unwrap();
    assert_eq!(replayed.refresh_token(), second.refresh_token());
    // On again, and two behind is theft, before and after.
    keeps.pass(60);
    assert_eq!(
        refresh(&keeps, second.refresh_token()).unwrap().kind(),
        RefreshKind::Kept
    );
    assert_eq!(
        code(refresh(&keeps, of.refresh_token())),
        "refresh_token_reuse"
    );
    assert_eq!(
        code(refresh(&keeps, second.refresh_token())),
        "session_revoked"
    );
}

/// Each use of what is kept moves the instant that the window counts from; its predecessor ended at
/// the first one all the same.
#[test]
fn a_predecessor_does_not_come_back_to_life() {
    let (keeps, rotates) = both();
    for used in [false, true] {
        let of = login(&rotates, app());
        rotates.pass(60);
        let first = refresh(&rotates, of.refresh_token()).unwrap();
        keeps.pass(29);
        if used {
            keeps.pass(31);
            refresh(&keeps, first.refresh_token()).unwrap();
        }
        let again = refresh(&keeps, of.refresh_token());
        match used {
            false => assert_eq!(again.unwrap().kind(), RefreshKind::Replayed),
            true => {
                let error = again.unwrap_err();
                assert_eq!(error.code(), "refresh_token_reuse");
                // Whoever used its successor had got the answer.
                assert!(!error.to_string().contains("lost answer"), "{error}");
                assert!(keeps.is_revoked(&of));
            }
        }
    }
}

/// A new text under the new key, for the same generation; the old one is good as long as its key is.
#[test]
fn a_change_of_the_key_makes_it_anew() {
    let old = keeping(Grace::default());
    let of = login(&old, app());
    let new = glassbox::HmacKey::hs256([8; 32])
        .unwrap()
        .with_key_id("new");
    let builder = Sessions::builder(signer(), new, Arc::clone(&old.store));
    let sessions = builder
        .also_accept(refresh_key())
        .rotation(Rotation::PublicClients)
        .clock(old.clock.clone())
        .build()
        .unwrap();
    let mut texts = vec![];
    for _ in 0..2 {
        old.pass(60);
        let kept = block_on(sessions.refresh(of.refresh_token(), &app())).unwrap();
        assert_eq!(kept.kind(), RefreshKind::Kept);
        assert_ne!(kept.refresh_token(), of.refresh_token());
        assert_eq!(claims(kept.refresh_token()), claims(of.refresh_token()));
        texts.push(kept.into_tokens().1);
    }
    assert_eq!(texts[0], texts[1]);
    old.pass(60);
    let kept = block_on(sessions.refresh(&texts[0], &app())).unwrap();
    assert_eq!(kept.refresh_token(), texts[0]);
    assert_eq!(kept.session().generation(), 0);
}

/// What is new of the row is written with the use.
#[test]
fn a_use_stores_a_new_detail() {
    let server = keeping(Grace::default());
    let of = login(&server, app());
    for (passed, new, kind, stored) in [
        (60, 1, RefreshKind::Kept, 1),
        (1, 2, RefreshKind::Same, 1),
        (60, 3, RefreshKind::Kept, 3),
    ] {
        server.pass(passed);
        let presented = block_on(server.sessions.present(of.refresh_token(), &app())).unwrap();
        let granted = block_on(presented.detail(&json!({"n": new})).grant(&json!({}))).unwrap();
        assert_eq!(granted.kind(), kind);
        assert_eq!(json!(server.row(&of).detail()), json!({"n": stored}));
    }
}

/// A store that lost the write of a use is not behind: the session ends a little earlier, at most.
#[test]
fn a_lost_use_is_no_lost_rotation() {
    let server = keeping(Grace::default());
    let of = login(&server, app());
    server.pass(60);
    let kept = refresh(&server, of.refresh_token()).unwrap();
    let store: &MemoryStore = &server.store;
    assert!(block_on(store.swap(kept.session().version(), of.session())).unwrap());
    let again = refresh(&server, of.refresh_token()).unwrap();
    assert_eq!(again.kind(), RefreshKind::Kept);
    assert_eq!(server.row(&of), *again.session());
}
