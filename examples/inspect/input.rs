//! Reads what the user names, up to a limit: a device has no end. It may be a key, so it is wiped.

use std::io::{self, ErrorKind, Read};

use zeroize::Zeroizing;

/// The whole of a key's file.
#[cfg(any(feature = "jwe", feature = "public-keys"))]
pub(crate) fn file(path: &std::path::Path) -> io::Result<Zeroizing<Vec<u8>>> {
    limited(std::fs::File::open(path)?, 16)
}

/// The whole of an input, if it has no more mebibytes.
pub(crate) fn limited(mut input: impl Read, mebibytes: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let (mut bytes, mut len) = (Zeroizing::new(vec![0; 4096]), 0);
    loop {
        match input.read(&mut bytes[len..]) {
            Ok(0) => break,
            Ok(more) => len += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if len > mebibytes << 20 {
            let error = format!("it is longer than {mebibytes} MiB");
            return Err(io::Error::other(error));
        }
        if len == bytes.len() {
            // A vector that grew by itself would leave its old place as it was.
            let mut larger = Zeroizing::new(vec![0; len * 2]);
            larger[..len].copy_from_slice(&bytes);
            bytes = larger;
        }
    }
    bytes.truncate(len);
    Ok(bytes)
}
