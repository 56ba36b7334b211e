//! A detail that is not a JSON object is the caller's mistake: it is refused as such, at a login and at
//! a refresh, and it never looks like a failure of the server that a client should retry.

use std::collections::BTreeMap;

use glassbox::session::{ClientAction, NewSession, RefreshError};
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::support::{block_on, browser, server};

#[derive(Serialize)]
enum Role {
    Admin { floor: u8 },
}

struct Fails;

impl Serialize for Fails {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("the user is gone"))
    }
}

const OBJECT: &str = "has to be a JSON object: a struct, or a map with text keys";
const TAG: &str = "#[serde(tag = \"..\")]";
const WRITTEN: &str = "cannot be written as JSON";
const TAKEN: &str = "has a name that the session or the signer sets";

#[track_caller]
fn refused<C: Serialize + ?Sized>(detail: &C, expected: &str) {
    let server = server();
    let new = NewSession::new("42", browser()).detail(detail);
    let at_login = block_on(server.sessions.login(new)).unwrap_err();
    assert!(server.store.is_empty());

    let login = server.login();
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    let at_refresh = block_on(presented.detail(detail).grant(&json!({}))).unwrap_err();
    assert_eq!(server.row(&login), *login.session());

    for error in [at_login, at_refresh] {
        assert_eq!(error.code(), "invalid_session", "{error}");
        assert_eq!(error.client_action(), ClientAction::ChangeRequest);
        assert_eq!(error.oauth_error(), "invalid_request");
        let text = error.to_string();
        assert!(text.starts_with("the session's detail "), "{text}");
        assert!(text.contains(expected), "{text}");
        assert!(matches!(
            error,
            RefreshError::Invalid {
                field: "detail",
                ..
            }
        ));
    }
}

#[test]
fn a_detail_has_to_be_a_json_object() {
    refused("x", OBJECT);
    refused(&(), OBJECT);
    refused(&None::<u8>, OBJECT);
    refused(&1, OBJECT);
    refused(&json!([1]), OBJECT);
}

#[test]
fn a_detail_has_to_be_written_as_json() {
    refused(&Role::Admin { floor: 1 }, TAG);
    refused(&BTreeMap::from([("score", f64::NAN)]), WRITTEN);
    refused(&BTreeMap::from([("user", Fails)]), WRITTEN);
    refused(&Fails, WRITTEN);
}

/// However wrong its value is.
#[test]
fn a_detail_never_has_a_claim_of_the_signer() {
    refused(&json!({"sub": null}), TAKEN);
    refused(&json!({"aud": []}), TAKEN);
    refused(&json!({"exp": "soon"}), TAKEN);
}
