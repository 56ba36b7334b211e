/// What happens to a login when its client already has as many sessions of the subject as it [may
/// have](super::SessionsBuilder::limit_per_client).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AtLimit {
    /// The login succeeds, and the session that was unused for the longest time ends. [`Default`].
    #[default]
    EndLongestUnused,
    /// The login is refused with [`LimitReached`](super::RefreshError::LimitReached) until a session
    /// ends: no login logs anybody out. The cost: whoever has the user's password can keep the user
    /// out, and a login whose answer was lost counts until it was unused for too long or is
    /// [ended](super::Sessions::revoke_session).
    RefuseLogin,
}

/// How many sessions a subject may have with one client, and what happens to the next login.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) sessions: usize,
    pub(super) reached: AtLimit,
}

impl Default for Limit {
    fn default() -> Self {
        Self {
            sessions: 100,
            reached: AtLimit::default(),
        }
    }
}
