//! A row in columns and the rest: together they are the row, and apart nothing stands twice.

use glassbox::NumericDate;
use glassbox::session::{Columns, NewSession, Presenter, Session, SessionId};
use serde_json::json;
use std::time::Duration;

use super::support::{block_on, server};
use crate::support::NOW;

/// One that has all that a row can have, and is revoked.
fn row() -> Session {
    let server = server();
    block_on(server.sessions.revoke_subject("the user")).unwrap();
    block_on(server.sessions.revoke_client("an app")).unwrap();
    server.clock.advance(Duration::from_secs(1));
    let detail = json!({"username": "testAdmin"});
    let by = Presenter::authenticated("an app")
        .scope("a b")
        .audience("an api");
    let new = NewSession::new("the user", by)
        .detail(&detail)
        .label("a phone");
    let login = block_on(server.sessions.login(new)).unwrap();
    let id = login.session().id();
    assert!(block_on(server.sessions.revoke_session("the user", id)).unwrap());
    server.row(&login)
}

#[test]
fn both_are_the_row() {
    let row = row();
    let read = Session::from_columns(&row.columns(), &row.rest_to_bytes()).unwrap();
    assert_eq!(read, row);
    assert_eq!(read.to_bytes(), row.to_bytes());
}

/// Whatever they say.
#[test]
fn the_columns_are_believed() {
    let row = row();
    let values = [[1].as_slice(), &[8; 16], &[2], &[9; 16]].concat();
    let said = Columns {
        id: SessionId::from_bytes([7; 16]),
        subject: "another one",
        stamp_values: &values,
        generation: u64::MAX,
        rotated_at: NumericDate::from_seconds(i64::MIN),
        idle: Duration::from_secs(9),
        expires_at: NumericDate::from_seconds(NOW),
        revoked: None,
    };
    let read = Session::from_columns(&said, &row.rest_to_bytes()).unwrap();
    assert_eq!(read.columns(), said);
    assert_eq!(read.detail(), row.detail());
    assert_eq!(read.created_at(), row.created_at());
    assert!(read.is_client_authenticated());
}

/// The same for all states of a session: a swap does not write it.
#[test]
fn the_rest_has_nothing_of_the_columns() {
    let server = server();
    let login = server.login();
    let rotated = server.rotate(login.refresh_token());
    let rest = rotated.session().rest_to_bytes();
    assert_eq!(rest, login.session().rest_to_bytes());
    let (row, text) = (row(), String::from_utf8(row().rest_to_bytes()).unwrap());
    for column in [row.id().to_string(), "the user".into(), "revoked".into()] {
        assert!(!text.contains(&column), "{text}");
    }
}

#[test]
fn what_stands_twice_is_corrupt() {
    let row = row();
    let twice = Session::from_columns(&row.columns(), &row.to_bytes()).unwrap_err();
    assert_eq!(twice.code(), "store_corrupt");
    let no_row = Session::from_columns(&row.columns(), b"{}").unwrap_err();
    assert_eq!(no_row.code(), "store_corrupt");
}

/// What was begun under what is no stamp is nobody's.
#[test]
fn values_that_are_no_stamps_are_corrupt() {
    let row = row();
    let value = [7; 16];
    for values in [
        &[2][..],
        &[&[2][..], &value[..15]].concat(),
        &[&[4][..], &value].concat(),
        &[&[2][..], &value, &[2], &value].concat(),
        &[&[3][..], &value, &[2], &value].concat(),
    ] {
        let columns = Columns {
            stamp_values: values,
            ..row.columns()
        };
        let read = Session::from_columns(&columns, &row.rest_to_bytes());
        assert_eq!(read.unwrap_err().code(), "store_corrupt", "{values:?}");
    }
}

#[test]
fn debug_output_shows_no_user() {
    let row = row();
    let shown = format!("{:?}", row.columns());
    assert!(
        !shown.contains("the user") && !shown.contains("reason"),
        "{shown}"
    );
    assert!(shown.contains(&row.id().to_string()), "{shown}");
}
