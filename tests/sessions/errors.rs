//! What a client and a server are told.

use std::time::Duration;

use glassbox::session::{BuildError, ClientAction, Contention, Grace, RefreshError, StoreError};
use glassbox::time::ParseValidityError;
use glassbox::{KeyError, SignError, VerifyError};

use super::support::{server, with_grace};
use crate::api::debug::{says_its_sentence, sources_are_not_repeated};
use crate::redaction::variants::variants;
use crate::support::{NOW, at};

use ClientAction::{ChangeRequest, Reauthenticate, Retry};

/// An error, its code, what the client does, the word of OAuth, whether to try again, its text.
pub type Said = (
    RefreshError,
    &'static str,
    ClientAction,
    &'static str,
    bool,
    &'static str,
);

/// Every variant of `RefreshError`, and of the errors within it that are answered differently.
pub fn every_error() -> Vec<Said> {
    let (end, now) = (at(NOW), at(NOW + 90));
    let presented = 1;
    let server = server();
    let first = server.rotate(server.login().refresh_token());
    let second = server.rotate(first.refresh_token());
    let session = server.rotate(second.refresh_token()).session().clone();
    vec![
        (
            RefreshError::InvalidToken(VerifyError::InvalidSignature),
            "invalid_token",
            Reauthenticate,
            "invalid_grant",
            false,
            "not a refresh token of this server: invalid signature",
        ),
        (
            RefreshError::UnknownSession,
            "unknown_session",
            Reauthenticate,
            "invalid_grant",
            false,
            "no session has this id: it ended long ago, or the store lost it",
        ),
        (
            RefreshError::BindingMismatch,
            "binding_mismatch",
            Reauthenticate,
            "invalid_grant",
            false,
            "the refresh token was issued to another client, or to a client that authenticated at \
             login",
        ),
        (
            RefreshError::Revoked,
            "session_revoked",
            Reauthenticate,
            "invalid_grant",
            false,
            "the session was revoked",
        ),
        (
            RefreshError::Expired { end, now: end },
            "session_expired",
            Reauthenticate,
            "invalid_grant",
            false,
            "the session expired just now (end 1700000000, now 1700000000)",
        ),
        (
            RefreshError::Expired { end, now },
            "session_expired",
            Reauthenticate,
            "invalid_grant",
            false,
            "the session expired 1m 30s ago (end 1700000000, now 1700000090)",
        ),
        (
            RefreshError::Ahead {
                presented,
                session: session.clone(),
            },
            "store_behind",
            Reauthenticate,
            "invalid_grant",
            false,
            "the refresh token has generation 1, and its row in the store has 3: the store lost a \
             write (a failover, a backup?), and the session is revoked; SessionsBuilder::adopt_ahead() \
             would continue it",
        ),
        (
            RefreshError::Reuse {
                presented,
                session: session.clone(),
            },
            "refresh_token_reuse",
            Reauthenticate,
            "invalid_grant",
            false,
            "the refresh token of generation 1 was spent before (the newest has 3): somebody else \
             may hold a copy, and the session is revoked",
        ),
        (
            RefreshError::ScopeExceeded,
            "scope_exceeded",
            ChangeRequest,
            "invalid_scope",
            false,
            "the client asked for more scope than was granted at login",
        ),
        (
            RefreshError::AudienceExceeded,
            "audience_exceeded",
            ChangeRequest,
            "invalid_target",
            false,
            "the client asked for an audience that was not granted at login",
        ),
        (
            RefreshError::LoginRevoked,
            "login_revoked",
            Reauthenticate,
            "invalid_grant",
            false,
            "all sessions of the subject, of the client or of everybody were ended since the user \
             authenticated, or the user authenticated more than a day ago: log in again",
        ),
        (
            RefreshError::Invalid {
                field: "subject",
                problem: "has to have between 1 and 1024 bytes",
            },
            "invalid_session",
            ChangeRequest,
            "invalid_request",
            false,
            "the session's subject has to have between 1 and 1024 bytes",
        ),
        (
            RefreshError::Contended(Contention::Changed { tries: 8 }),
            "contended",
            Retry,
            "temporarily_unavailable",
            true,
            "in each of 8 tries another request changed the session after it was read and before \
             it was written: try again",
        ),
        (
            RefreshError::Contended(Contention::LastPlace),
            "contended",
            Retry,
            "temporarily_unavailable",
            true,
            "another login at the same moment took the last place of the client: try again",
        ),
        (
            RefreshError::Contended(Contention::EndedAtOnce),
            "contended",
            Retry,
            "temporarily_unavailable",
            true,
            "the session was ended as soon as it began, by another login of the client, or by a \
             revocation of all sessions of the subject: try again",
        ),
        (
            RefreshError::LimitReached { limit: 3 },
            "limit_reached",
            Retry,
            "access_denied",
            false,
            "the subject has 3 sessions with this client, which is the limit: end one of them \
             (Sessions::revoke_session), or let each login end one (AtLimit::EndLongestUnused)",
        ),
        (
            StoreError::unavailable("no route to host").into(),
            "store_unavailable",
            Retry,
            "temporarily_unavailable",
            true,
            "the store could not be asked: no route to host",
        ),
        (
            StoreError::Full.into(),
            "store_full",
            Retry,
            "temporarily_unavailable",
            true,
            "the store is full: raise its limit, or prune sessions that are over",
        ),
        (
            StoreError::Conflict.into(),
            "store_conflict",
            Retry,
            "temporarily_unavailable",
            false,
            "a session with this id exists already",
        ),
        (
            StoreError::corrupt("a row is damaged at byte 7").into(),
            "store_corrupt",
            Retry,
            "server_error",
            false,
            "the store has data that cannot be read: a row is damaged at byte 7",
        ),
        (
            SignError::NotAnObject.into(),
            "not_signed",
            Retry,
            "server_error",
            false,
            "the access token could not be made: the claims are not a JSON object: sign a struct \
             or a map with string keys (Claims::new(()) where there is nothing to say)",
        ),
    ]
}

#[test]
fn what_each_error_says_and_asks_for() {
    let mut missing = variants("RefreshError");
    for (error, code, action, oauth, is_retryable, text) in every_error() {
        assert_eq!(error.code(), code);
        assert_eq!(error.client_action(), action, "{code}");
        assert_eq!(error.oauth_error(), oauth, "{code}");
        assert_eq!(error.is_retryable(), is_retryable, "{code}");
        assert_eq!(error.to_string(), text);
        let variant = says_its_sentence("RefreshError", &format!("{error:?}"), text);
        missing.retain(|name| *name != variant);
        sources_are_not_repeated(&error);
        // A failure of ours deletes nobody's cookie.
        assert_eq!(action == Reauthenticate, oauth == "invalid_grant", "{code}");
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn what_a_store_says() {
    let errors = [
        StoreError::Conflict,
        StoreError::Full,
        StoreError::corrupt("a row is damaged"),
        StoreError::unavailable("no route to host"),
    ];
    let mut missing = variants("StoreError");
    for error in errors {
        let variant = says_its_sentence("StoreError", &format!("{error:?}"), &error.to_string());
        missing.retain(|name| *name != variant);
        sources_are_not_repeated(&error);
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// One that was spent a while ago may be that of an honest client which never got its answer; one that
/// is further behind may not. The client is told the same of both.
#[test]
fn reuse_says_where_an_answer_may_have_been_lost() {
    let said = |grace, waited: [u64; 2], set: Option<i64>| {
        let server = with_grace(grace);
        let login = server.login();
        let mut latest = server.rotate(login.refresh_token());
        for seconds in waited.into_iter().filter(|seconds| *seconds > 0) {
            server.pass(seconds);
            if waited[1] > 0 {
                latest = server.rotate(latest.refresh_token());
            }
        }
        set.into_iter().for_each(|seconds| server.set(seconds));
        let error = server.refresh(login.refresh_token()).unwrap_err();
        assert_eq!(error.oauth_error(), "invalid_grant");
        error.to_string()
    };
    let spent = |generation: u64| {
        format!(
            "the refresh token of generation 0 was spent before (the newest has {generation}): \
             somebody else may hold a copy, and the session is revoked"
        )
    };
    let window = Grace::Window(Duration::from_secs(30));
    let lost =
        |ago| format!(" (one behind, {ago} after it was spent: perhaps a lost answer; see Grace)");
    assert_eq!(said(window, [30, 0], None), spent(1) + &lost("30s"));
    assert_eq!(said(window, [7_260, 0], None), spent(1) + &lost("2h 1m"));
    assert_eq!(said(Grace::Strict, [1, 0], None), spent(1) + &lost("1s"));
    assert_eq!(said(window, [60, 60], None), spent(3));
    // By a clock that is behind it was spent in time to come.
    assert_eq!(said(window, [0, 0], Some(NOW)), spent(1));
}

#[test]
fn what_start_up_says() {
    let key_id = "a".into();
    let mut missing = variants("BuildError");
    for (error, text) in [
        (
            BuildError::SharedSecret,
            "a refresh key has the secret of an access key: give the authorization server a secret \
             of its own for refresh tokens",
        ),
        (
            BuildError::ShortSecret,
            "the secret of a refresh key is shorter than its hash, and can be found from one token: \
             make the key with HmacKey::new",
        ),
        (
            BuildError::MissingValidity,
            "the signer of access tokens needs .validity(..), such as 15 minutes",
        ),
        (
            BuildError::MissingIssuedAt,
            "the signer of access tokens must not have .without_issued_at(): an access token says when \
             it was issued",
        ),
        (
            BuildError::Signer(SignError::ValidityTooShort),
            "the signer of access tokens: the validity is less than one second, so the token would be \
             expired at once: whole seconds are counted",
        ),
        (
            BuildError::NoDuration {
                call: "idle",
                problem: ParseValidityError::MissingUnit,
            },
            ".idle(..) was given a text that is no duration: a duration needs a unit: 15s is \
             seconds, 15m minutes",
        ),
        (
            BuildError::FixedSubject,
            "the signer of access tokens must not have .subject(..): each session has its own",
        ),
        (
            BuildError::Nothing { call: "idle" },
            ".idle(..) was given zero, or less than one second",
        ),
        (
            BuildError::LongGrace,
            "the grace (30 seconds unless .grace(..) says otherwise) must be shorter than \
             .idle(..) and \
             .lifetime(..)",
        ),
        (
            BuildError::NoClock,
            "this platform has no clock: give one with .clock(..)",
        ),
        (
            BuildError::Key(KeyError::DuplicateKeyId { key_id }),
            "the key id \"a\" is used twice in the ring: give each key its own with .with_key_id(..)",
        ),
    ] {
        assert_eq!(error.to_string(), text);
        let variant = says_its_sentence("BuildError", &format!("{error:?}"), text);
        missing.retain(|name| *name != variant);
        sources_are_not_repeated(&error);
    }
    assert_eq!(missing, Vec::<String>::new());
}
