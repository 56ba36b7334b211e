//! AES Key Wrap (RFC 3394): a key, encrypted with another so that a change of it is noticed.

use aes::cipher::consts::U16;
use aes::cipher::{
    BlockCipherDecBackend, BlockCipherDecClosure, BlockCipherDecrypt, BlockCipherEncBackend,
    BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, KeyInit,
};
use aes::{Aes128, Aes256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::content_key::{ContentKey, EncryptedKey};

/// RFC 3394 §2.2.3.1.
const INITIAL: [u8; HALF] = [0xa6; HALF];

const HALF: usize = 8;

/// 64 bytes and the initial value.
const LONGEST: usize = 72;

/// A key that wraps others.
#[allow(clippy::large_enum_variant)] // one in each key, behind a pointer, or one on the stack
pub(super) enum WrappingKey {
    Aes128(Aes128),
    Aes256(Aes256),
}

impl WrappingKey {
    /// `None` for another length than 16 or 32 bytes.
    pub(super) fn new(secret: &[u8]) -> Option<Self> {
        Some(match secret.len() {
            16 => Self::Aes128(Aes128::new_from_slice(secret).ok()?),
            _ => Self::Aes256(Aes256::new_from_slice(secret).ok()?),
        })
    }

    /// `None` for a key that is not made of halves of a block, at least two.
    pub(super) fn wrap(&self, key: &ContentKey) -> Option<EncryptedKey> {
        match self {
            Self::Aes128(cipher) => wrap(cipher, key),
            Self::Aes256(cipher) => wrap(cipher, key),
        }
    }

    /// The key, or `substitute` if another key wrapped it or it was changed, and whether it is the key.
    /// The steps are the same for both. `None` for another length than the substitute's.
    pub(super) fn unwrap_or(
        &self,
        wrapped: &[u8],
        substitute: &[u8],
    ) -> Option<(ContentKey, bool)> {
        match self {
            Self::Aes128(cipher) => unwrap_or(cipher, wrapped, substitute),
            Self::Aes256(cipher) => unwrap_or(cipher, wrapped, substitute),
        }
    }
}

fn wrap<C>(cipher: &C, key: &ContentKey) -> Option<EncryptedKey>
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let key = key.as_ref();
    let mut room = Zeroizing::new([0; LONGEST]);
    let wrapped = room.get_mut(..key.len().checked_add(HALF)?)?;
    wrapped.get_mut(HALF..)?.copy_from_slice(key);
    let halves = Halves::of(wrapped)?;
    *halves.first = INITIAL;
    cipher.encrypt_with_backend(halves);
    Some(EncryptedKey::new(wrapped))
}

fn unwrap_or<C>(cipher: &C, wrapped: &[u8], substitute: &[u8]) -> Option<(ContentKey, bool)>
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let mut room = Zeroizing::new([0; LONGEST]);
    let bytes = room.get_mut(..wrapped.len())?;
    bytes.copy_from_slice(wrapped);
    cipher.decrypt_with_backend(Halves::of(bytes)?);
    let (first, rest) = bytes.split_first_chunk::<HALF>()?;
    let is_whole = first.ct_eq(&INITIAL);
    let mut key = ContentKey::new(rest)?;
    key.replace(substitute, !is_whole)?;
    #[cfg(test)]
    tests::note('r');
    Some((key, is_whole.into()))
}

/// The initial value and the halves of a key. All steps over them are one call of the cipher: with a call
/// for each block, the calls take a third of the time.
struct Halves<'a> {
    first: &'a mut [u8; HALF],
    rest: &'a mut [[u8; HALF]],
}

impl<'a> Halves<'a> {
    fn of(bytes: &'a mut [u8]) -> Option<Self> {
        let (halves, odd) = bytes.as_chunks_mut();
        let (first, rest) = halves.split_first_mut()?;
        (odd.is_empty() && rest.len() > 1).then_some(Self { first, rest })
    }
}

impl BlockSizeUser for Halves<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Halves<'_> {
    #[inline]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, cipher: &B) {
        let Self { first, rest } = self;
        let mut block = Zeroizing::new([0; 2 * HALF]);
        let mut steps = 1..;
        for _ in 0..6 {
            for (half, step) in rest.iter_mut().zip(&mut steps) {
                *block = join(first, half);
                cipher.encrypt_block_inplace((&mut *block).into());
                part(&block, first, half);
                *first = counted(*first, step);
            }
        }
    }
}

impl BlockCipherDecClosure for Halves<'_> {
    #[inline]
    fn call<B: BlockCipherDecBackend<BlockSize = U16>>(self, cipher: &B) {
        let Self { first, rest } = self;
        let mut block = Zeroizing::new([0; 2 * HALF]);
        let halves = u64::try_from(rest.len()).unwrap_or_default();
        let mut steps = (1..=halves.saturating_mul(6)).rev();
        for _ in 0..6 {
            for (half, step) in rest.iter_mut().rev().zip(&mut steps) {
                *first = counted(*first, step);
                *block = join(first, half);
                cipher.decrypt_block_inplace((&mut *block).into());
                #[cfg(test)]
                tests::note('b');
                part(&block, first, half);
            }
        }
    }
}

// What they move is wiped by their caller, but for what they leave on the stack.

/// As one number: the cipher would wait longer for a block that was stored in two halves.
fn join(first: &[u8; HALF], second: &[u8; HALF]) -> [u8; 2 * HALF] {
    let [first, second] = [first, second].map(|half| u128::from(u64::from_be_bytes(*half)));
    (first << u64::BITS | second).to_be_bytes()
}

fn part(block: &[u8; 2 * HALF], first: &mut [u8; HALF], second: &mut [u8; HALF]) {
    for (half, part) in [first, second].into_iter().zip(block.as_chunks().0) {
        *half = *part;
    }
}

fn counted(half: [u8; HALF], step: u64) -> [u8; HALF] {
    (u64::from_be_bytes(half) ^ step).to_be_bytes()
}

#[cfg(test)]
pub(super) mod tests {
    use alloc::string::String;
    use alloc::vec;
    use alloc::vec::Vec;
    use core::cell::RefCell;

    use super::*;

    std::thread_local! {
        static STEPS: RefCell<String> = const { RefCell::new(String::new()) };
    }

    /// Notes a step of unwrapping: `b` for a block that is decrypted, `r` for bytes that are replaced.
    pub(super) fn note(step: char) {
        STEPS.with_borrow_mut(|steps| steps.push(step));
    }

    /// The steps of this thread since the last call.
    pub(in crate::jwe) fn steps() -> String {
        STEPS.take()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16);
        digits.chunks(2).map(|pair| byte(pair).unwrap()).collect()
    }

    /// Whatever is changed, the steps are the same.
    fn check(with: &str, key: &str, wrapped: &str) {
        let wrapping = WrappingKey::new(&bytes(with)).unwrap();
        let (key, wrapped) = (bytes(key), bytes(wrapped));
        let made = wrapping.wrap(&ContentKey::new(&key).unwrap()).unwrap();
        assert_eq!(made.as_ref(), wrapped);
        let substitute = vec![9; key.len()];
        let or_substitute = |wrapped: &[u8]| {
            let (key, is_whole) = wrapping.unwrap_or(wrapped, &substitute).unwrap();
            (key.as_ref().to_vec(), is_whole)
        };
        steps();
        assert_eq!(or_substitute(&wrapped), (key.clone(), true));
        let usual = steps();
        assert_eq!(usual, "bbbbbb".repeat(key.len() / 8) + "r");
        for place in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[place] ^= 1;
            assert_eq!(or_substitute(&changed), (substitute.clone(), false));
            assert_eq!(steps(), usual, "{place}");
        }
        assert!(wrapping.unwrap_or(&wrapped, &substitute[1..]).is_none());
        for len in 0..wrapped.len() {
            let unwrapped = wrapping.unwrap_or(&wrapped[..len], &substitute);
            assert!(unwrapped.is_none(), "{len}");
        }
    }

    /// RFC 3394 §4.1, §4.3, §4.6.
    #[test]
    fn rfc_3394() {
        const K128: &str = "000102030405060708090A0B0C0D0E0F";
        const K256: &str = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
        const DATA: &str = "00112233445566778899AABBCCDDEEFF";
        check(
            K128,
            DATA,
            "1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5",
        );
        check(
            K256,
            DATA,
            "64E8C3F9CE0F5BA2 63E9777905818A2A 93C8191E7D6E8AE7",
        );
        check(
            K256,
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21",
        );
    }

    #[test]
    fn no_other_length_is_wrapped() {
        let wrapping = WrappingKey::new(&[7; 16]).unwrap();
        for len in 0..=64 {
            let key = ContentKey::new(&[9; 64][..len]).unwrap();
            let wrapped = wrapping.wrap(&key);
            assert_eq!(wrapped.is_some(), len >= 16 && len % 8 == 0, "{len}");
            if let Some(wrapped) = wrapped {
                let (unwrapped, is_whole) = wrapping
                    .unwrap_or(wrapped.as_ref(), &[8; 64][..len])
                    .unwrap();
                assert_eq!((unwrapped.as_ref(), is_whole), (key.as_ref(), true));
            }
        }
    }
}
