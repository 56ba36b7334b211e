use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use super::at_limit::{AtLimit, Limit};
use super::build_error::BuildError;
use super::decide::Rules;
use super::ends::Ends;
use super::grace::Grace;
use super::rotation::Rotation;
use super::server::Server;
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::RefreshTokens;
use crate::jwt::Signer;
use crate::key::{HmacKey, Now, SigningKey};
use crate::time::{Clock, IntoDuration};

/// The settings of [`Sessions`], made once at start-up; from [`Sessions::builder`].
#[must_use = "a builder does nothing before .build()"]
pub struct SessionsBuilder<S, K = HmacKey> {
    access: Signer<K>,
    refresh: HmacKey,
    store: S,
    also_accepted: Vec<HmacKey>,
    ends: Ends,
    rules: Rules,
    limit: Limit,
    clock: Option<Arc<dyn Clock>>,
    /// The first text that was not a duration.
    problem: Option<BuildError>,
}

impl<S: SessionStore, K: SigningKey> SessionsBuilder<S, K> {
    pub(super) fn new(access: Signer<K>, refresh: HmacKey, store: S) -> Self {
        Self {
            access,
            refresh,
            store,
            also_accepted: Vec::new(),
            ends: Ends::default(),
            rules: Rules::default(),
            limit: Limit::default(),
            clock: None,
            problem: None,
        }
    }

    /// Also accepts refresh tokens that were signed with this key. To change the key without logging
    /// anybody out, let every server accept the new key before any server signs with it.
    pub fn also_accept(mut self, refresh: HmacKey) -> Self {
        self.also_accepted.push(refresh);
        self
    }

    /// How long a session may go unused; 14 days by default. A login can override it
    /// ([`NewSession::idle`](super::NewSession::idle)).
    pub fn idle(mut self, idle: impl IntoDuration) -> Self {
        self.ends.idle = self.duration("idle", idle);
        self
    }

    /// How long after its login a session ends, however often it is used; 90 days by default. A login
    /// can override it ([`NewSession::lifetime`](super::NewSession::lifetime)).
    pub fn lifetime(mut self, lifetime: impl IntoDuration) -> Self {
        self.ends.lifetime = self.duration("lifetime", lifetime);
        self
    }

    /// In whole seconds, as the row stores it.
    fn duration(&mut self, call: &'static str, given: impl IntoDuration) -> Duration {
        let given = given.into_duration().unwrap_or_else(|problem| {
            let problem = BuildError::NoDuration { call, problem };
            self.problem.get_or_insert(problem);
            Duration::ZERO
        });
        Duration::from_secs(given.as_secs())
    }

    /// What happens when a client presents a token that was used a moment ago; a [`Grace::Window`] of
    /// 30 seconds by default.
    pub fn grace(mut self, grace: Grace) -> Self {
        self.rules.grace = grace;
        self
    }

    /// Which clients' refresh tokens are rotated; [`Rotation::All`] by default.
    pub fn rotation(mut self, rotation: Rotation) -> Self {
        self.rules.rotation = rotation;
        self
    }

    /// Continues a session whose token is newer than its row. Set it if the store may lose writes in a
    /// failover. Without it such a session is revoked, since a token that was spent in a lost write
    /// would be valid again.
    pub fn adopt_ahead(mut self) -> Self {
        self.rules.adopt_ahead = true;
        self
    }

    /// How many sessions a subject may have with one client; 100 by default. The server's own pages
    /// count as one client. A login beyond the limit affects only sessions of its own client
    /// ([`at_limit`](Self::at_limit)). Each login reads the live sessions that its client has of the
    /// subject, so that a larger limit costs more.
    pub fn limit_per_client(mut self, limit: usize) -> Self {
        self.limit.sessions = limit;
        self
    }

    /// What happens to a login beyond the [limit](Self::limit_per_client);
    /// [`AtLimit::EndLongestUnused`] by default. If several logins compete for the last place, those
    /// that do not get it are told to [try again](super::RefreshError::Contended).
    pub fn at_limit(mut self, reached: AtLimit) -> Self {
        self.limit.reached = reached;
        self
    }

    /// Where "now" comes from instead of the system's clock, for access tokens too.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Checks the settings, and makes the [`Sessions`].
    ///
    /// # Errors
    /// [`SharedSecret`](BuildError::SharedSecret) and [`ShortSecret`](BuildError::ShortSecret) for the
    /// refresh keys, [`Key`](BuildError::Key) for one key id twice, [`Signer`](BuildError::Signer),
    /// [`MissingValidity`](BuildError::MissingValidity),
    /// [`MissingIssuedAt`](BuildError::MissingIssuedAt) and [`FixedSubject`](BuildError::FixedSubject)
    /// for the signer of access tokens, [`NoDuration`](BuildError::NoDuration) for a text that is not a
    /// duration, [`Nothing`](BuildError::Nothing) for a duration under one second or a limit of zero,
    /// [`LongGrace`](BuildError::LongGrace), [`NoClock`](BuildError::NoClock).
    pub fn build(self) -> Result<Sessions<S, K>, BuildError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let grace = self.rules.grace;
        let (first, length) = self.ends.first();
        for (call, is_nothing) in [
            (first, length.as_secs() == 0),
            ("limit_per_client", self.limit.sessions == 0),
            (
                "grace",
                grace != Grace::Strict && grace.length().as_secs() == 0,
            ),
        ] {
            if is_nothing {
                return Err(BuildError::Nothing { call });
            }
        }
        if grace.length() >= length {
            return Err(BuildError::LongGrace);
        }
        if !Now::of(self.clock.as_deref()).is_known() {
            return Err(BuildError::NoClock);
        }
        let server = Server {
            tokens: RefreshTokens::new(self.refresh, self.also_accepted)?,
            store: self.store,
            rules: self.rules,
            ends: self.ends,
            limit: self.limit,
            clock: self.clock,
        };
        Sessions::over(Arc::new(server), self.access)
    }
}

impl<S, K> fmt::Debug for SessionsBuilder<S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionsBuilder")
            .field("refresh", &self.refresh)
            .field("ends", &self.ends)
            .field("rules", &self.rules)
            .field("limit_per_client", &self.limit.sessions)
            .field("at_limit", &self.limit.reached)
            .finish_non_exhaustive()
    }
}
