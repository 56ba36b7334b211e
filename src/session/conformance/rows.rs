//! Rows: kept, read, swapped, listed.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::failure::{Case, Failure};
use super::fixture::{Server, odd_subjects};
use crate::session::{
    Group, Loaded, NewSession, Presenter, SessionId, SessionStore, Stamp, Stamps, StoreError,
};
use crate::time::NumericDate;

pub(super) async fn insert_and_load<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("insert and load");
    let server = Server::new(store)?;
    let absent = server.store.load(&SessionId::from_bytes([9; 16])).await;
    case.equal(case.answer(absent)?, None)?;
    let detail =
        serde_json::json!({"text": "ä\u{0}\"\\", "large": u64::MAX, "deep": [[{"a": null}]]});
    for subject in odd_subjects() {
        let client = Presenter::authenticated("app")
            .scope("a b")
            .audience(["x", "y"]);
        let new = NewSession::new(subject.clone(), client)
            .label("Gerät")
            .detail(&detail);
        let login = case.good(server.sessions.login(new).await)?;
        let row = server.row(case, login.session()).await?;
        case.equal(&row, login.session())?;
        let again = server.store.insert(&row).await;
        if !matches!(again, Err(StoreError::Conflict)) {
            return Err(case.fail(format_args!(
                "an id twice: expected Conflict, found {again:?}"
            )));
        }
        case.equal(
            case.answer(server.store.list(&subject, None, 10).await)?
                .len(),
            1,
        )?;
        case.good(server.sessions.revoke_session(&subject, row.id()).await)?;
        let revoked = server.row(case, &row).await?;
        let again = server.store.insert(&row).await;
        if !matches!(again, Err(StoreError::Conflict)) {
            return Err(case.fail("a revoked session was begun again"));
        }
        let listed = case.answer(server.store.list(&subject, None, 10).await)?;
        case.equal(
            listed,
            Vec::from([Loaded::new(revoked.clone(), Stamps::default())]),
        )?;
        case.equal(revoked.revoked().map(|(_, reason)| reason), Some("revoked"))?;
        case.equal(revoked.detail(), row.detail())?;
    }
    Ok(())
}

pub(super) async fn swap_of_the_very_version<S: SessionStore>(
    store: Arc<S>,
) -> Result<(), Failure> {
    let case = Case("swap");
    let server = Server::new(store)?;
    let login = case.good(server.login("swap").await)?;
    let row = login.session().clone();
    let at = |seconds: i64| NumericDate::from_seconds(seconds);
    let next = row.rotated(1, row.rotated_at());
    let others = [
        row.rotated(1, row.rotated_at()),
        row.rotated(0, at(row.rotated_at().seconds().saturating_add(1))),
        row.revoked_at(row.rotated_at(), "other"),
    ];
    for other in others {
        let swapped = case.answer(server.store.swap(other.version(), &next).await)?;
        case.equal(swapped, false)?;
        case.equal(server.row(case, &row).await?, row.clone())?;
    }
    case.equal(
        case.answer(server.store.swap(row.version(), &next).await)?,
        true,
    )?;
    case.equal(server.row(case, &row).await?, next.clone())?;
    case.equal(
        case.answer(server.store.swap(row.version(), &next).await)?,
        false,
    )?;
    // The largest generation, and an instant before 1970.
    let far = next.rotated(u64::MAX, at(-1));
    case.equal(
        case.answer(server.store.swap(next.version(), &far).await)?,
        true,
    )?;
    case.equal(server.row(case, &row).await?, far.clone())?;
    let back = case.answer(server.store.swap(far.version(), &row).await)?;
    case.equal(back, true)?;
    // A row that is not there.
    let pruned = case.answer(server.store.prune(NumericDate::MAX, usize::MAX).await)?;
    case.equal(pruned > 0, true)?;
    case.equal(
        case.answer(server.store.swap(row.version(), &next).await)?,
        false,
    )?;
    case.equal(server.load(case, &row).await?, None)
}

pub(super) async fn lists_by_subject<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("list");
    let server = Server::new(store)?;
    let mut own = Vec::new();
    for _ in 0..7 {
        own.push(*case.good(server.login("list").await)?.session().id());
        case.good(server.login("list2").await)?;
        case.good(server.login("lis").await)?;
    }
    own.sort_unstable();
    // More than a page of those who read them.
    for number in 0..240 {
        if number % 50 == 0 {
            server.pass_a_minute();
        }
        own.push(*case.good(server.login("list").await)?.session().id());
    }
    own.sort_unstable();
    for limit in [1, 7, 100, own.len(), 1000] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = server.store.list("list", after.as_ref(), limit).await;
            let page = case.answer(page)?;
            case.equal(page.len() <= limit, true)?;
            let Some(last) = page.last() else {
                break;
            };
            after = Some(*last.session.id());
            found.extend(page.iter().map(|row: &Loaded| *row.session.id()));
            if found.len() > own.len() {
                break;
            }
        }
        case.equal(&found, &own)?;
    }
    case.equal(
        case.answer(server.store.list("nobody", None, 10).await)?
            .len(),
        0,
    )
}

/// Names that something might take for the same are not.
pub(super) async fn tells_subjects_apart<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("subjects that look alike");
    let server = Server::new(store)?;
    let long = "x".repeat(1023);
    for (one, other) in [
        ("bob", "Bob"),
        ("bob", "bob "),
        ("bob", " bob"),
        ("bob", "bob\0"),
        ("bob\0a", "bob\0b"),
        ("\u{e4}", "a\u{308}"),
        ("\u{e4}", "\u{e5}"),
        ("1", "01"),
        (&(long.clone() + "a"), &(long + "b")),
    ] {
        let (one_login, other_login) = (server.login(one).await, server.login(other).await);
        let (one_login, other_login) = (case.good(one_login)?, case.good(other_login)?);
        for (subject, login) in [(one, &one_login), (other, &other_login)] {
            let listed = case.answer(server.store.list(subject, None, 1000).await)?;
            let is_there = |row: &Loaded| row.session.id() == login.session().id();
            case.equal(listed.iter().any(is_there), true)?;
            case.equal(
                listed.iter().all(|it| it.session.subject() == subject),
                true,
            )?;
        }
        case.good(server.sessions.revoke_subject(one).await)?;
        case.refused(
            server.refresh(one_login.refresh_token()).await,
            "session_revoked",
        )?;
        case.good(server.refresh(other_login.refresh_token()).await)?;
        case.answer(server.store.prune(NumericDate::MAX, usize::MAX).await)?;
    }
    Ok(())
}

pub(super) async fn stamps<S: SessionStore>(store: Arc<S>) -> Result<(), Failure> {
    let case = Case("stamp");
    let server = Server::new(store)?;
    let stamps = async |subject: &str| case.answer(server.store.stamps(subject, None).await);
    for subject in odd_subjects() {
        case.equal(stamps(&subject).await?, Stamps::default())?;
        let login = case.good(server.login(&subject).await)?;
        case.equal(
            server.load(case, login.session()).await?,
            Some(Loaded::new(login.session().clone(), Stamps::default())),
        )?;
        for value in [[1; 16], [2; 16]] {
            let (group, mut expected) = (Group::Subject(&subject), Stamps::default());
            let stamp = Stamp::new(value, NumericDate::from_seconds(-5));
            expected.set(group, stamp);
            case.answer(server.store.set_stamp(group, &stamp).await)?;
            case.equal(stamps(&subject).await?, expected)?;
            let loaded = Loaded::new(login.session().clone(), expected);
            case.equal(
                server.load(case, login.session()).await?,
                Some(loaded.clone()),
            )?;
            let listed = case.answer(server.store.list(&subject, None, 10).await)?;
            case.equal(listed, Vec::from([loaded]))?;
        }
        case.refused(
            server.refresh(login.refresh_token()).await,
            "session_revoked",
        )?;
    }
    Ok(())
}
