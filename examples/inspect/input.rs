//! Reads what the user names, up to a limit: a device has no end. It may be a key, so it is wiped.

use std::io::{self, Read};

use zeroize::Zeroizing;

/// The whole of a key's file.
#[cfg(any(feature = "jwe", feature = "public-keys"))]
pub(crate) fn file(path: &std::path::Path) -> io::Result<Zeroizing<Vec<u8>>> {
    limited(std::fs::File::open(path)?, 16)
}

/// The whole of an input, if it has no more mebibytes.
pub(crate) fn limited(mut input: impl Read, mebibytes: u8) -> io::Result<Zeroizing<Vec<u8>>> {
    const MEBIBYTE: usize = 1 << 20;
    let mut bytes = Zeroizing::new(Vec::new());
    for _ in 0..=mebibytes {
        // It never grows: a vector that does leaves its old place as it was.
        let mut piece = Zeroizing::new(Vec::with_capacity(MEBIBYTE));
        let mut part = input.by_ref().take(MEBIBYTE as u64);
        if part.read_to_end(&mut piece)? == 0 {
            return Ok(bytes);
        }
        bytes = Zeroizing::new([bytes.as_slice(), &piece].concat());
    }
    let error = format!("it is longer than {mebibytes} MiB");
    Err(io::Error::other(error))
}
