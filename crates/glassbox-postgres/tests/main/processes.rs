//! Two processes, each with its own connections, present the same token at once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use glassbox::session::{NewSession, RefreshKind};
use glassbox_postgres::PostgresStore;

use super::support::{Postgres, Server, browser, clock, pool, sessions};

const ROUNDS: usize = 40;
const TABS: usize = 8;

/// What each of some tabs is given, as `kind token`.
async fn refresh(server: &Arc<Server>, token: &str) -> Vec<String> {
    let tabs: Vec<_> = (0..TABS)
        .map(|_| {
            let (server, token) = (Arc::clone(server), token.to_owned());
            tokio::spawn(async move {
                let refreshed = server.refresh(&token, &browser()).await.unwrap();
                format!("{} {}", refreshed.kind().code(), refreshed.refresh_token())
            })
        })
        .collect();
    let mut given = Vec::new();
    for tab in tabs {
        given.push(tab.await.unwrap());
    }
    given
}

/// The other process: refreshes each token that it is told.
#[test]
#[ignore = "it is started by the other test"]
fn child() {
    let Ok(url) = std::env::var("GLASSBOX_TEST_DATABASE") else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let clock = clock();
    let server = runtime.block_on(async {
        let store = PostgresStore::open(pool(url, TABS)).await.unwrap();
        Arc::new(sessions(store, &clock))
    });
    for token in std::io::stdin().lines() {
        clock.advance(Duration::from_secs(60));
        for line in runtime.block_on(refresh(&server, &token.unwrap())) {
            println!("\ngiven {line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_rotate_once() {
    let server = Postgres::start();
    let clock = clock();
    // Both make the tables, too.
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::child", "--ignored", "--nocapture"])
        .env("GLASSBOX_TEST_DATABASE", server.url())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut tell = child.stdin.take().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let here = Arc::new(sessions(store, &clock));
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let mut token = login.into_tokens().1;
    let mut won_there = 0;
    for round in 0..ROUNDS {
        clock.advance(Duration::from_secs(60));
        writeln!(tell, "{token}").unwrap();
        let mut given = refresh(&here, &token).await;
        let there = told.by_ref().map(Result::unwrap);
        let there = there.filter_map(|line| line.strip_prefix("given ").map(String::from));
        let there: Vec<_> = there.take(TABS).collect();
        let rotated = RefreshKind::Rotated.code();
        won_there += usize::from(there.iter().any(|line| line.starts_with(rotated)));
        given.extend(there);
        assert_eq!(given.len(), 2 * TABS);
        let rotations = given
            .iter()
            .filter(|line| line.starts_with(rotated))
            .count();
        assert_eq!(rotations, 1, "round {round}: {given:?}");
        let mut tokens: Vec<_> = given
            .iter()
            .filter_map(|line| line.split(' ').nth(1))
            .collect();
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "round {round}");
        token = tokens[0].to_owned();
    }
    drop(tell);
    assert!(child.wait().unwrap().success());
    println!("{ROUNDS} rounds of two processes, {won_there} rotated by the other one");
}
