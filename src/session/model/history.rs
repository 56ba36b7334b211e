//! One request after the other: the client, a thief with any earlier token, clocks that jump, two
//! machines, a failover, revocation, logout, pruning. A naive oracle, written separately, knows what
//! comes of each.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::world::{Chance, IDLE, LIFETIME, START, finish, machine, refresh};
use crate::session::{Grace, MemoryStore, NewSession, Presenter, Session, SessionStore};
use crate::time::NumericDate;

/// What the oracle knows of the session.
struct Known {
    generation: u64,
    rotated_at: i64,
    is_revoked: bool,
}

impl Known {
    /// The word for what comes of a token, and what it changes.
    fn refresh(&mut self, token: u64, now: i64, window: u64, adopts: bool) -> &'static str {
        if self.is_revoked {
            return "session_revoked";
        }
        if now >= START + LIFETIME as i64 || now >= self.rotated_at + IDLE as i64 {
            return "session_expired";
        }
        let age = (now - self.rotated_at).unsigned_abs();
        if token > self.generation {
            (self.is_revoked, self.rotated_at) =
                (!adopts, if adopts { now } else { self.rotated_at });
            self.generation = if adopts { token + 1 } else { self.generation };
            return if adopts { "adopted" } else { "store_behind" };
        }
        if token + 1 == self.generation && age < window {
            return "replayed";
        }
        if token < self.generation {
            self.is_revoked = true;
            return "refresh_token_reuse";
        }
        if age < window.min(30) {
            return "same";
        }
        (self.generation, self.rotated_at) = (token + 1, now);
        "rotated"
    }
}

pub(super) fn run(seed: u64) -> Result<(), String> {
    let mut chance = Chance::new(seed);
    let grace = match chance.below(4) {
        0 => Grace::Strict,
        1 => Grace::Window(Duration::from_secs(400)),
        2 => Grace::Window(Duration::from_secs(5)),
        _ => Grace::default(),
    };
    let adopts = chance.below(3) == 0;
    let store = Arc::new(MemoryStore::new());
    let machines = [
        machine(&store, grace, adopts),
        machine(&store, grace, adopts),
    ];
    let login = NewSession::new("42", Presenter::first_party());
    let login = finish(machines[0].0.login(login)).map_err(|error| error.code())?;
    let id = *login.session().id();
    let row = || -> Result<Session, String> {
        let loaded = finish(store.load(&id)).map_err(|error| error.code())?;
        Ok(loaded.ok_or("a live row was deleted")?.session)
    };
    let mut known = Known {
        generation: 0,
        rotated_at: START,
        is_revoked: false,
    };
    let mut tokens = Vec::from([(0, String::from(login.refresh_token()))]);
    let mut bytes = BTreeMap::from([(0, String::from(login.refresh_token()))]);
    let (mut real_now, mut before) = (START, None);
    for _ in 0..40 {
        real_now += [0, 1, 4, 20, 29, 30, 60, 300][chance.below(8) as usize];
        // The second machine's clock is wrong, and now and then the first one's, too.
        let skew = match chance.below(6) {
            0 => [-400, -35, -29, -3, 3, 35][chance.below(6) as usize],
            _ => 0,
        };
        let now = real_now + skew;
        let (server, clock) = &machines[usize::from(skew != 0)];
        clock.set(NumericDate::from_seconds(now));
        match chance.below(24) {
            0 => {
                finish(server.revoke_subject("42")).map_err(|error| error.code())?;
                known.is_revoked = true;
            }
            1 => {
                let (_, token) = &tokens[chance.below(tokens.len() as u64) as usize];
                finish(server.logout(token)).map_err(|error| error.code())?;
                known.is_revoked = true;
            }
            2 => {
                finish(server.prune(100)).map_err(|error| error.code())?;
                row()?;
            }
            // A failover: the last acknowledged rotation is gone.
            3 => {
                if let Some(old) = before.take() {
                    let old: Session = old;
                    let stored = row()?;
                    if stored.revoked.is_none() && !known.is_revoked {
                        let swapped = finish(store.swap(stored.version(), &old));
                        swapped.map_err(|error| error.code())?;
                        (known.generation, known.rotated_at) =
                            (old.generation, old.rotated_at.seconds());
                        bytes.retain(|generation, _| *generation <= old.generation);
                    }
                }
            }
            _ => {
                // The newest token mostly, the one before it, or a thief's: any.
                let newest = tokens.len() - 1;
                let which = match chance.below(8) {
                    0 => chance.below(tokens.len() as u64) as usize,
                    1 | 2 => newest.saturating_sub(1),
                    _ => newest,
                };
                let (generation, token) = tokens[which].clone();
                let stored = row()?;
                let expected = known.refresh(generation, now, grace.length().as_secs(), adopts);
                let answer = finish(refresh(server, &token));
                let found = match &answer {
                    Ok(refreshed) => refreshed.kind().code(),
                    Err(error) => error.code(),
                };
                let said = format!(
                    "token {generation} of {} at {now} ({grace:?})",
                    stored.generation
                );
                if found != expected {
                    return Err(format!("{said}: {found}, and not {expected}"));
                }
                let after = row()?;
                let is_ended = after.revoked.is_some();
                if matches!(found, "refresh_token_reuse" | "store_behind") && !is_ended {
                    return Err(format!("{said}: {found}, and it was not written"));
                }
                if after.generation != known.generation {
                    return Err(format!("{said}: the row has {}", after.generation));
                }
                let Ok(refreshed) = answer else {
                    continue;
                };
                let end = NumericDate::from_seconds(START + LIFETIME as i64);
                if after.expires_at() != end || refreshed.access_expires_at() > end {
                    return Err(format!("{said}: it outlives its end"));
                }
                if matches!(found, "rotated" | "adopted") {
                    before = Some(stored);
                }
                let given = String::from(refreshed.refresh_token());
                let first = bytes
                    .entry(after.generation)
                    .or_insert_with(|| given.clone());
                if *first != given {
                    return Err(format!("{said}: other bytes"));
                }
                if !tokens.iter().any(|(_, token)| *token == given) {
                    tokens.push((after.generation, given));
                }
            }
        }
    }
    Ok(())
}
