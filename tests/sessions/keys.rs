//! The keys of refresh tokens: their own, and only theirs.

use std::sync::Arc;
use std::time::Duration;

use glassbox::session::{BuildError, Grace, MemoryStore, Sessions};
use glassbox::time::ParseValidityError;
use glassbox::{Algorithm, HmacKey, KeyRing, SignError, Signer, Verifier};
use serde_json::{Value, json};

use super::support::{access_key, code, refresh_key, server, server_over, signer};
use crate::support::{NOW, at};

fn build(access: HmacKey, refresh: HmacKey) -> Result<(), BuildError> {
    let signer = Signer::new(access).validity(Duration::from_secs(300));
    let built = Sessions::builder(signer, refresh, MemoryStore::new()).build();
    built.map(drop)
}

#[test]
fn a_refresh_key_is_no_access_key_under_any_algorithm() {
    let secret = [7; 64];
    let algorithms = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
    for access in algorithms {
        for refresh in algorithms {
            let key = |algorithm| HmacKey::new(algorithm, secret).unwrap();
            let built = build(key(access), key(refresh).with_key_id("r"));
            assert_eq!(built, Err(BuildError::SharedSecret), "{access} {refresh}");
        }
    }
    assert_eq!(build(access_key(), refresh_key()), Ok(()));
}

#[test]
fn all_keys_of_both_sides_are_compared() {
    let ring = KeyRing::new(access_key()).accept(refresh_key()).unwrap();
    let signer = Signer::new(ring).validity(Duration::from_secs(300));
    let other = HmacKey::hs256([3; 32]).unwrap();
    let build = |refresh: HmacKey, accepted: HmacKey| {
        let builder = Sessions::builder(signer.clone(), refresh, MemoryStore::new());
        builder.also_accept(accepted).build().map(drop)
    };
    let fourth = HmacKey::hs256([4; 32]).unwrap();
    assert_eq!(
        build(refresh_key(), other.clone()),
        Err(BuildError::SharedSecret)
    );
    assert_eq!(
        build(other.clone(), access_key()),
        Err(BuildError::SharedSecret)
    );
    assert_eq!(build(other, fourth), Ok(()));
}

#[test]
fn what_else_start_up_refuses() {
    let short = HmacKey::with_short_secret(Algorithm::Hs256, "short").unwrap();
    assert_eq!(build(access_key(), short), Err(BuildError::ShortSecret));
    let builder = || Sessions::builder(signer(), refresh_key(), MemoryStore::new());
    let second = Duration::from_secs(1);
    let nothing = |call| Some(BuildError::Nothing { call });
    for (built, error) in [
        (builder().idle(Duration::ZERO).build(), nothing("idle")),
        (
            builder().lifetime(Duration::from_millis(999)).build(),
            nothing("lifetime"),
        ),
        (
            builder().limit_per_client(0).build(),
            nothing("limit_per_client"),
        ),
        (
            builder().grace(Grace::Window(Duration::ZERO)).build(),
            nothing("grace"),
        ),
        (
            builder().idle(second).grace(Grace::Window(second)).build(),
            Some(BuildError::LongGrace),
        ),
        (
            builder().lifetime(Duration::from_secs(30)).build(),
            Some(BuildError::LongGrace),
        ),
        (builder().idle(second).grace(Grace::Strict).build(), None),
    ] {
        assert_eq!(built.err(), error);
    }
    let endless = Signer::new(access_key()).without_expiry();
    let built = Sessions::builder(endless, refresh_key(), MemoryStore::new()).build();
    assert_eq!(built.err(), Some(BuildError::MissingValidity));
    let of_one = signer().subject("42");
    let built = Sessions::builder(of_one, refresh_key(), MemoryStore::new()).build();
    assert_eq!(built.err(), Some(BuildError::FixedSubject));
    let undated = signer().without_issued_at();
    let built = Sessions::builder(undated, refresh_key(), MemoryStore::new()).build();
    assert_eq!(built.err(), Some(BuildError::MissingIssuedAt));
    // What the signer would refuse at every login is refused here.
    let call = "validity";
    let problem = ParseValidityError::MissingUnit;
    for (signer, error) in [
        (
            signer().validity("900"),
            SignError::NoDuration { call, problem },
        ),
        (signer().validity("0s"), SignError::ValidityTooShort),
        (
            signer().issuer(""),
            SignError::EmptySetting { call: "issuer" },
        ),
    ] {
        let built = Sessions::builder(signer, refresh_key(), MemoryStore::new()).build();
        assert_eq!(built.err(), Some(BuildError::Signer(error)));
    }
    let no_duration = |call| Some(BuildError::NoDuration { call, problem });
    for (built, error) in [
        (builder().idle("900").build(), no_duration("idle")),
        (builder().lifetime("900").build(), no_duration("lifetime")),
        // The first of several.
        (
            builder().lifetime("900").idle("900").build(),
            no_duration("lifetime"),
        ),
        (builder().idle("1 day").lifetime("2 weeks").build(), None),
        (builder().idle("0s").build(), nothing("idle")),
    ] {
        assert_eq!(built.err(), error);
    }
    let named = || HmacKey::hs256([9; 32]).unwrap().with_key_id("a");
    let refresh = refresh_key().with_key_id("a");
    let built = Sessions::builder(signer(), refresh, MemoryStore::new()).also_accept(named());
    assert!(matches!(built.build().err(), Some(BuildError::Key(_))));
}

#[test]
fn neither_token_passes_for_the_other() {
    let server = server();
    let login = server.login();
    let verifier = Verifier::new(access_key());
    let now = at(NOW);
    assert!(
        verifier
            .at(now)
            .verify::<Value>(login.access_token())
            .is_ok()
    );
    assert!(
        verifier
            .at(now)
            .verify::<Value>(login.refresh_token())
            .is_err()
    );
    assert_eq!(code(server.refresh(login.access_token())), "invalid_token");
    // Of the very key, but of another kind.
    let signer = Signer::new(refresh_key()).validity(Duration::from_secs(60));
    let typed = |typ: &str, claims: &Value| signer.clone().typ(typ).at(now).sign(claims).unwrap();
    let claims = json!({"fam": "AAAAAAAAAAAAAAAAAAAAAA", "gen": 0, "iat": NOW});
    assert_eq!(
        code(server.refresh(&typed("JWT", &claims))),
        "invalid_token"
    );
    assert_eq!(
        code(server.refresh(&typed("at+jwt", &claims))),
        "invalid_token"
    );
    assert_eq!(
        code(server.refresh(&typed("rt+jwt", &claims))),
        "unknown_session"
    );
    assert_eq!(
        code(server.refresh(&typed("rt+jwt", &json!({"gen": 0})))),
        "invalid_token"
    );
    // And a verifier that holds the refresh key is told what it is.
    let refused = Verifier::new(refresh_key())
        .at(now)
        .verify::<Value>(login.refresh_token());
    assert_eq!(refused.unwrap_err().code(), "unexpected_typ");
}

#[test]
fn a_change_of_one_character_is_refused() {
    let server = server();
    let login = server.login();
    let token = login.refresh_token();
    for (place, character) in token.char_indices() {
        let other = if character == 'A' { "B" } else { "A" };
        let mut changed = token.to_string();
        changed.replace_range(place..=place, other);
        assert_eq!(code(server.refresh(&changed)), "invalid_token", "{place}");
    }
    for cut in 0..token.len() {
        assert_eq!(code(server.refresh(&token[..cut])), "invalid_token");
    }
    assert!(server.refresh(token).is_ok());
}

#[test]
fn a_new_key_logs_nobody_out() {
    let store = Arc::new(MemoryStore::new());
    let new = || HmacKey::hs384([5; 48]).unwrap().with_key_id("new");
    let before = server_over(Arc::clone(&store), |builder| builder);
    let ready = server_over(Arc::clone(&store), |builder| builder.also_accept(new()));
    let signer = signer();
    let after = Sessions::builder(signer, new(), Arc::clone(&store))
        .also_accept(refresh_key())
        .clock(ready.clock.clone())
        .build()
        .unwrap();
    let old = before.login();
    ready.pass(60);
    let next =
        super::support::block_on(after.refresh(old.refresh_token(), &super::support::browser()));
    let next = next.unwrap();
    // A server that does not sign with it yet takes it.
    ready.pass(60);
    assert!(ready.refresh(next.refresh_token()).is_ok());
    assert_eq!(code(before.refresh(next.refresh_token())), "invalid_token");
}
