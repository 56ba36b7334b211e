//! Reads what the user names, up to a limit: a device has no end.

use std::io::{self, Read};

/// The whole of a key's file.
#[cfg(any(feature = "jwe", feature = "public-keys"))]
pub(crate) fn file(path: &std::path::Path) -> io::Result<Vec<u8>> {
    limited(std::fs::File::open(path)?, 16)
}

/// The whole of an input, if it has no more mebibytes.
pub(crate) fn limited(input: impl Read, mebibytes: u64) -> io::Result<Vec<u8>> {
    let most = mebibytes << 20;
    let mut bytes = Vec::new();
    match input.take(most.saturating_add(1)).read_to_end(&mut bytes)? as u64 > most {
        true => Err(io::Error::other(format!(
            "it is longer than {mebibytes} MiB"
        ))),
        false => Ok(bytes),
    }
}
