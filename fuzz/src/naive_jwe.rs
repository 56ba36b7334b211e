//! Encryption once more, slow and plain: as RFC 7518 and RFC 3394 write it down.

use std::array::from_fn;

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use glassbox::jwe::ContentEncryption;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256, Sha512};

/// Encrypts a content under a key of the right length, and returns it with its tag (RFC 7518 §5).
pub(super) fn seal(
    encryption: ContentEncryption,
    key: &[u8],
    iv: &[u8],
    header: &str,
    content: &[u8],
) -> [Vec<u8>; 2] {
    match encryption {
        ContentEncryption::A128Gcm => gcm::<Aes128Gcm>(key, iv, header, content),
        ContentEncryption::A256Gcm => gcm::<Aes256Gcm>(key, iv, header, content),
        _ => cbc_hs(key, iv, header, content),
    }
}

fn gcm<C>(key: &[u8], iv: &[u8], header: &str, content: &[u8]) -> [Vec<u8>; 2]
where
    C: AeadInOut + KeyInit,
{
    let (cipher, mut content) = (C::new_from_slice(key).unwrap(), content.to_vec());
    let buffer = content.as_mut_slice().into();
    let tag = cipher.encrypt_inout_detached(iv.try_into().unwrap(), header.as_bytes(), buffer);
    [content, tag.unwrap().to_vec()]
}

fn cbc_hs(key: &[u8], iv: &[u8], header: &str, content: &[u8]) -> [Vec<u8>; 2] {
    let (mac_key, aes_key) = key.split_at(key.len() / 2);
    let padding = 16 - content.len() % 16;
    let padded = [content, &vec![padding as u8; padding]].concat();
    let mut last: [u8; 16] = iv.try_into().unwrap();
    let mut encrypted = vec![];
    for plain in padded.chunks(16) {
        last = block(aes_key, from_fn(|place| plain[place] ^ last[place]));
        encrypted.extend_from_slice(&last);
    }
    let bits = (header.len() as u64 * 8).to_be_bytes();
    let input = [header.as_bytes(), iv, &encrypted, &bits].concat();
    let mut tag = match mac_key.len() {
        16 => mac::<Hmac<Sha256>>(mac_key, &input),
        _ => mac::<Hmac<Sha512>>(mac_key, &input),
    };
    tag.truncate(mac_key.len());
    [encrypted, tag]
}

fn mac<M: Mac + KeyInit>(key: &[u8], input: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).unwrap();
    mac.update(input);
    mac.finalize().into_bytes().to_vec()
}

/// A key of so many bytes from a secret that was agreed on (RFC 7518 §4.6.2).
pub(super) fn derive(shared: &[u8], name: &str, len: usize, parties: [&[u8]; 2]) -> Vec<u8> {
    let sized = |part: &[u8]| [&(part.len() as u32).to_be_bytes(), part].concat();
    let [apu, apv] = parties.map(sized);
    let bits = (len as u32 * 8).to_be_bytes();
    let info = [&*sized(name.as_bytes()), &apu, &apv, &bits].concat();
    let round = |number: u32| Sha256::digest([&number.to_be_bytes(), shared, &info].concat());
    let mut key = [round(1), round(2)].concat();
    key.truncate(len);
    key
}

/// A key that is wrapped with another (RFC 3394 §2.2.1).
pub(super) fn wrap(with: &[u8], key: &[u8]) -> Vec<u8> {
    let mut first = [0xa6; 8];
    let mut halves: Vec<[u8; 8]> = key.chunks(8).map(|half| half.try_into().unwrap()).collect();
    for step in 0..6 * halves.len() {
        let half = step % halves.len();
        let both = [first, halves[half]].concat();
        let made = block(with, both.try_into().unwrap());
        let count = (step as u64 + 1).to_be_bytes();
        first = from_fn(|place| made[place] ^ count[place]);
        halves[half] = from_fn(|place| made[8 + place]);
    }
    [first.to_vec(), halves.concat()].concat()
}

/// One block of AES.
fn block(key: &[u8], block: [u8; 16]) -> [u8; 16] {
    let mut block = block.into();
    match key.len() {
        16 => Aes128::new_from_slice(key)
            .unwrap()
            .encrypt_block(&mut block),
        _ => Aes256::new_from_slice(key)
            .unwrap()
            .encrypt_block(&mut block),
    }
    block.into()
}
