//! AES-CBC with HMAC (RFC 7518 §5.2): encrypted, then authenticated. A content is checked before it is
//! decrypted, so that nobody learns anything from the padding of one that was changed.

use alloc::vec::Vec;

use aes::cipher::consts::U16;
use aes::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt,
    BlockSizeUser,
};
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
        iv: &[u8],
        header: &[u8],
        content: &mut Vec<u8>,
        tag: &mut [u8],
    ) -> Option<()> {
        let iv: &[u8; BLOCK] = iv.try_into().ok()?;
        // RFC 5652 §6.3: as many bytes as are missing, each with their number; a whole block at least.
        let missing = BLOCK.checked_sub(content.len() % BLOCK)?;
        content.resize(
            content.len().checked_add(missing)?,
            u8::try_from(missing).ok()?,
        );
        self.cipher.encrypt_with_backend(Chain {
            before: Block::from(*iv),
            blocks: blocks(content)?,
        });
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

/// Blocks that are encrypted one after the other, all in one call of the cipher.
struct Chain<'a> {
    before: Block,
    blocks: &'a mut [Block],
}

impl BlockSizeUser for Chain<'_> {
    type BlockSize = U16;
}

impl BlockCipherEncClosure for Chain<'_> {
    #[inline]
    fn call<B: BlockCipherEncBackend<BlockSize = U16>>(self, cipher: &B) {
        let mut before = self.before;
        for block in self.blocks {
            xor(block, &before);
            cipher.encrypt_block_inplace(block);
            before = *block;
        }
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

#[cfg(test)]
mod tests {
    use aes::{Aes128, Aes256};
    use alloc::vec;
    use sha2::{Sha256, Sha512};

    use super::*;

    const TEXT: &[u8] =
        b"A cipher system must not be required to be secret, and it must be able to \
        fall into the hands of the enemy without inconvenience";
    const HEADER: &[u8] = b"The second principle of Auguste Kerckhoffs";
    const IV: [u8; BLOCK] = *b"\x1a\xf3\x8c\x2d\xc2\xb9\x6f\xfd\xd8\x66\x94\x09\x23\x41\xbc\x04";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16);
        digits.chunks(2).map(|pair| byte(pair).unwrap()).collect()
    }

    fn check<C, D>(key_len: u8, content: &str, tag: &str)
    where
        C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt + BlockSizeUser<BlockSize = U16>,
        D: EagerHash,
        Hmac<D>: Mac + KeyInit + Clone,
    {
        let key: Vec<u8> = (0..key_len).collect();
        let cbc: CbcHs<C, D> = CbcHs::new(&key).unwrap();
        let (mut sealed, mut made) = (TEXT.to_vec(), vec![0; bytes(tag).len()]);
        cbc.seal(&IV, HEADER, &mut sealed, &mut made).unwrap();
        assert_eq!((&sealed, &made), (&bytes(content), &bytes(tag)));
        let mut opened = sealed.clone();
        let len = cbc.open(&IV, HEADER, &mut opened, &made);
        assert_eq!(len.map(|len| &opened[..len]), Some(TEXT));
        // What does not fit leaves the content as it was.
        let mut untouched = sealed.clone();
        made[0] ^= 1;
        assert_eq!(cbc.open(&IV, HEADER, &mut untouched, &made), None);
        assert_eq!(untouched, sealed);
    }

    /// RFC 7518 B.1 and B.3.
    #[test]
    fn rfc_7518() {
        check::<Aes128, Sha256>(
            32,
            "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9
             a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c7032336
             09d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b
             384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade5
             4b8851ffb598f7f80074b9473c82e2db",
            "652c3fa36b0a7c5b3219fab3a30bc1c4",
        );
        check::<Aes256, Sha512>(
            64,
            "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd
             822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b
             36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3
             a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950b
             be2638d09dd7a4930930806d0703b1f6",
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
        );
    }

    /// Padding is judged after the tag, and strictly: a tag can be made for any of these by whoever has
    /// the key.
    #[test]
    fn padding() {
        let cbc: CbcHs<Aes128, Sha256> = CbcHs::new(&[7; 32]).unwrap();
        let open = |last: [u8; BLOCK]| {
            let mut content = last.to_vec();
            let mut block = Block::from(last);
            xor(&mut block, &Block::from(IV));
            cbc.cipher.encrypt_block(&mut block);
            content.copy_from_slice(&block);
            let tag = cbc
                .mac(&IV, HEADER, &content)
                .unwrap()
                .finalize()
                .into_bytes();
            cbc.open(&IV, HEADER, &mut content, &tag[..16])
        };
        let padded = |missing: u8| {
            let mut last = [0xee; BLOCK];
            last[BLOCK - usize::from(missing)..].fill(missing);
            last
        };
        for missing in 1..=16 {
            assert_eq!(open(padded(missing)), Some(BLOCK - usize::from(missing)));
        }
        for last in [0, 17, 255] {
            assert_eq!(open([last; BLOCK]), None, "{last}");
        }
        let mut wrong = padded(4);
        wrong[12] = 3;
        assert_eq!(open(wrong), None);
        // Not whole blocks, or none at all.
        for len in [0, 15, 17] {
            let mut content = vec![7; len];
            let tag = cbc
                .mac(&IV, HEADER, &content)
                .unwrap()
                .finalize()
                .into_bytes();
            assert_eq!(cbc.open(&IV, HEADER, &mut content, &tag[..16]), None);
        }
    }
}
