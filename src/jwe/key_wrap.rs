//! AES Key Wrap (RFC 3394): a key, encrypted with another so that a change of it is noticed.

use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::content_key::{ContentKey, EncryptedKey};

/// RFC 3394 §2.2.3.1.
const INITIAL: [u8; HALF] = [0xa6; HALF];

const HALF: usize = 8;

/// 64 bytes and the initial value.
const LONGEST: usize = 72;

/// `None` for a key that is not made of halves of a block, at least two.
pub(super) fn wrap<C>(cipher: &C, key: &ContentKey) -> Option<EncryptedKey>
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let key = key.as_ref();
    let mut room = Zeroizing::new([0; LONGEST]);
    let wrapped = room.get_mut(..key.len().checked_add(HALF)?)?;
    wrapped.get_mut(HALF..)?.copy_from_slice(key);
    let halves = halves(wrapped)?;
    let (first, rest) = halves.split_first_mut()?;
    *first = INITIAL;
    let mut block = Zeroizing::new([0; 2 * HALF]);
    let mut step = 0_u64;
    for _ in 0..6 {
        for half in rest.iter_mut() {
            step = step.checked_add(1)?;
            join(first, half, &mut block);
            cipher.encrypt_block((&mut *block).into());
            part(&block, first, half)?;
            *first = counted(*first, step);
        }
    }
    Some(EncryptedKey::new(wrapped))
}

/// `None` if another key wrapped it, or if it was changed.
pub(super) fn unwrap<C>(cipher: &C, wrapped: &[u8]) -> Option<ContentKey>
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let (key, is_whole) = unwrap_any(cipher, wrapped)?;
    bool::from(is_whole).then_some(key)
}

/// The key, or `substitute` if another key wrapped it or it was changed, and whether it is the key. The
/// steps are the same for both. `None` for another length than the substitute's.
pub(super) fn unwrap_or<C>(
    cipher: &C,
    wrapped: &[u8],
    substitute: &[u8],
) -> Option<(ContentKey, bool)>
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let (mut key, is_whole) = unwrap_any(cipher, wrapped)?;
    key.replace(substitute, !is_whole)?;
    Some((key, is_whole.into()))
}

/// What comes out, and whether it is what was wrapped.
fn unwrap_any<C>(cipher: &C, wrapped: &[u8]) -> Option<(ContentKey, Choice)>
where
    C: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
{
    let mut room = Zeroizing::new([0; LONGEST]);
    let key = room.get_mut(..wrapped.len())?;
    key.copy_from_slice(wrapped);
    let halves = halves(key)?;
    let (first, rest) = halves.split_first_mut()?;
    let mut block = Zeroizing::new([0; 2 * HALF]);
    let mut step = u64::try_from(rest.len()).ok()?.checked_mul(6)?;
    for _ in 0..6 {
        for half in rest.iter_mut().rev() {
            *first = counted(*first, step);
            join(first, half, &mut block);
            cipher.decrypt_block((&mut *block).into());
            part(&block, first, half)?;
            step = step.checked_sub(1)?;
        }
    }
    let is_whole = first.ct_eq(&INITIAL);
    Some((ContentKey::new(rest.as_flattened())?, is_whole))
}

fn halves(bytes: &mut [u8]) -> Option<&mut [[u8; HALF]]> {
    let (halves, rest) = bytes.as_chunks_mut();
    (rest.is_empty() && halves.len() > 2).then_some(halves)
}

// Halves of a key are moved from one wiped place to another.

fn join(first: &[u8; HALF], second: &[u8; HALF], block: &mut [u8; 2 * HALF]) {
    let parts = block.iter_mut().zip(first.iter().chain(second));
    parts.for_each(|(byte, part)| *byte = *part);
}

fn part(block: &[u8; 2 * HALF], first: &mut [u8; HALF], second: &mut [u8; HALF]) -> Option<()> {
    let (left, right) = block.split_first_chunk()?;
    *first = *left;
    *second = *right.first_chunk()?;
    Some(())
}

fn counted(half: [u8; HALF], step: u64) -> [u8; HALF] {
    (u64::from_be_bytes(half) ^ step).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use aes::cipher::KeyInit;
    use aes::{Aes128, Aes256};
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16);
        digits.chunks(2).map(|pair| byte(pair).unwrap()).collect()
    }

    fn check<C>(with: &str, key: &str, wrapped: &str)
    where
        C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
    {
        let cipher = C::new_from_slice(&bytes(with)).unwrap();
        let (key, wrapped) = (bytes(key), bytes(wrapped));
        let made = wrap(&cipher, &ContentKey::new(&key).unwrap()).unwrap();
        assert_eq!(made.as_ref(), wrapped);
        assert_eq!(unwrap(&cipher, &wrapped).unwrap().as_ref(), key);
        let substitute = vec![9; key.len()];
        let or_substitute = |wrapped: &[u8]| {
            let (key, is_whole) = unwrap_or(&cipher, wrapped, &substitute).unwrap();
            (key.as_ref().to_vec(), is_whole)
        };
        assert_eq!(or_substitute(&wrapped), (key.clone(), true));
        assert!(unwrap_or(&cipher, &wrapped, &substitute[1..]).is_none());
        for place in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[place] ^= 1;
            assert!(unwrap(&cipher, &changed).is_none(), "{place}");
            assert_eq!(or_substitute(&changed), (substitute.clone(), false));
        }
        for len in 0..wrapped.len() {
            assert!(unwrap(&cipher, &wrapped[..len]).is_none(), "{len}");
        }
    }

    /// RFC 3394 §4.1, §4.3, §4.6.
    #[test]
    fn rfc_3394() {
        const K128: &str = "000102030405060708090A0B0C0D0E0F";
        const K256: &str = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
        const DATA: &str = "00112233445566778899AABBCCDDEEFF";
        check::<Aes128>(
            K128,
            DATA,
            "1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5",
        );
        check::<Aes256>(
            K256,
            DATA,
            "64E8C3F9CE0F5BA2 63E9777905818A2A 93C8191E7D6E8AE7",
        );
        check::<Aes256>(
            K256,
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21",
        );
    }

    #[test]
    fn no_other_length_is_wrapped() {
        let cipher = Aes128::new_from_slice(&[7; 16]).unwrap();
        for len in 0..=64 {
            let key = ContentKey::new(&[9; 64][..len]).unwrap();
            let wrapped = wrap(&cipher, &key);
            assert_eq!(wrapped.is_some(), len >= 16 && len % 8 == 0, "{len}");
            if let Some(wrapped) = wrapped {
                assert_eq!(
                    unwrap(&cipher, wrapped.as_ref()).unwrap().as_ref(),
                    key.as_ref()
                );
            }
        }
    }
}
