use super::row::Session;

/// Whose refresh tokens are spent by a refresh, for a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rotation {
    /// Everybody's. [`Default`].
    #[default]
    All,
    /// Those of public clients, as RFC 9700 §4.14.2 asks for, and of the server's own pages. A client
    /// that [authenticated](super::Presenter::authenticated) at login keeps its refresh token until the
    /// session ends, as the FAPI 2.0 Security Profile wants it: there is no next token that the client
    /// could fail to receive or to store.
    ///
    /// The refresh token stays the same byte for byte; it is made anew only when the server signs
    /// with another [key](super::SessionsBuilder::also_accept), and the old text stays good as long as
    /// its key is accepted. Each refresh is [`Kept`](super::RefreshKind::Kept), and lets the time that
    /// the session may go [unused](super::SessionsBuilder::idle) begin again. The `exp` inside the
    /// token counts from the day on which it was made, and no server reads it:
    /// [`refresh_expires_at`](super::Refreshed::refresh_expires_at) says when the session ends.
    ///
    /// **What it costs:** a copy of such a token is never noticed, since it is not spent. What
    /// protects it is the client's authentication, which is asked for at each refresh.
    ///
    /// It may be switched on and off over sessions that are there: their newest token is kept from
    /// then on, or rotated again at the next refresh. Switch it on for all servers of a store before
    /// two instances of a client share a token: a server that rotates ends the one that another
    /// instance keeps, and reuse ends the session.
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
