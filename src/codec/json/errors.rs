use core::cell::Cell;

/// Records whether any call returned an error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Errors<'c>(pub(super) &'c Cell<bool>);

impl Errors<'_> {
    /// Passes a result on, and records an error.
    pub(super) fn noted<T, E>(self, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.0.set(true);
        }
        result
    }
}
