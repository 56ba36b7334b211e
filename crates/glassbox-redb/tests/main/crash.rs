//! Killed with SIGKILL while it rotates, again and again: what was acknowledged is there, and a
//! client that never saw its answer asks again and gets it.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use glassbox::NumericDate;
use glassbox::session::conformance::block_on;
use glassbox::session::{NewSession, Presenter, SessionStore};
use glassbox::time::FixedClock;
use glassbox_redb::RedbStore;

use crate::support::{START, alone, browser, folder, server};

const LANES: usize = 4;
const KILLS: usize = 30;

/// A client of a lane, whose sessions are ended now and then: that of the lane itself goes on.
fn app(lane: usize) -> String {
    format!("app {lane}")
}

/// One line of what the child was answered; whole, or not there.
fn acknowledge(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\nack {line} end\n").as_bytes())
        .unwrap();
    out.flush().unwrap();
}

/// The child: rotates its lanes until it is killed, and logs somebody out now and then.
#[test]
#[ignore = "it is started by the other test, and killed"]
fn child() {
    let Ok(path) = std::env::var("GLASSBOX_CRASH_FILE") else {
        return;
    };
    let tokens = std::env::var("GLASSBOX_CRASH_TOKENS").unwrap();
    let start: i64 = std::env::var("GLASSBOX_CRASH_START")
        .unwrap()
        .parse()
        .unwrap();
    let store = RedbStore::open(path).unwrap();
    std::thread::scope(|scope| {
        for (lane, token) in tokens.split(' ').enumerate() {
            let clock = FixedClock::new(NumericDate::from_seconds(start));
            let server = server(store.clone(), &clock);
            let mut token = token.to_owned();
            scope.spawn(move || {
                for turn in 1_usize.. {
                    clock.advance(Duration::from_secs(60));
                    let refreshed = block_on(server.refresh(&token, &browser())).unwrap();
                    let generation = refreshed.session().generation();
                    token = refreshed.into_tokens().1;
                    acknowledge(&format!("rotated {lane} {generation} {token}"));
                    if turn % 5 == 0 {
                        let subject = format!("{lane} {start} {turn}");
                        let new = NewSession::new(subject.as_str(), Presenter::public(app(lane)));
                        let login = block_on(server.login(new)).unwrap();
                        match (turn / 5 + lane) % 4 {
                            0 => drop(block_on(server.logout(login.refresh_token())).unwrap()),
                            1 => block_on(server.revoke_subject(&subject)).unwrap(),
                            2 => block_on(server.revoke_subject_at(&subject, &app(lane))).unwrap(),
                            _ => block_on(server.revoke_client(&app(lane))).unwrap(),
                        }
                        acknowledge(&format!("revoked {lane} 0 {}", login.refresh_token()));
                    }
                }
            });
        }
    });
}

/// Runs the child, kills it after some of its lines, and gives all that were whole.
fn run_and_kill(path: &Path, tokens: &[String], start: i64, lines: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(alone("crash::child"))
        .env("GLASSBOX_CRASH_FILE", path)
        .env("GLASSBOX_CRASH_TOKENS", tokens.join(" "))
        .env("GLASSBOX_CRASH_START", start.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = Vec::new();
    for line in output.lines() {
        let line = line.unwrap_or_default();
        let whole = line
            .strip_prefix("ack ")
            .and_then(|line| line.strip_suffix(" end"));
        acknowledged.extend(whole.map(String::from));
        if acknowledged.len() == lines {
            child.kill().unwrap(); // and reads on, to what it wrote before it died
        }
    }
    let status = child.wait().unwrap();
    assert!(!status.success() && status.code().is_none(), "{status}");
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let (_folder, path) = folder();
    let clock = FixedClock::new(START);
    let (mut ids, mut tokens, mut known) = (Vec::new(), Vec::new(), [0; LANES]);
    {
        let server = server(RedbStore::open(&path).unwrap(), &clock);
        for _ in 0..LANES {
            let login = block_on(server.login(NewSession::new("lane", browser()))).unwrap();
            ids.push(*login.session().id());
            tokens.push(login.into_tokens().1);
        }
    }
    let (mut came_back, mut rotations, mut revocations, mut unseen) = (0, 0, 0, 0);
    let mut start = START.seconds();
    for round in 0..KILLS {
        let random = RandomState::new().hash_one(round);
        let lines = 1 + usize::try_from(random % 40).unwrap();
        let acknowledged = run_and_kill(&path, &tokens, start, lines);
        assert!(acknowledged.len() >= lines, "it made no progress");

        let store = RedbStore::open(&path).unwrap();
        let server = server(store.clone(), &clock);
        for line in &acknowledged {
            let parts: Vec<&str> = line.split(' ').collect();
            let [kind, lane, generation, token] = parts[..] else {
                panic!("{line}");
            };
            if kind == "revoked" {
                let by = Presenter::public(app(lane.parse().unwrap()));
                let refused = block_on(server.refresh(token, &by)).unwrap_err();
                assert_eq!(refused.code(), "session_revoked");
                revocations += 1;
                continue;
            }
            let lane: usize = lane.parse().unwrap();
            (known[lane], tokens[lane]) = (generation.parse().unwrap(), token.to_owned());
            rotations += 1;
        }
        for (lane, token) in tokens.iter_mut().enumerate() {
            let row = block_on(store.load(&ids[lane])).unwrap().unwrap().session;
            // An answer may be lost, what was answered may not.
            let lost = row.generation().checked_sub(known[lane]);
            let lost = lost.expect("an acknowledged rotation is lost");
            assert!(lost <= 1, "lane {lane} rotated {lost} times unseen");
            unseen += lost;
            // The client asks at the instant of the last rotation, and once more.
            clock.set(row.rotated_at());
            let again = block_on(server.refresh(token, &browser())).unwrap();
            let twice = block_on(server.refresh(token, &browser())).unwrap();
            assert_eq!(again.session(), &row);
            assert_eq!(again.refresh_token(), twice.refresh_token());
            assert_eq!(again.refresh_token() == token.as_str(), lost == 0);
            known[lane] = row.generation();
            *token = again.into_tokens().1;
            start = start.max(row.rotated_at().seconds());
        }
        clock.set(NumericDate::from_seconds(start));
        came_back += 1;
    }
    println!(
        "killed {KILLS} times, came back {came_back} times: {rotations} rotations and {revocations} \
         revocations acknowledged, none lost; {unseen} rotations whose answer nobody saw were \
         answered again"
    );
    assert!(came_back >= 30 && rotations > KILLS);
}
