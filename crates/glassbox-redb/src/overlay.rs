//! Reads a file, and never writes to it.

use std::io::{Error, ErrorKind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

use crate::format::{BLANK, FIRST, FLAGS, IS_BELIEVED, IS_SECOND, IS_UNCLEAN, SECOND};

/// A file, with what the engine writes to it kept in memory.
#[derive(Debug)]
pub(crate) struct Overlay<B> {
    file: B,
    len: AtomicU64,
    /// Offsets and bytes; the last ones are on top.
    written: Mutex<Vec<(u64, Vec<u8>)>>,
}

impl<B: StorageBackend> Overlay<B> {
    /// The file as it is.
    pub(crate) fn new(file: B) -> Result<Self, Error> {
        Ok(Self {
            len: file.len()?.into(),
            file,
            written: Mutex::default(),
        })
    }

    /// The file as after a crash: redb then verifies the checksum of each page before it follows it. It
    /// trusts a file that was closed well, and a damaged one would lead it in circles, or to pages of
    /// gigabytes.
    pub(crate) fn after_a_crash(file: B) -> Result<Self, Error> {
        let mut flags = [0];
        file.read(FLAGS, &mut flags)?;
        let [flags] = flags;
        let overlay = Self::new(file)?;
        if flags & IS_BELIEVED != 0 {
            // redb cannot go back to the other commit: without its roots that has no tables.
            let other = match flags & IS_SECOND {
                0 => SECOND,
                _ => FIRST,
            };
            overlay.write(other, &BLANK)?;
            overlay.write(FLAGS, &[flags & !IS_BELIEVED | IS_UNCLEAN])?;
        }
        Ok(overlay)
    }

    fn written(&self) -> MutexGuard<'_, Vec<(u64, Vec<u8>)>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<B: StorageBackend> StorageBackend for Overlay<B> {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.len.load(Ordering::Acquire))
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.len.store(len, Ordering::Release);
        Ok(())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let end = offset.saturating_add(number(out.len()));
        if end > self.len()? {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let in_file = index(self.file.len()?.saturating_sub(offset));
        let (old, new) = out.split_at_mut(in_file.min(out.len()));
        self.file.read(offset, old)?;
        new.fill(0);
        for (at, bytes) in self.written().iter() {
            lay(out, offset, *at, bytes);
        }
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.written().push((offset, data.to_vec()));
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Puts bytes that are `at` some place over those that were read from an `offset`.
fn lay(out: &mut [u8], offset: u64, at: u64, bytes: &[u8]) {
    let bytes = bytes.get(index(offset.saturating_sub(at))..);
    let out = out.get_mut(index(at.saturating_sub(offset))..);
    for (out, byte) in out.into_iter().flatten().zip(bytes.into_iter().flatten()) {
        *out = *byte;
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn number(index: usize) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_lies_over_what_is_read() {
        for (at, expected) in [
            (7, "abcdef"),
            (8, "zbcdef"),
            (9, "yzcdef"),
            (10, "xyzdef"),
            (12, "abxyzf"),
            (15, "abcdex"),
            (16, "abcdef"),
        ] {
            let mut out = *b"abcdef";
            lay(&mut out, 10, at, b"xyz");
            assert_eq!(std::str::from_utf8(&out).unwrap(), expected, "{at}");
        }
    }
}
