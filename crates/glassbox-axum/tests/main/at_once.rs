//! A browser with many tabs: all refresh at the same moment, with one cookie.

use core::time::Duration;
use std::collections::BTreeSet;

use glassbox::session::{MemoryStore, SessionStore};
use glassbox_redb::RedbStore;

use crate::support::{HttpVersion, Server, clock, post, server, sessions, set_cookie, with};

const TABS: usize = 50;

async fn check(store: impl SessionStore + 'static) {
    let clock = clock();
    let server = Server::start(server(sessions(store, &clock))).await;
    let said = post("/login")
        .same_origin()
        .over(HttpVersion::One, &server)
        .await;
    let first = set_cookie(&said).unwrap().0.to_owned();
    clock.advance(Duration::from_secs(60));
    let tabs = (0..TABS).map(|tab| {
        let ask = with("/refresh", &first);
        ask.over(HttpVersion::BOTH[tab % 2], &server)
    });
    let mut tokens = BTreeSet::new();
    for said in futures_util::future::join_all(tabs).await {
        assert_eq!(said.status, 200, "{said:?}");
        let (token, seconds) = set_cookie(&said).unwrap();
        assert_eq!(seconds, 3600);
        tokens.insert(token.to_owned());
    }
    // Whichever answer came last, the browser has the token that counts.
    assert_eq!(tokens.len(), 1);
    let newest = tokens.first().unwrap();
    assert_ne!(*newest, first);
    clock.advance(Duration::from_secs(60));
    let said = with("/refresh", newest)
        .over(HttpVersion::Two, &server)
        .await;
    assert_eq!(said.status, 200, "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tabs_end_with_one_token_in_memory() {
    check(MemoryStore::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_tabs_end_with_one_token_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    check(RedbStore::open(folder.path().join("sessions.redb")).unwrap()).await;
}
