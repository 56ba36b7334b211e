use core::time::Duration;

use crate::time::NumericDate;

/// What happens when a client presents again a refresh token that was used a moment ago.
///
/// Two tabs that refresh at once, or an answer that was lost, are no theft. Within the window, a client
/// that presents the predecessor of the newest token gets the newest token again: the same bytes, if
/// the servers sign with one key. The window ends early when the newest token is itself rotated (or
/// used, if it is [kept](super::Rotation::PublicClients)). A token that is two behind the newest, or
/// one behind outside the window, revokes the session (RFC 9700 §4.14.2).
///
/// **What a longer window gives:** a client that lost an answer can come back later than 30 seconds
/// after it (a tunnel, a database that is away for a minute). **What it costs:** a thief who follows
/// each refresh of the client within the window stays undetected until the session's absolute end. If
/// the window is longer than the client's pauses, the thief can come at any time between two refreshes.
/// Each replay is an event that an operator can see. The window must be shorter than the session's idle
/// time and its lifetime ([`LongGrace`](super::BuildError::LongGrace)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grace {
    /// The predecessor is accepted for this long after a rotation, in whole seconds, and only until its
    /// successor is rotated. [`Default`]: 30 seconds.
    Window(Duration),
    /// The predecessor is never accepted: a lost answer, or two tabs, end the session.
    Strict,
}

impl Default for Grace {
    fn default() -> Self {
        Self::Window(LONGEST_SETTLING)
    }
}

const LONGEST_SETTLING: Duration = Duration::from_secs(30);

impl Grace {
    pub(super) const fn length(self) -> Duration {
        match self {
            Self::Window(length) => length,
            Self::Strict => Duration::ZERO,
        }
    }

    /// Whether the predecessor is still good.
    pub(super) fn covers(self, rotated_at: NumericDate, now: NumericDate) -> bool {
        distance(rotated_at, now) < self.length().as_secs()
    }

    /// Whether the newest token is so new that it is given again, unspent: without this, two honest
    /// tabs that refresh one after the other look like theft.
    pub(super) fn is_settling(self, rotated_at: NumericDate, now: NumericDate) -> bool {
        distance(rotated_at, now) < self.length().min(LONGEST_SETTLING).as_secs()
    }
}

/// Whether a token that was presented at an instant is still judged as of then.
pub(super) fn is_held(at: NumericDate, now: NumericDate) -> bool {
    distance(at, now) < LONGEST_SETTLING.as_secs()
}

/// In both directions: a clock that jumps back keeps a predecessor alive for another window at most.
fn distance(one: NumericDate, other: NumericDate) -> u64 {
    one.seconds().abs_diff(other.seconds())
}
