//! What a refresh token is, byte by byte: made anew from what is known of it.

use std::sync::Arc;
use std::time::Duration;

use glassbox::HmacKey;
use glassbox::session::{MemoryStore, RefreshKind, Refreshed, SessionId, Sessions};
use glassbox::time::FixedClock;
use sha2::{Digest, Sha256};

use super::support::{DAY, Server, claims, refresh_key, signer};
use crate::support::{NOW, at, base64url, forge};

/// A server with keys of its own, over a store and with a clock that others may have too.
fn server_of(
    key: HmacKey,
    others: impl IntoIterator<Item = HmacKey>,
    (store, clock): &(Arc<MemoryStore>, FixedClock),
) -> Server {
    let builder = Sessions::builder(signer(), key, Arc::clone(store))
        .idle(Duration::from_secs(10 * DAY))
        .lifetime(Duration::from_secs(30 * DAY))
        .clock(clock.clone());
    let builder = others
        .into_iter()
        .fold(builder, |builder, key| builder.also_accept(key));
    Server {
        sessions: builder.build().unwrap(),
        clock: clock.clone(),
        store: Arc::clone(store),
    }
}

fn place() -> (Arc<MemoryStore>, FixedClock) {
    (Arc::default(), FixedClock::new(at(NOW)))
}

fn named_key() -> HmacKey {
    refresh_key().with_key_id("r1")
}

fn family(of: &Refreshed) -> String {
    let claims = claims(of.refresh_token());
    claims["fam"].as_str().unwrap().into()
}

/// The whole text, so that nothing can be added, left out, or stand elsewhere. A client reads none of
/// it, but a server of another version does.
#[track_caller]
fn assert_token(of: &Refreshed, generation: u64, iat: i64, exp: i64) {
    let fam = family(of);
    let header = r#"{"alg":"HS256","typ":"rt+jwt","kid":"r1"}"#;
    let payload = format!(r#"{{"fam":"{fam}","gen":{generation},"iat":{iat},"exp":{exp}}}"#);
    assert_eq!(of.refresh_token(), forge(header, &payload, &named_key()));
}

#[test]
fn a_refresh_token_is_known_by_its_row_and_its_family() {
    let server = server_of(named_key(), [], &place());
    let day = DAY as i64;
    let login = server.login();
    assert_token(&login, 0, NOW, NOW + 10 * day);
    // From the rotation on, and not from the login.
    let first = server.rotate(login.refresh_token());
    assert_token(&first, 1, NOW + 60, NOW + 60 + 10 * day);
    assert_eq!(family(&first), family(&login));
    // On both sides of where the absolute end comes first.
    server.set(NOW + 10 * day);
    let second = server.refresh(first.refresh_token()).unwrap();
    assert_token(&second, 2, NOW + 10 * day, NOW + 20 * day);
    server.set(NOW + 20 * day - 1);
    let third = server.refresh(second.refresh_token()).unwrap();
    assert_token(&third, 3, NOW + 20 * day - 1, NOW + 30 * day - 1);
    server.set(NOW + 20 * day + 59);
    let fourth = server.refresh(third.refresh_token()).unwrap();
    assert_token(&fourth, 4, NOW + 20 * day + 59, NOW + 30 * day);
    server.set(NOW + 30 * day - 1);
    let last = server.refresh(fourth.refresh_token()).unwrap();
    assert_token(&last, 5, NOW + 30 * day - 1, NOW + 30 * day);
}

/// Of its bytes, and not of its text: what a row is found by in a store that is years old.
#[test]
fn the_id_of_a_session_is_the_hash_of_its_family() {
    let server = server_of(named_key(), [], &place());
    let login = server.login();
    let fam = family(&login);
    let bytes = *fam.parse::<SessionId>().unwrap().as_bytes();
    assert_eq!(base64url(&bytes), fam);
    let hash = Sha256::new()
        .chain_update("glassbox session")
        .chain_update(bytes)
        .finalize();
    assert_eq!(login.session().id().as_bytes()[..], hash[..16]);
    let sid = &claims(login.access_token())["sid"];
    assert_eq!(sid, &base64url(&hash[..16]));
}

/// While the key is changed, a lost answer is asked for again, perhaps of a server that has the new one.
#[test]
fn a_lost_answer_is_given_again_under_another_key() {
    let new = || HmacKey::hs384([5; 48]).unwrap().with_key_id("new");
    for (is_here, is_settled) in [(true, false), (true, true), (false, false), (false, true)] {
        let place = place();
        let here = server_of(refresh_key(), [new()], &place);
        let there = server_of(new(), [refresh_key()], &place);
        let login = here.login();
        let first = here.rotate(login.refresh_token());
        let again = there.refresh(login.refresh_token()).unwrap();
        assert_eq!(again.kind(), RefreshKind::Replayed);
        assert_eq!(again.session(), first.session());
        // Other bytes that say the same.
        assert_ne!(again.refresh_token(), first.refresh_token());
        assert_eq!(claims(again.refresh_token()), claims(first.refresh_token()));

        let (server, other) = match is_here {
            true => (&here, &there),
            false => (&there, &here),
        };
        let kind = match is_settled {
            true => RefreshKind::Rotated,
            false => RefreshKind::Same,
        };
        server.pass(if is_settled { 60 } else { 0 });
        let next = server.refresh(again.refresh_token()).unwrap();
        assert_eq!(next.kind(), kind);
        assert!(other.refresh(next.refresh_token()).is_ok());
    }
}
