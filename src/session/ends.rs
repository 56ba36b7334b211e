use core::time::Duration;

/// How long a session lasts: unused, and in total.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    pub(super) idle: Duration,
    pub(super) lifetime: Duration,
}

impl Ends {
    /// The shorter one, with the name of its call: it must be a second or more, and longer than the
    /// grace.
    pub(super) fn first(&self) -> (&'static str, Duration) {
        match self.idle <= self.lifetime {
            true => ("idle", self.idle),
            false => ("lifetime", self.lifetime),
        }
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for Ends {
    fn default() -> Self {
        Self {
            idle: DAY.saturating_mul(14),
            lifetime: DAY.saturating_mul(90),
        }
    }
}
