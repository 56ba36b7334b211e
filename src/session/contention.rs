use core::fmt;

/// Why a request is [`Contended`](super::RefreshError::Contended).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Contention {
    /// In each try, another request changed the session's row after it was read and before it was
    /// written.
    Changed {
        /// How often it was tried.
        tries: usize,
    },
    /// At login, under [`AtLimit::RefuseLogin`](super::AtLimit::RefuseLogin): another login at the
    /// same moment took the last place of the client.
    LastPlace,
    /// At login: another login at the same moment ended the session to make room, or somebody ended
    /// all sessions of the subject.
    EndedAtOnce,
}

impl fmt::Display for Contention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { tries } => write!(
                f,
                "in each of {tries} tries another request changed the session after it was read \
                 and before it was written"
            ),
            Self::LastPlace => {
                f.write_str("another login at the same moment took the last place of the client")
            }
            Self::EndedAtOnce => f.write_str(
                "the session was ended as soon as it began, by another login of the client, or by \
                 a revocation of all sessions of the subject",
            ),
        }
    }
}
