//! A256CBC-HS512 (RFC 7518 §5.2.5), without a check.

use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt};
use aes::{Aes256, cipher::KeyInit as _};
use hmac::{Hmac, Mac};
use sha2::Sha512;

pub struct Cbc {
    mac: Hmac<Sha512>,
    cipher: Aes256,
}

impl Cbc {
    pub fn new(secret: &[u8]) -> Self {
        let (mac, cipher) = secret.split_at(32);
        Self {
            mac: Hmac::new_from_slice(mac).expect("any length"),
            cipher: Aes256::new_from_slice(cipher).expect("32 bytes"),
        }
    }

    /// Pads and encrypts in place.
    pub fn encrypt(&self, iv: &[u8], content: &mut Vec<u8>) {
        let missing = 16 - content.len() % 16;
        content.resize(content.len() + missing, missing as u8);
        let mut before: Block<Aes256> = iv.try_into().expect("16 bytes");
        for block in blocks(content) {
            xor(block, &before);
            self.cipher.encrypt_block(block);
            before = *block;
        }
    }

    /// Decrypts in place, and returns the length without padding.
    pub fn decrypt(&self, iv: &[u8], content: &mut [u8]) -> usize {
        let mut before: Block<Aes256> = iv.try_into().expect("16 bytes");
        for blocks in blocks(content).chunks_mut(8) {
            let mut encrypted = [Block::<Aes256>::default(); 8];
            encrypted[..blocks.len()].copy_from_slice(blocks);
            self.cipher.decrypt_blocks(blocks);
            for (block, encrypted) in blocks.iter_mut().zip(encrypted) {
                xor(block, &before);
                before = encrypted;
            }
        }
        content.len() - usize::from(content[content.len() - 1])
    }

    pub fn tag(&self, header: &[u8], iv: &[u8], content: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for part in [
            header,
            iv,
            content,
            &(header.len() as u64 * 8).to_be_bytes(),
        ] {
            mac.update(part);
        }
        let tag = mac.finalize().into_bytes();
        *tag.first_chunk().expect("64 bytes")
    }
}

fn blocks(content: &mut [u8]) -> &mut [Block<Aes256>] {
    Block::<Aes256>::slice_as_chunks_mut(content).0
}

fn xor(block: &mut Block<Aes256>, other: &Block<Aes256>) {
    for (byte, other) in block.iter_mut().zip(other) {
        *byte ^= other;
    }
}
