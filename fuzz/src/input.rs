use glassbox::{Algorithm, HmacKey, NumericDate};

/// The instant at which targets judge.
pub(super) const NOW: i64 = 1_700_000_000;

pub(super) const fn at(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(seconds)
}

/// An input, taken from its front; zeros when it is used up.
pub(super) struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    pub(super) const fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    pub(super) fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((&first, rest)) => {
                self.0 = rest;
                first
            }
            None => 0,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of a few answers.
    pub(super) fn pick<T: Copy>(&mut self, answers: &[T]) -> T {
        answers[usize::from(self.byte()) % answers.len()]
    }

    pub(super) fn yes(&mut self) -> bool {
        self.pick(&[false, true])
    }

    /// A place in something of so many.
    pub(super) fn place(&mut self, len: usize) -> usize {
        let bytes = [self.byte(), self.byte()];
        usize::from(u16::from_be_bytes(bytes)) % len.max(1)
    }

    /// At most so many bytes.
    pub(super) fn take(&mut self, len: usize) -> &'a [u8] {
        let (front, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        front
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(super) fn algorithm(&mut self) -> Algorithm {
        self.pick(&[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512])
    }
}

/// A key whose secret is one byte, many times.
pub(super) fn key(algorithm: Algorithm, byte: u8) -> HmacKey {
    HmacKey::new(algorithm, [byte; 64]).unwrap()
}
