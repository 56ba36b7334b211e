use super::row::Session;

/// Which clients get a new refresh token at each refresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rotation {
    /// All clients. [`Default`].
    #[default]
    All,
    /// Public clients, as RFC 9700 §4.14.2 asks for, and the server's own pages. A client that
    /// [authenticated](super::Presenter::authenticated) at login keeps its refresh token until the
    /// session ends, as the FAPI 2.0 Security Profile wants it: there is no next token that the client
    /// could fail to receive or to store.
    ///
    /// The refresh token stays the same, byte for byte. It changes only when the server signs with
    /// another [key](super::SessionsBuilder::also_accept); the old text stays valid as long as its key
    /// is accepted. Each refresh is [`Kept`](super::RefreshKind::Kept), and restarts the
    /// [idle](super::SessionsBuilder::idle) time of the session. The `exp` inside the token counts from
    /// the day on which it was made, and no server reads it:
    /// [`refresh_expires_at`](super::Refreshed::refresh_expires_at) says when the session ends.
    ///
    /// **What it costs:** the server cannot notice a copy of such a token, since the token is never
    /// spent. The client's authentication protects it: each refresh requires it.
    ///
    /// It can be switched on and off while there are sessions: from then on their newest token is kept,
    /// or rotated again at the next refresh. Switch it on for all servers of a store before two
    /// instances of a client share a token. Otherwise a server that rotates ends the token that another
    /// instance keeps, and its reuse ends the session.
    PublicClients,
}

impl Rotation {
    /// Whether a refresh gives a new token.
    pub(super) fn spends(self, session: &Session) -> bool {
        match self {
            Self::All => true,
            Self::PublicClients => !session.is_client_authenticated(),
        }
    }
}
