use alloc::vec::Vec;
use core::fmt;

/// The bytes of a signature. Up to 64 of them lie within; more are on the heap.
#[derive(Clone)]
pub struct Signature {
    short: [u8; 64],
    /// How many of those there are.
    len: usize,
    /// All of them, where they are more.
    long: Vec<u8>,
}

impl Signature {
    /// A copy of the bytes.
    #[must_use]
    pub fn new(signature: impl AsRef<[u8]>) -> Self {
        let signature = signature.as_ref();
        let (mut short, mut long) = ([0; 64], Vec::new());
        match short.get_mut(..signature.len()) {
            Some(start) => start.copy_from_slice(signature),
            None => long.extend_from_slice(signature),
        }
        Self {
            short,
            len: signature.len(),
            long,
        }
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        self.short.get(..self.len).unwrap_or(&self.long)
    }
}

impl fmt::Debug for Signature {
    /// The length alone: with the text beside it in a log, the bytes would make a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.as_ref().len())
    }
}
