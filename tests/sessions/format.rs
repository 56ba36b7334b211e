//! Rows as bytes, of this version and of those before.

use glassbox::session::{
    Group, NewSession, Presenter, RefreshKind, Session, SessionId, SessionStore, Stamp, Stamps,
};

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
    let damaged = "the store has data that cannot be read: a row is damaged: its values are not those of a session";
    let other = |format| {
        format!(
            "the store has data that cannot be read: a row has the format {format}, and this version \
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
    let third = with_a_turn.replace("\"format\":1", "\"format\":3");
    let third = third.replace(",\"subject\"", ISSUED);
    assert!(Session::from_bytes(third.as_bytes()).is_ok());
    for format in [2, 3] {
        let row = with_a_turn.replace("\"format\":1", &format!("\"format\":{format}"));
        assert!(Session::from_bytes(row.as_bytes()).is_ok());
        // What the third one has, no other one has.
        for member in ["all_stamp", "client_stamp", "at_client_stamp"] {
            let row = row.replace('}', &format!(",\"{member}\":\"NfG6P_AC3OEXJDW3o4EJbQ\"}}"));
            let read = Session::from_bytes(row.as_bytes());
            assert_eq!(read.is_ok(), format == 3, "{row}");
            let row = row.replace("NfG6P_AC3OEXJDW3o4EJbQ", "NfG6P");
            assert!(Session::from_bytes(row.as_bytes()).is_err(), "{row}");
        }
    }
}

/// Rows of the second format, as they were stored, under the stamp of their subject and without one.
const SECOND: [&str; 2] = [
    r#"{"format":2,"id":"HoihBbP-mdlGFQy51K80Lg","generation":0,"created_at":1700000060,"turn":1,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776060,"subject":"43","client":"app","stamp":"NfG6P_AC3OEXJDW3o4EJbQ"}"#,
    r#"{"format":2,"id":"dmasu2d6_JyJRNvFk_xi4A","generation":0,"created_at":1700000000,"turn":1,"rotated_at":1700000000,"idle":1209600,"expires_at":1707776000,"subject":"43","client":"app"}"#,
];

/// Its stamp is that of its subject, and no other group's: any other stamp ends it.
#[test]
fn a_row_of_the_second_format_keeps_its_stamp() {
    let parsed: SessionId = "NfG6P_AC3OEXJDW3o4EJbQ".parse().unwrap();
    let (own, other) = (*parsed.as_bytes(), [9; 16]);
    let (subject, client) = ("43", "app");
    let both = Group::SubjectAtClient { subject, client };
    for (row, is_stamped) in SECOND.into_iter().zip([true, false]) {
        let session = Session::from_bytes(row.as_bytes()).unwrap();
        let third = row.replace("\"format\":2", "\"format\":3");
        assert_eq!(String::from_utf8(session.to_bytes()).unwrap(), third);
        let admits = |group, value| {
            let mut stamps = Stamps::default();
            stamps.set(group, Stamp::new(value, session.rotated_at()));
            stamps.admits(&session)
        };
        assert!(Stamps::default().admits(&session));
        for (group, is_admitted) in [
            (Group::Subject(subject), is_stamped),
            (Group::All, false),
            (Group::Client(client), false),
            (both, false),
        ] {
            assert_eq!(admits(group, own), is_admitted, "{group:?}");
            assert!(!admits(group, other), "{group:?}");
        }
    }
}

/// Begun under all stamps that there can be, it is stored and read with them.
#[test]
fn a_row_has_the_stamps_that_it_was_begun_under() {
    let server = server();
    block_on(server.sessions.revoke_all()).unwrap();
    block_on(server.sessions.revoke_client("app")).unwrap();
    block_on(server.sessions.revoke_subject("42")).unwrap();
    block_on(server.sessions.revoke_subject_at("42", "app")).unwrap();
    let new = NewSession::new("42", Presenter::public("app"));
    let login = block_on(server.sessions.login(new)).unwrap();
    let session = login.session();
    assert_eq!(session.stamp_values().len(), 4 * 17);
    let bytes = session.to_bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    for member in [
        "\"stamp\"",
        "\"all_stamp\"",
        "\"client_stamp\"",
        "\"at_client_stamp\"",
    ] {
        assert!(text.contains(member), "{text}");
    }
    assert_eq!(&Session::from_bytes(&bytes).unwrap(), session);
}
