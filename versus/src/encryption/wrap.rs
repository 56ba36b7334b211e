//! AES Key Wrap (RFC 3394) of a key of 256 bits, without a check.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt};

pub const LEN: usize = 40;

/// The four halves of the key go through the cipher six times.
const STEPS: u64 = 24;

pub fn wrap(cipher: &Aes256, key: &[u8; 32]) -> [u8; LEN] {
    let mut wrapped = [0xa6; LEN];
    wrapped[8..].copy_from_slice(key);
    for step in 0..STEPS {
        let at = 8 + 8 * (step as usize % 4);
        let mut block = [0; 16];
        block[..8].copy_from_slice(&wrapped[..8]);
        block[8..].copy_from_slice(&wrapped[at..at + 8]);
        cipher.encrypt_block((&mut block).into());
        block[7] ^= step as u8 + 1;
        wrapped[..8].copy_from_slice(&block[..8]);
        wrapped[at..at + 8].copy_from_slice(&block[8..]);
    }
    wrapped
}

pub fn unwrap(cipher: &Aes256, mut wrapped: [u8; LEN]) -> [u8; 32] {
    for step in (0..STEPS).rev() {
        let at = 8 + 8 * (step as usize % 4);
        let mut block = [0; 16];
        block[..8].copy_from_slice(&wrapped[..8]);
        block[7] ^= step as u8 + 1;
        block[8..].copy_from_slice(&wrapped[at..at + 8]);
        cipher.decrypt_block((&mut block).into());
        wrapped[..8].copy_from_slice(&block[..8]);
        wrapped[at..at + 8].copy_from_slice(&block[8..]);
    }
    *wrapped.last_chunk().expect("32 of 40 bytes")
}
