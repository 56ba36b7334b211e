//! Many requests at once, step by step in any order: honest tabs with one cookie jar, answers that
//! are lost, a server that dies between a write and its answer, pruning, and a revocation at the end.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::world::{Answer, Chance, Ending, Running, app, finish, machine, poll, refresh};
use crate::session::{Grace, MemoryStore, NewSession, RefreshKind, SessionStore};

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut chance = Chance::new(seed);
    let grace = match chance.below(2) {
        0 => Grace::Window(Duration::from_secs(400)),
        _ => Grace::default(),
    };
    let store = Arc::new(MemoryStore::new());
    let (server, clock) = machine(&store, grace, false);
    let login = NewSession::new("42", app());
    let login = finish(server.login(login)).map_err(|error| error.code())?;
    let mut cookie = (0, String::from(login.refresh_token()));
    let mut bytes = BTreeMap::from([cookie.clone()]);
    let mut rotations: BTreeMap<u64, u32> = BTreeMap::new();
    for _ in 0..6 {
        clock.advance(Duration::from_secs(60));
        let tabs = 2 + chance.below(3);
        let mut running: Vec<Running<Answer>> =
            (0..tabs).map(|_| refresh(&server, &cookie.1)).collect();
        let pruning = Arc::clone(&server);
        let mut pruning: Option<Running<_>> = (chance.below(3) == 0)
            .then(|| Box::pin(async move { pruning.prune(10).await }) as Running<_>);
        let mut restarts = 3;
        let mut unanswered = 0;
        while let Some(tab) =
            (!running.is_empty()).then(|| chance.below(running.len() as u64) as usize)
        {
            if chance.below(8) == 0 {
                clock.advance(Duration::from_secs(1));
            }
            if let Some(prune) = &mut pruning
                && chance.below(3) == 0
                && poll(prune).is_some()
            {
                pruning = None;
            }
            // The server dies here, before or after it wrote; the tab asks again.
            if restarts > 0 && chance.below(12) == 0 {
                restarts -= 1;
                running[tab] = refresh(&server, &cookie.1);
                continue;
            }
            let Some(answer) = poll(&mut running[tab]) else {
                continue;
            };
            let refreshed = answer.map_err(|error| format!("an honest tab: {error}"))?;
            let generation = refreshed.session().generation();
            if refreshed.kind() == RefreshKind::Rotated {
                *rotations.entry(generation).or_default() += 1;
            }
            let given = String::from(refreshed.refresh_token());
            if *bytes.entry(generation).or_insert_with(|| given.clone()) != given {
                return Err(format!("two tokens of generation {generation}"));
            }
            // Lost on the way: the tab asks again with what the cookie has.
            if unanswered < 2 && chance.below(6) == 0 {
                unanswered += 1;
                running[tab] = refresh(&server, &cookie.1);
                continue;
            }
            cookie = cookie.max((generation, given));
            drop(running.swap_remove(tab));
        }
    }
    if let Some((generation, times)) = rotations.iter().find(|(_, times)| **times > 1) {
        return Err(format!("generation {generation} was made {times} times"));
    }
    // Some are on their way when it is revoked; what begins after that is refused.
    clock.advance(Duration::from_secs(60));
    let mut running: Vec<Running<Answer>> = (0..3).map(|_| refresh(&server, &cookie.1)).collect();
    for _ in 0..chance.below(12) {
        let tab = chance.below(running.len() as u64) as usize;
        if poll(&mut running[tab]).is_some() {
            running[tab] = refresh(&server, &cookie.1);
        }
    }
    let revoked = match chance.below(6) {
        ending @ 0..4 => finish(Ending::of(&app())[ending as usize].happen(&server)),
        4 => finish(server.logout(&cookie.1)).map(drop),
        _ => finish(server.revoke_session("42", login.session().id())).map(drop),
    };
    revoked.map_err(|error| error.code())?;
    running
        .into_iter()
        .for_each(|running| drop(finish(running)));
    let latest = finish(store.load(login.session().id())).map_err(|error| error.code())?;
    latest.ok_or("a live row was deleted")?;
    for token in bytes.values() {
        if finish(refresh(&server, token)).is_ok() {
            return Err("a refresh after the revocation was good".into());
        }
    }
    Ok(())
}
