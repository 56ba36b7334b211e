//! Logins beside each other, and beside what ends sessions, in every order of their steps.

use alloc::boxed::Box;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::Cell;
use core::time::Duration;

use super::schedules::{Schedule, explore};
use super::world::{
    Answer, Ending, Halts, Running, START, Server, app, finish, machine_with, poll, refresh,
};
use crate::session::{AtLimit, MemoryStore, NewSession, RefreshError};
use crate::time::NumericDate;

type Scenario = fn(&mut Schedule) -> Result<(), String>;

const SCENARIOS: [(&str, Scenario); 8] = [
    ("logins beside revoke_subject", |schedule| {
        beside_a_revocation(schedule, Ending::Subject, &[User::Old, User::New])
    }),
    ("logins beside revoke_subject_at", |schedule| {
        one_beside_a_revocation(schedule, Ending::SubjectAtClient)
    }),
    ("logins beside revoke_client", |schedule| {
        one_beside_a_revocation(schedule, Ending::Client)
    }),
    ("logins beside revoke_all", |schedule| {
        one_beside_a_revocation(schedule, Ending::All)
    }),
    ("logins at a limit of one", at_the_limit),
    ("logins at a limit that refuses", at_a_limit_that_refuses),
    ("a login beside pruning", |schedule| {
        beside_pruning(schedule, &[Ending::Subject])
    }),
    ("a login beside pruning, of one stamp of two", |schedule| {
        beside_pruning(schedule, &[Ending::Client, Ending::Subject])
    }),
];

/// How many schedules there were, by scenario.
pub(super) fn look() -> Result<Vec<(&'static str, u64)>, String> {
    let counted = SCENARIOS.map(|(name, scenario)| {
        let gone = explore(scenario).map_err(|problem| format!("{name}: {problem}"));
        gone.map(|count| (name, count))
    });
    counted.into_iter().collect()
}

fn new() -> NewSession {
    NewSession::new("42", app())
}

fn login(server: &Arc<Server>, new: NewSession) -> Running<Answer> {
    let server = Arc::clone(server);
    Box::pin(async move { server.login(new).await })
}

/// Runs all requests, step by step in this schedule, and returns their outcomes.
fn interleave<T>(schedule: &mut Schedule, requests: Vec<Running<T>>) -> Vec<T> {
    let mut running: Vec<(usize, Running<T>)> = requests.into_iter().enumerate().collect();
    let mut done = Vec::new();
    while !running.is_empty() {
        let chosen = schedule.choose(running.len());
        if let Some(output) = poll(&mut running[chosen].1) {
            done.push((running.swap_remove(chosen).0, output));
        }
    }
    done.sort_unstable_by_key(|(request, _)| *request);
    done.into_iter().map(|(_, output)| output).collect()
}

/// A login, and whether it was over before the revocation began, or began after the revocation had
/// returned.
struct Login {
    is_before: bool,
    is_after: bool,
    answer: Answer,
}

/// One who authenticated before all was revoked, or just now.
#[derive(Clone, Copy, PartialEq)]
enum User {
    Old,
    New,
}

/// The stamps of all kinds of groups are used alike: one login beside each is enough.
fn one_beside_a_revocation(schedule: &mut Schedule, ending: Ending) -> Result<(), String> {
    let user = [User::Old, User::New][schedule.choose(2)];
    beside_a_revocation(schedule, ending, &[user])
}

fn beside_a_revocation(
    schedule: &mut Schedule,
    ending: Ending,
    users: &[User],
) -> Result<(), String> {
    schedule.choose_ids();
    let store = Arc::new(MemoryStore::new());
    let (server, clock) = machine_with(&store, Halts::NO_DEATHS, |builder| builder);
    clock.advance(Duration::from_secs(10));
    let (begun, ended) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
    let watched = |new: NewSession| {
        let (begun, ended, login) = (Rc::clone(&begun), Rc::clone(&ended), login(&server, new));
        Box::pin(async move {
            let is_after = ended.get();
            let answer = login.await;
            let is_before = !begun.get();
            Some(Login {
                is_before,
                is_after,
                answer,
            })
        }) as Running<Option<Login>>
    };
    let old = || new().authenticated_at(NumericDate::from_seconds(START));
    let mut requests: Vec<_> = users
        .iter()
        .map(|user| match user {
            User::Old => watched(old()),
            User::New => watched(new()),
        })
        .collect();
    let revocation: Running<Option<Login>> = Box::pin({
        let (server, begun, ended) = (Arc::clone(&server), Rc::clone(&begun), Rc::clone(&ended));
        async move {
            begun.set(true);
            let revoked = ending.happen(&server).await;
            ended.set(revoked.is_ok());
            None
        }
    });
    requests.push(revocation);
    let logins = interleave(schedule, requests);
    clock.advance(Duration::from_secs(60));
    for (login, user) in logins.into_iter().flatten().zip(users) {
        let is_old = *user == User::Old;
        let lives = match &login.answer {
            Ok(tokens) => finish(refresh(&server, tokens.refresh_token())).is_ok(),
            Err(RefreshError::LoginRevoked) if is_old => false,
            Err(RefreshError::Contended(_)) if !login.is_after => false, // it overlapped
            Err(error) => return Err(format!("a login: {error}")),
        };
        if lives && (is_old || login.is_before) {
            return Err("a login from before the revocation lives".into());
        }
        if !lives && login.is_after && !is_old {
            return Err("a login from after the revocation was ended by it".into());
        }
    }
    Ok(())
}

/// Two at once: one session is left, and it is that of a login which was good.
fn at_the_limit(schedule: &mut Schedule) -> Result<(), String> {
    schedule.choose_ids();
    let store = Arc::new(MemoryStore::new());
    let halts = Halts {
        at_stamps: false,
        ..Halts::NO_DEATHS
    };
    let (server, clock) = machine_with(&store, halts, |builder| builder.limit_per_client(1));
    finish(login(&server, new())).map_err(|error| error.code())?;
    clock.advance(Duration::from_secs(60));
    let answers = interleave(schedule, (0..2).map(|_| login(&server, new())).collect());
    let (mut good, mut told) = (Vec::new(), 0);
    for answer in answers {
        match answer {
            Ok(tokens) => good.push(*tokens.session().id()),
            Err(RefreshError::Contended(_)) => told += 1,
            Err(error) => return Err(format!("a login: {error}")),
        }
    }
    let live = finish(server.sessions("42")).map_err(|error| error.code())?;
    if live.len() != 1 {
        return Err(format!("{} live, {told} told to try again", live.len()));
    }
    match live.iter().all(|session| good.contains(session.id())) {
        true => Ok(()),
        false => Err("a session lives whose login was refused".into()),
    }
}

/// Two at once for one place: never both, and who is refused has no session.
fn at_a_limit_that_refuses(schedule: &mut Schedule) -> Result<(), String> {
    schedule.choose_ids();
    let store = Arc::new(MemoryStore::new());
    let (server, _) = machine_with(&store, Halts::NO_DEATHS, |builder| {
        builder.limit_per_client(1).at_limit(AtLimit::RefuseLogin)
    });
    let answers = interleave(schedule, (0..2).map(|_| login(&server, new())).collect());
    let mut good = Vec::new();
    for answer in answers {
        match answer {
            Ok(tokens) => good.push(tokens.session().clone()),
            Err(RefreshError::Contended(_) | RefreshError::LimitReached { .. }) => {}
            Err(error) => return Err(format!("a login: {error}")),
        }
    }
    let live = finish(server.sessions("42")).map_err(|error| error.code())?;
    match good.len() <= 1 && live == good {
        true => Ok(()),
        false => Err(format!("{} logins, {} live", good.len(), live.len())),
    }
}

/// A stamp that a login reads may be pruned before its row is there. Somebody else's session keeps that of
/// the client.
fn beside_pruning(schedule: &mut Schedule, endings: &[Ending]) -> Result<(), String> {
    schedule.choose_ids();
    let store = Arc::new(MemoryStore::new());
    let (server, clock) = machine_with(&store, Halts::NO_DEATHS, |builder| builder);
    for ending in endings {
        finish(ending.happen(&server)).map_err(|error| error.code())?;
    }
    clock.advance(Duration::from_secs(2 * 24 * 60 * 60));
    let other = NewSession::new("43", app());
    finish(login(&server, other)).map_err(|error| error.code())?;
    let pruning: Running<Answer> = Box::pin({
        let server = Arc::clone(&server);
        async move {
            server.prune(10).await?;
            Err(RefreshError::UnknownSession) // nobody's
        }
    });
    let mut answers = interleave(schedule, Vec::from([login(&server, new()), pruning]));
    let answer = answers.swap_remove(0);
    let tokens = answer.map_err(|error| format!("a login: {error}"))?;
    clock.advance(Duration::from_secs(60));
    let refreshed = finish(refresh(&server, tokens.refresh_token()));
    let refreshed = refreshed.map_err(|error| format!("after pruning: {error}"))?;
    finish(server.revoke_subject("42")).map_err(|error| error.code())?;
    match finish(refresh(&server, refreshed.refresh_token())) {
        Err(RefreshError::Revoked) => Ok(()),
        other => Err(format!("after a revocation: {other:?}")),
    }
}
