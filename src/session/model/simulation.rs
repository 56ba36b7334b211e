//! A few requests for one session, and what may happen between their steps.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::Cell;

use super::schedules::Schedule;
use super::world::{
    Answer, Builder, Halts, Running, Server, app, finish, machine_with, poll, refresh_by, step,
};
use crate::session::{
    Grace, MemoryStore, NewSession, Presenter, RefreshError, RefreshKind, Session, SessionStore,
};
use crate::time::{Clock, FixedClock, NumericDate};

/// The label that a request writes after it looked up the user.
pub(super) const NEW_LABEL: &str = "new";

/// An event that happens at most once, at any time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Event {
    /// The server dies under this request, and the client asks again with what it has by then.
    Dies(usize),
    /// The clocks of all machines jump by so many seconds.
    Jump(i64),
    /// The store fails over, and continues with the row as it was at first.
    Failover,
}

/// The outcome of a request.
pub(super) enum Outcome {
    Tokens(Answer),
    /// Tokens asked for when a revocation had returned.
    Late(Answer),
    Ended(Result<(), RefreshError>),
    Pruned(Result<usize, RefreshError>),
}

pub(super) struct Simulation {
    pub(super) store: Arc<MemoryStore>,
    pub(super) machines: Vec<(Arc<Server>, FixedClock)>,
    pub(super) grace: Grace,
    pub(super) by: Presenter,
    pub(super) row: Session,
    /// The newest token that the client has got.
    pub(super) cookie: (u64, String),
    /// All tokens, by their generation.
    pub(super) tokens: BTreeMap<u64, String>,
    rotations: BTreeMap<u64, u32>,
    pub(super) errors: Vec<&'static str>,
    /// Whether a revocation has returned.
    pub(super) is_ended: Rc<Cell<bool>>,
    has_failed_over: bool,
    /// Whether a new label was told to be stored.
    is_labelled: bool,
}

impl Simulation {
    /// A session that was begun a minute ago, with two machines for it.
    pub(super) fn new(grace: Grace) -> Result<Self, String> {
        Self::with(Halts::NO_DEATHS, |builder| builder.grace(grace), grace)
    }

    pub(super) fn with(
        halts: Halts,
        configure: impl Fn(Builder) -> Builder,
        grace: Grace,
    ) -> Result<Self, String> {
        Self::of(app(), halts, configure, grace)
    }

    /// A session of this client.
    pub(super) fn of(
        by: Presenter,
        halts: Halts,
        configure: impl Fn(Builder) -> Builder,
        grace: Grace,
    ) -> Result<Self, String> {
        let store = Arc::new(MemoryStore::new());
        let machines = [0, 1].map(|_| machine_with(&store, halts, &configure));
        let machines = Vec::from(machines);
        let login = NewSession::new("42", by.clone());
        let login = finish(machines[0].0.login(login)).map_err(|error| error.code())?;
        let cookie = (0, String::from(login.refresh_token()));
        let simulation = Self {
            store,
            machines,
            grace,
            by,
            row: login.session().clone(),
            tokens: BTreeMap::from([cookie.clone()]),
            cookie,
            rotations: BTreeMap::new(),
            errors: Vec::new(),
            is_ended: Rc::default(),
            has_failed_over: false,
            is_labelled: false,
        };
        simulation.pass(60);
        Ok(simulation)
    }

    pub(super) fn now(&self) -> i64 {
        self.machines[0].1.now().seconds()
    }

    pub(super) fn pass(&self, seconds: i64) {
        for (_, clock) in &self.machines {
            let now = clock.now().seconds() + seconds;
            clock.set(NumericDate::from_seconds(now));
        }
    }

    pub(super) fn server(&self) -> Arc<Server> {
        Arc::clone(&self.machines[0].0)
    }

    pub(super) fn refresh(&self, machine: usize, token: &str) -> Running<Outcome> {
        let refresh = refresh_by(&self.machines[machine].0, token, self.by.clone());
        let is_ended = Rc::clone(&self.is_ended);
        Box::pin(async move {
            match is_ended.get() {
                true => Outcome::Late(refresh.await),
                false => Outcome::Tokens(refresh.await),
            }
        })
    }

    /// A request that looks up the user between two steps.
    pub(super) fn present_and_grant(&self) -> Running<Outcome> {
        let (server, token, by) = (self.server(), self.cookie.1.clone(), self.by.clone());
        let is_ended = Rc::clone(&self.is_ended);
        Box::pin(async move {
            let presented = match server.present(&token, &by).await {
                Ok(presented) => presented,
                Err(error) => return Outcome::Tokens(Err(error)),
            };
            step().await;
            let is_late = is_ended.get();
            let claims = serde_json::json!({"role": "admin"});
            let granted = presented.label(NEW_LABEL).grant(&claims).await;
            if is_late {
                Outcome::Late(granted)
            } else {
                Outcome::Tokens(granted)
            }
        })
    }

    /// Runs all requests, step by step in this schedule. A request that is `done` may lead to another
    /// one.
    pub(super) fn play(
        &mut self,
        schedule: &mut Schedule,
        requests: Vec<Running<Outcome>>,
        mut events: Vec<Event>,
        mut done: impl FnMut(&mut Self, usize) -> Option<Running<Outcome>>,
    ) -> Result<(), String> {
        let mut running: Vec<(usize, Running<Outcome>)> =
            requests.into_iter().enumerate().collect();
        // What a request does before it first reads the store concerns nobody else.
        running
            .iter_mut()
            .for_each(|(_, request)| drop(poll(request)));
        while !running.is_empty() {
            let chosen = schedule.choose(running.len() + events.len());
            if chosen >= running.len() {
                // Only one of them happens.
                let event = events[chosen - running.len()];
                events.clear();
                self.happen(event, &mut running);
            } else if let Some(said) = poll(&mut running[chosen].1) {
                let (request, _) = running.swap_remove(chosen);
                events.retain(|event| *event != Event::Dies(request));
                self.observe(said)?;
                if let Some(mut next) = done(self, request) {
                    drop(poll(&mut next));
                    running.push((usize::MAX, next));
                }
            }
        }
        self.check()
    }

    fn happen(&mut self, event: Event, running: &mut [(usize, Running<Outcome>)]) {
        match event {
            Event::Dies(dead) => {
                let again = self.refresh(0, &self.cookie.1);
                let died = running.iter_mut().find(|(request, _)| *request == dead);
                died.expect("it is running").1 = again;
            }
            Event::Jump(seconds) => self.pass(seconds),
            Event::Failover => {
                self.has_failed_over = true;
                let stored = self.stored().expect("nothing is pruned");
                let swapped = finish(self.store.swap(stored.version(), &self.row));
                assert!(swapped.expect("memory"));
            }
        }
    }

    fn observe(&mut self, said: Outcome) -> Result<(), String> {
        let answer = match said {
            Outcome::Late(Ok(_)) => return Err("good after a revocation had returned".into()),
            Outcome::Tokens(answer) | Outcome::Late(answer) => answer,
            Outcome::Ended(Ok(())) => {
                self.is_ended.set(true);
                return Ok(());
            }
            Outcome::Pruned(Ok(_)) => return Ok(()),
            Outcome::Ended(Err(error)) | Outcome::Pruned(Err(error)) => {
                return Err(format!("not ended: {error}"));
            }
        };
        let refreshed = match answer {
            Ok(refreshed) => refreshed,
            Err(error) => {
                self.errors.push(error.code());
                let is_theft = matches!(
                    error,
                    RefreshError::Reuse { .. } | RefreshError::Ahead { .. }
                );
                return match is_theft && !self.has_failed_over && !self.is_revoked() {
                    true => Err("a theft was told before it was written".into()),
                    false => Ok(()),
                };
            }
        };
        let session = refreshed.session();
        let generation = session.generation();
        if refreshed.access_expires_at() > self.row.expires_at()
            || session.expires_at() != self.row.expires_at()
        {
            return Err("it outlives its end".into());
        }
        if refreshed.kind() == RefreshKind::Rotated {
            *self.rotations.entry(generation).or_default() += 1;
        }
        let is_written = matches!(refreshed.kind(), RefreshKind::Rotated | RefreshKind::Kept);
        self.is_labelled |= is_written && session.label() == Some(NEW_LABEL);
        let given = String::from(refreshed.refresh_token());
        let first = self.tokens.entry(generation);
        if *first.or_insert_with(|| given.clone()) != given && !self.has_failed_over {
            return Err(format!("two tokens of generation {generation}"));
        }
        if generation >= self.cookie.0 {
            self.cookie = (generation, given);
        }
        Ok(())
    }

    pub(super) fn stored(&self) -> Option<Session> {
        let loaded = finish(self.store.load(self.row.id())).expect("memory");
        loaded.map(|loaded| loaded.session)
    }

    pub(super) fn is_revoked(&self) -> bool {
        let loaded = finish(self.store.load(self.row.id())).expect("memory");
        loaded.is_some_and(|loaded| loaded.is_revoked())
    }

    /// What must hold at the end of each scenario.
    fn check(&self) -> Result<(), String> {
        let twice = self.rotations.iter().find(|(_, times)| **times > 1);
        if let (Some((generation, times)), false) = (twice, self.has_failed_over) {
            return Err(format!("generation {generation} was made {times} times"));
        }
        let label_of = |row: Session| row.label() == Some(NEW_LABEL);
        if self.is_labelled && !self.stored().is_some_and(label_of) {
            return Err("a new label was told to be stored, and is not".into());
        }
        if self.is_ended.get() && !self.is_revoked() {
            return Err("a revocation returned, and it lives".into());
        }
        if !self.is_revoked() {
            return Ok(());
        }
        for token in self.tokens.values() {
            if finish(refresh_by(&self.server(), token, self.by.clone())).is_ok() {
                return Err("it was revoked, and a refresh is good".into());
            }
        }
        Ok(())
    }

    /// No honest request was refused.
    pub(super) fn nobody_was_refused(&self) -> Result<(), String> {
        match self.errors[..] {
            [] => Ok(()),
            _ => Err(format!("{:?}: honest, and {:?}", self.grace, self.errors)),
        }
    }
}
