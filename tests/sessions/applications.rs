//! One authorization server and several applications, each with its own signer.

use std::time::Duration;

use glassbox::session::{
    AtLimit, BuildError, Grace, MemoryStore, NewSession, Presenter, RefreshKind, Rotation, Sessions,
};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, KeyRing, SignError, Signer, Verifier};
use serde_json::Value;

use super::support::{
    access_key, block_on, browser, claims, code, refresh_key, server, server_with, signer,
};
use crate::support::{NOW, at};

fn key_02() -> HmacKey {
    HmacKey::hs384([3; 48]).unwrap()
}

fn signer_02() -> Signer {
    Signer::new(key_02())
        .audience("app-02")
        .validity(Duration::from_secs(60))
}

fn refused(signer: Signer) -> Option<BuildError> {
    server().sessions.for_application(signer).err()
}

#[test]
fn each_application_has_its_own_secret_and_all_have_one_login() {
    let server = server();
    let app_02 = server.sessions.for_application(signer_02()).unwrap();
    let login = server.login();
    let next_door = block_on(app_02.refresh(login.refresh_token(), &browser())).unwrap();
    assert_eq!(next_door.session().id(), login.session().id());
    assert_eq!(next_door.kind(), RefreshKind::Same);

    let now = at(NOW);
    let is_accepted =
        |verifier: &Verifier, token: &str| verifier.at(now).verify::<Value>(token).is_ok();
    let (at_01, at_02) = (
        Verifier::new(access_key()),
        Verifier::new(key_02()).audience("app-02"),
    );
    for (token, by_01, by_02) in [
        (login.access_token(), true, false),
        (next_door.access_token(), false, true),
    ] {
        assert_eq!(is_accepted(&at_01, token), by_01);
        assert_eq!(is_accepted(&at_02, token), by_02);
    }
    assert_eq!(claims(next_door.access_token())["role"], "admin");
    assert_eq!(next_door.access_expires_in(), Duration::from_secs(60));
    assert_eq!(login.access_expires_in(), Duration::from_secs(300));

    block_on(app_02.logout(login.refresh_token())).unwrap();
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "session_revoked"
    );
}

#[test]
fn applications_share_grace_and_clock() {
    let server = server_with(|builder| builder.grace(Grace::Strict));
    let app_02 = server.sessions.for_application(signer_02()).unwrap();
    let login = server.login();
    // A clock of its own would find the login in the far past, or in the future.
    server.pass(60);
    let second = block_on(app_02.refresh(login.refresh_token(), &browser())).unwrap();
    assert_eq!(second.kind(), RefreshKind::Rotated);
    assert_eq!(second.session().rotated_at(), at(NOW + 60));
    // The default would give a second tab the newest token again.
    let late = block_on(app_02.refresh(login.refresh_token(), &browser()));
    assert_eq!(code(late), "refresh_token_reuse");
}

#[test]
fn applications_share_how_long_sessions_last_and_how_many_there_may_be() {
    let server = server_with(|builder| {
        builder
            .idle("1h")
            .lifetime("2h")
            .limit_per_client(1)
            .at_limit(AtLimit::RefuseLogin)
    });
    let app_02 = server.sessions.for_application(signer_02()).unwrap();
    let new = || NewSession::new("42", browser());
    let login = block_on(app_02.login(new())).unwrap();
    assert_eq!(login.session().idle(), Duration::from_secs(3600));
    assert_eq!(login.session().expires_at(), at(NOW + 7200));
    assert_eq!(
        code(block_on(server.sessions.login(new()))),
        "limit_reached"
    );
}

#[test]
fn applications_share_the_refresh_keys_and_the_rotation() {
    let old = || HmacKey::hs256([9; 32]).unwrap().with_key_id("old");
    let before = server_with(|builder| builder);
    let clock = before.clock.clone();
    let built = Sessions::builder(signer(), old(), before.store.clone())
        .clock(clock.clone())
        .build();
    let of_old = built.unwrap();
    let built = Sessions::builder(signer(), refresh_key(), before.store.clone())
        .also_accept(old())
        .rotation(Rotation::PublicClients)
        .clock(clock.clone())
        .build();
    let app_02 = built.unwrap().for_application(signer_02()).unwrap();
    let by = Presenter::authenticated("machine");
    let login = block_on(of_old.login(NewSession::new("42", by.clone()))).unwrap();
    clock.advance(Duration::from_secs(60));
    let kept = block_on(app_02.refresh(login.refresh_token(), &by)).unwrap();
    assert_eq!(kept.kind(), RefreshKind::Kept);
}

/// Whichever signer makes its tokens; and two audiences are never joined.
#[test]
fn a_session_keeps_the_audience_that_it_was_granted() {
    let server = server();
    let new = NewSession::new("42", browser().audience("app-01"));
    let login = block_on(server.sessions.login(new)).unwrap();
    let validity = Duration::from_secs(60);
    let next_door = Signer::new(key_02()).validity(validity);
    let next_door = server.sessions.for_application(next_door).unwrap();
    let refreshed = block_on(next_door.refresh(login.refresh_token(), &browser())).unwrap();
    assert_eq!(claims(refreshed.access_token())["aud"], "app-01");
    let wider = browser().audience("app-02");
    let refused = block_on(next_door.refresh(login.refresh_token(), &wider));
    assert_eq!(code(refused), "audience_exceeded");
    let app_02 = server.sessions.for_application(signer_02()).unwrap();
    let refused = block_on(app_02.refresh(login.refresh_token(), &browser()));
    assert_eq!(code(refused), "not_signed");
}

#[test]
fn the_signer_of_each_application_is_checked() {
    assert_eq!(refused(signer_02()), None);
    let validity = Duration::from_secs(60);
    let shared = Signer::new(refresh_key()).validity(validity);
    assert_eq!(refused(shared), Some(BuildError::SharedSecret));
    let endless = Signer::new(key_02()).without_expiry();
    assert_eq!(refused(endless), Some(BuildError::MissingValidity));
    let undated = signer_02().without_issued_at();
    assert_eq!(refused(undated), Some(BuildError::MissingIssuedAt));
    let of_one = signer_02().subject("42");
    assert_eq!(refused(of_one), Some(BuildError::FixedSubject));
    let call = "issuer";
    let empty = Some(BuildError::Signer(SignError::EmptySetting { call }));
    assert_eq!(refused(signer_02().issuer("")), empty);
}

#[test]
fn every_refresh_key_is_compared_with_every_key_of_the_application() {
    let accepted = HmacKey::hs256([9; 32]).unwrap();
    let server = server_with(|builder| builder.also_accept(accepted.clone()));
    let ring = KeyRing::new(key_02()).accept(accepted).unwrap();
    let signer = Signer::new(ring).validity(Duration::from_secs(60));
    let built = server.sessions.for_application(signer);
    assert_eq!(built.err(), Some(BuildError::SharedSecret));
}

#[test]
fn an_application_may_have_a_key_of_another_kind() {
    let server = server();
    let ring = Signer::new(KeyRing::new(key_02())).validity(Duration::from_secs(60));
    let app_02: Sessions<_, KeyRing> = server.sessions.for_application(ring).unwrap();
    let refreshed = block_on(app_02.refresh(server.login().refresh_token(), &browser()));
    let token = refreshed.unwrap().into_tokens().0;
    assert!(
        Verifier::new(key_02())
            .at(at(NOW))
            .verify::<Value>(&token)
            .is_ok()
    );
}

#[cfg(feature = "public-keys")]
#[test]
fn an_application_may_have_the_public_half_of_a_key() {
    use glassbox::{Algorithm, PrivateKey};

    let server = server();
    let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
    let public = key.public_key();
    let signer = Signer::new(key).validity(Duration::from_secs(60));
    let app_02 = server.sessions.for_application(signer).unwrap();
    let refreshed = block_on(app_02.refresh(server.login().refresh_token(), &browser()));
    let token = refreshed.unwrap().into_tokens().0;
    assert!(
        Verifier::new(public)
            .at(at(NOW))
            .verify::<Value>(&token)
            .is_ok()
    );
}

#[test]
fn a_clone_is_of_the_same_sessions() {
    let clock = FixedClock::new(at(NOW));
    let built = Sessions::builder(signer(), refresh_key(), MemoryStore::new())
        .clock(clock)
        .build();
    let sessions = built.unwrap();
    let login = block_on(sessions.clone().login(NewSession::new("42", browser()))).unwrap();
    block_on(sessions.clone().logout(login.refresh_token())).unwrap();
    let refused = block_on(sessions.refresh(login.refresh_token(), &browser()));
    assert_eq!(code(refused), "session_revoked");
}
