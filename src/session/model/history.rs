//! One request after the other: the client, a thief with any earlier token, clocks that jump, two
//! machines, a failover, revocation, logout, pruning. A naive oracle, written separately, predicts the
//! outcome of each.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::world::{
    Answer, Chance, Ending, Halts, IDLE, LIFETIME, START, Server, finish, machine_with, refresh_by,
};
use crate::session::{Grace, MemoryStore, NewSession, Presenter, Rotation, Session, SessionStore};
use crate::time::NumericDate;

/// What the oracle knows of the session.
#[derive(Clone)]
struct Oracle {
    generation: u64,
    rotated_at: i64,
    /// Whether the newest token was used and kept.
    is_kept: bool,
    is_revoked: bool,
    idle: i64,
    end: i64,
    label: u64,
}

impl Oracle {
    /// Predicts the outcome of a refresh, and applies its changes.
    fn refresh(
        &mut self,
        token: u64,
        now: i64,
        window: u64,
        (adopts, keeps): (bool, bool),
    ) -> &'static str {
        if self.is_revoked {
            return "session_revoked";
        }
        if now >= self.end || now >= self.rotated_at + self.idle {
            return "session_expired";
        }
        let age = (now - self.rotated_at).unsigned_abs();
        if token > self.generation {
            (self.is_revoked, self.rotated_at) =
                (!adopts, if adopts { now } else { self.rotated_at });
            self.generation = if adopts { token + 1 } else { self.generation };
            self.is_kept &= !adopts;
            return if adopts { "adopted" } else { "store_behind" };
        }
        if token + 1 == self.generation && age < window && !self.is_kept {
            return "replayed";
        }
        if token < self.generation {
            self.is_revoked = true;
            return "refresh_token_reuse";
        }
        if age < window.min(30) {
            return "same";
        }
        if keeps && now <= self.rotated_at {
            return "same";
        }
        self.is_kept = keeps;
        (self.generation, self.rotated_at) = (token + u64::from(!keeps), now);
        if keeps { "kept" } else { "rotated" }
    }
}

/// A refresh that looks at the user, and stores a new label.
async fn granted(server: &Server, token: &str, by: &Presenter, label: u64) -> Answer {
    let presented = server.present(token, by).await?;
    let claims = serde_json::json!({"role": "admin"});
    presented.label(label.to_string()).grant(&claims).await
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
    // Both keep tokens, or rotate them, or one is told so before the other.
    let keeps = [0, 1].map(|_| chance.below(2) == 0);
    let machines = keeps.map(|keeps| {
        machine_with(&store, Halts::ALL, |builder| {
            let builder = builder.grace(grace).rotation(match keeps {
                true => Rotation::PublicClients,
                false => Rotation::All,
            });
            if adopts {
                builder.adopt_ahead()
            } else {
                builder
            }
        })
    });
    let by = match chance.below(3) {
        0 => Presenter::first_party(),
        1 => Presenter::public("app"),
        _ => Presenter::authenticated("app"),
    };
    let is_confidential = by == Presenter::authenticated("app");
    let mut login = NewSession::new("42", by.clone());
    let (mut idle, mut lifetime) = (IDLE, LIFETIME);
    if chance.below(2) == 0 {
        idle = [500, 2_000][chance.below(2) as usize];
        login = login.idle(Duration::from_secs(idle));
    }
    if chance.below(2) == 0 {
        lifetime = [700, 9_000][chance.below(2) as usize];
        login = login.lifetime(Duration::from_secs(lifetime));
    }
    let end = START + lifetime as i64;
    let login = finish(machines[0].0.login(login)).map_err(|error| error.code())?;
    let id = *login.session().id();
    let row = || -> Result<Session, String> {
        let loaded = finish(store.load(&id)).map_err(|error| error.code())?;
        Ok(loaded.ok_or("a live row was deleted")?.session)
    };
    let mut known = Oracle {
        generation: 0,
        rotated_at: START,
        is_kept: false,
        is_revoked: false,
        idle: idle as i64,
        end,
        label: 0,
    };
    let mut tokens = Vec::from([(0, String::from(login.refresh_token()))]);
    let mut bytes = BTreeMap::from([(0, String::from(login.refresh_token()))]);
    let (mut real_now, mut before) = (START, None);
    for step in 1..=40 {
        real_now += [0, 1, 4, 20, 29, 30, 60, 300][chance.below(8) as usize];
        // The second machine's clock is wrong, and now and then the first one's, too.
        let skew = match chance.below(6) {
            0 => [-400, -35, -29, -3, 3, 35][chance.below(6) as usize],
            _ => 0,
        };
        let now = real_now + skew;
        let machine = usize::from(skew != 0);
        let (server, clock) = &machines[machine];
        clock.set(NumericDate::from_seconds(now));
        match chance.below(24) {
            0 => {
                let endings = Ending::of(&by);
                let ending = endings[chance.below(endings.len() as u64) as usize];
                finish(ending.happen(server)).map_err(|error| error.code())?;
                known.is_revoked = true;
            }
            1 => {
                let (_, token) = &tokens[chance.below(tokens.len() as u64) as usize];
                finish(server.logout(token)).map_err(|error| error.code())?;
                known.is_revoked = true;
            }
            2 => {
                finish(Ending::happen_to_others(server)).map_err(|error| error.code())?;
                finish(server.prune(100)).map_err(|error| error.code())?;
                row()?;
            }
            // A failover: the last acknowledged rotation is gone.
            3 => {
                if let Some((old, was_known)) = before.take() {
                    let (old, was_known): (Session, Oracle) = (old, was_known);
                    let stored = row()?;
                    if stored.revoked.is_none() && !known.is_revoked {
                        let swapped = finish(store.swap(stored.version(), &old));
                        swapped.map_err(|error| error.code())?;
                        known = was_known;
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
                let was_known = known.clone();
                let modes = (adopts, keeps[machine] && is_confidential);
                let expected = known.refresh(generation, now, grace.length().as_secs(), modes);
                // An introspection before it predicts the outcome, and changes nothing.
                let looked = finish(server.introspect(&token)).map_err(|error| error.code())?;
                let unchanged = row()?;
                let label = (chance.below(3) == 0).then_some(step);
                let answer = match label {
                    Some(label) => finish(granted(server, &token, &by, label)),
                    None => finish(refresh_by(server, &token, by.clone())),
                };
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
                if looked.is_some() != answer.is_ok() || unchanged != stored {
                    return Err(format!("{said}: {found}, and a look gave {looked:?}"));
                }
                let after = row()?;
                let is_ended = after.revoked.is_some();
                if matches!(found, "refresh_token_reuse" | "store_behind") && !is_ended {
                    return Err(format!("{said}: {found}, and it was not written"));
                }
                if after.generation != known.generation
                    || after.rotated_at.seconds() != known.rotated_at
                {
                    return Err(format!("{said}: the row is {after:?}"));
                }
                if matches!(found, "rotated" | "kept" | "adopted") {
                    known.label = label.unwrap_or(known.label);
                    before = Some((stored, was_known));
                }
                let stored_label = after.label().map(String::from);
                if stored_label != (known.label > 0).then(|| known.label.to_string()) {
                    return Err(format!("{said}: the label {stored_label:?}"));
                }
                let Ok(refreshed) = answer else {
                    continue;
                };
                let end = NumericDate::from_seconds(end);
                if after.expires_at() != end || refreshed.access_expires_at() > end {
                    return Err(format!("{said}: it outlives its end"));
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
