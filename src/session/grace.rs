use core::time::Duration;

use crate::time::NumericDate;

/// What becomes of a refresh token that was used a moment ago, and comes again.
///
/// Two tabs that refresh at once, or an answer that was lost on the way, are no theft: within the
/// window the predecessor of the newest token gets that newest token again, byte for byte where the
/// servers sign with one key. It ends at once when its successor is rotated (or used, where that one is
/// [kept](super::Rotation::PublicClients)), however long the window is: the first use two behind, or
/// one behind outside the window, revokes the session (RFC 9700 §4.14.2).
///
/// **What a longer window saves:** clients that lose an answer and come back later than 30 seconds
/// after it (a tunnel, a database that is away for a minute). **What it costs:** a thief who keeps
/// step with the client, within the window of each refresh, stays hidden until the session's absolute
/// end; and where the window is longer than the client's pauses, any time between two refreshes will
/// do for that. Each replay is an event that an operator can see. The window must be shorter than the
/// session's own ends ([`LongGrace`](super::BuildError::LongGrace)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grace {
    /// For so long after a rotation, in whole seconds, and until the successor is rotated itself.
    /// [`Default`]: 30 seconds.
    Window(Duration),
    /// Not at all: a lost answer, or two tabs, end the session.
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

/// Whether what was presented at an instant still counts as of then.
pub(super) fn is_held(at: NumericDate, now: NumericDate) -> bool {
    distance(at, now) < LONGEST_SETTLING.as_secs()
}

/// In both directions: a clock that jumps back keeps a predecessor alive for another window at most.
fn distance(one: NumericDate, other: NumericDate) -> u64 {
    one.seconds().abs_diff(other.seconds())
}
