//! AES-CBC with HMAC (RFC 7518 §5.2): encrypted, then authenticated. A content is checked before it is
//! decrypted, so that nobody learns anything from the padding of one that was changed.

use alloc::vec::Vec;

use aes::cipher::consts::U16;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser};
use hmac::{EagerHash, Hmac, KeyInit, Mac};

type Block = Array<u8, U16>;

pub(super) const BLOCK: usize = 16;

/// Blocks that are decrypted at once: the processor works on them side by side.
const SIDE_BY_SIDE: usize = 8;

/// Both halves of a key, prepared.
pub(super) struct CbcHs<C, D: EagerHash> {
    cipher: C,
    mac: Hmac<D>,
    tag_len: usize,
}

impl<C, D> CbcHs<C, D>
where
    C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
    D: EagerHash,
    Hmac<D>: Mac + KeyInit + Clone,
{
    /// The first half of the key is for HMAC, the second for AES (RFC 7518 §5.2.2.1). `None` for a
    /// key of another length.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        let (mac, cipher) = key.split_at_checked(key.len().div_ceil(2))?;
        Some(Self {
            cipher: C::new_from_slice(cipher).ok()?,
            mac: <Hmac<D> as KeyInit>::new_from_slice(mac).ok()?,
            tag_len: mac.len(),
        })
    }

    /// Pads `content` and encrypts it in place; the tag goes into `tag`.
    pub(super) fn seal(
        &self,
        iv: &[u8; BLOCK],
        header: &[u8],
        content: &mut Vec<u8>,
        tag: &mut [u8],
    ) -> Option<()> {
        // RFC 5652 §6.3: as many bytes as are missing, each with their number; a whole block at least.
        let missing = BLOCK.checked_sub(content.len() % BLOCK)?;
        content.resize(
            content.len().checked_add(missing)?,
            u8::try_from(missing).ok()?,
        );
        let mut before = Block::from(*iv);
        for block in blocks(content)? {
            xor(block, &before);
            self.cipher.encrypt_block(block);
            before = *block;
        }
        let mac = self.mac(iv, header, content)?.finalize().into_bytes();
        tag.copy_from_slice(
            mac.get(..self.tag_len)
                .filter(|mac| mac.len() == tag.len())?,
        );
        Some(())
    }

    /// Checks the tag, then decrypts `content` in place, and returns the length without padding. It
    /// changes nothing if the tag does not fit.
    pub(super) fn open(
        &self,
        iv: &[u8; BLOCK],
        header: &[u8],
        content: &mut [u8],
        tag: &[u8],
    ) -> Option<usize> {
        if tag.len() != self.tag_len {
            return None;
        }
        // Compares in constant time.
        self.mac(iv, header, content)?
            .verify_truncated_left(tag)
            .ok()?;
        let mut before = Block::from(*iv);
        for blocks in blocks(content)?.chunks_mut(SIDE_BY_SIDE) {
            let mut encrypted = [Block::default(); SIDE_BY_SIDE];
            let encrypted = encrypted.get_mut(..blocks.len())?;
            encrypted.copy_from_slice(blocks);
            self.cipher.decrypt_blocks(blocks);
            for (block, encrypted) in blocks.iter_mut().zip(encrypted) {
                xor(block, &before);
                before = *encrypted;
            }
        }
        // Whoever has the key padded it, so the padding is no secret.
        let missing = *content.last()?;
        let len = content.len().checked_sub(missing.into())?;
        let padding = content.get(len..)?;
        let is_padding =
            (1..=BLOCK).contains(&padding.len()) && padding.iter().all(|&byte| byte == missing);
        is_padding.then_some(len)
    }

    /// Over header, IV, content and the header's length in bits (RFC 7518 §5.2.2.1).
    fn mac(&self, iv: &[u8; BLOCK], header: &[u8], content: &[u8]) -> Option<Hmac<D>> {
        let bits = u64::try_from(header.len()).ok()?.checked_mul(8)?;
        let mut mac = self.mac.clone();
        for part in [header, iv, content, &bits.to_be_bytes()] {
            mac.update(part);
        }
        Some(mac)
    }
}

/// `None` if it is not made of whole blocks.
fn blocks(content: &mut [u8]) -> Option<&mut [Block]> {
    let (blocks, rest) = Block::slice_as_chunks_mut(content);
    rest.is_empty().then_some(blocks)
}

fn xor(block: &mut Block, other: &Block) {
    for (byte, other) in block.iter_mut().zip(other) {
        *byte ^= other;
    }
}
