use alloc::vec::Vec;
use core::fmt;

/// The bytes of a signature. Up to 64 bytes are stored inline, more on the heap.
#[derive(Clone)]
pub struct Signature(Bytes);

#[derive(Clone)]
enum Bytes {
    Inline { bytes: [u8; 64], len: usize },
    Heap(Vec<u8>),
}

impl Signature {
    /// A copy of the bytes.
    #[must_use]
    pub fn new(signature: impl AsRef<[u8]>) -> Self {
        let signature = signature.as_ref();
        let mut bytes = [0; 64];
        Self(match bytes.get_mut(..signature.len()) {
            Some(start) => {
                start.copy_from_slice(signature);
                let len = signature.len();
                Bytes::Inline { bytes, len }
            }
            None => Bytes::Heap(signature.to_vec()),
        })
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Inline { bytes, len } => bytes.get(..*len).unwrap_or_default(),
            Bytes::Heap(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Signature {
    /// The length alone: in a log, the bytes with the signed text beside them would be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({} bytes)", self.as_ref().len())
    }
}
