//! Rows as bytes, of this version and of those before.

use glassbox::session::{Presenter, RefreshKind, Session, SessionStore};

use super::support::{block_on, browser, server};

/// A row of the first format, as it was stored, and the refresh token that was given for it.
const FIRST: [(&str, &str); 2] = [
    (
        r#"{"format":1,"id":"dmasu2d6_JyJRNvFk_xi4A","generation":0,"created_at":1700000000,"rotated_at":1700000000,"idle":1209600,"expires_at":1707776000,"subject":"42"}"#,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6InJ0K2p3dCJ9.eyJmYW0iOiJjRURmUkhQSlptVTZmclBlUm96clBnIiwiZ2VuIjowLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMTIwOTYwMH0.0eX0XEcT5aNvWGVMU8yJYN78Ps4NvFj6EXLosRRjTNg",
    ),
    (
        r#"{"format":1,"id":"oX0IiTgjY8qy3T29HV_gWw","generation":1,"created_at":1700000000,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776000,"subject":"sub\\ject","client":"app \"ä\"","is_authenticated":true,"audience":["x"],"scope":"a b","label":"L\u0000","detail":{"t":"\u0000"}}"#,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6InJ0K2p3dCJ9.eyJmYW0iOiJjVHBFX29MRVEwaWVua1hzVFB1TGNnIiwiZ2VuIjoxLCJpYXQiOjE3MDAwMDAwNjAsImV4cCI6MTcwMTIwOTY2MH0.Ty2RegtypLky9YdY2lhFY-jvv4NPzsuHKLczLUrh3hE",
    ),
];

#[test]
fn a_row_of_the_first_format_is_read_and_goes_on() {
    let presenters = [browser(), Presenter::authenticated("app \"ä\"")];
    for ((row, token), by) in FIRST.into_iter().zip(presenters) {
        let session = Session::from_bytes(row.as_bytes()).unwrap();
        let with_a_turn = row.replace(",\"rotated_at\"", ",\"turn\":0,\"rotated_at\"");
        let [second, third] = [2, 3]
            .map(|format| with_a_turn.replace("\"format\":1", &format!("\"format\":{format}")));
        assert_eq!(String::from_utf8(session.to_bytes()).unwrap(), third);
        for row in [second, third] {
            assert_eq!(Session::from_bytes(row.as_bytes()).unwrap(), session);
        }
        let server = server();
        block_on(server.store.insert(&session)).unwrap();
        server.pass(120);
        let refreshed = block_on(server.sessions.refresh(token, &by)).unwrap();
        assert_eq!(refreshed.kind(), RefreshKind::Rotated);
        assert_eq!(refreshed.session().subject(), session.subject());
        assert_eq!(refreshed.session().detail(), session.detail());
    }
}

/// Each is longer unused than any login that has a turn.
#[test]
fn rows_of_the_first_format_make_room_first() {
    let server = super::support::server_with(|builder| builder.limit_per_client(2));
    let old = Session::from_bytes(FIRST[0].0.as_bytes()).unwrap();
    block_on(server.store.insert(&old)).unwrap();
    let logins: Vec<_> = (0..2).map(|_| server.login()).collect(); // in the very second of its login
    let row = block_on(server.store.load(old.id())).unwrap().unwrap();
    assert_eq!(row.session.revoked().unwrap().1, "limit per client");
    assert!(!logins.iter().any(|login| server.is_revoked(login)));
}

/// The subject has something in front of it that only the third format knows.
const ISSUED: &str = ",\"issued_at\":1700000000,\"subject\"";

#[test]
fn each_format_has_what_is_its_own() {
    let first = FIRST[0].0;
    let with_a_turn = first.replace(",\"rotated_at\"", ",\"turn\":1,\"rotated_at\"");
    let damaged =
        "the store holds what cannot be read: a row is damaged: its values are no session's";
    let other = |format| {
        format!(
            "the store holds what cannot be read: a row has the format {format}, and this version \
             reads 1 to 3"
        )
    };
    for (row, text) in [
        (with_a_turn.clone(), damaged.into()),
        (
            first.replace("\"format\":1", "\"format\":2"),
            damaged.into(),
        ),
        (first.replace("\"format\":1", "\"format\":0"), other(0)),
        (
            with_a_turn.replace("\"format\":1", "\"format\":4"),
            other(4),
        ),
        (
            with_a_turn.replace("\"format\":1", "\"format\":4,\"more\":[]"),
            other(4),
        ),
        (first.replace(",\"subject\"", ISSUED), damaged.into()),
        (
            with_a_turn
                .replace("\"format\":1", "\"format\":2")
                .replace(",\"subject\"", ISSUED),
            damaged.into(),
        ),
    ] {
        let error = Session::from_bytes(row.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), text, "{row}");
    }
    let second = with_a_turn.replace("\"format\":1", "\"format\":2");
    assert!(Session::from_bytes(second.as_bytes()).is_ok());
    let third = with_a_turn.replace("\"format\":1", "\"format\":3");
    let third = third.replace(",\"subject\"", ISSUED);
    assert!(Session::from_bytes(third.as_bytes()).is_ok());
}
