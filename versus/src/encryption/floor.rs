//! The floor: the ciphers, with reused buffers and no check; random bytes from the operating system,
//! where they are needed; base64url by the vector engine.

use std::hint::black_box;

use aes::Aes256;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce, Tag};
use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;

use super::cbc::Cbc;
use super::suite::Suite;
use super::wrap;
use crate::candidates::{Batch, repeat};

/// A text with these parts.
pub fn encrypt(suite: Suite, content: Vec<u8>) -> Batch {
    let mut floor = Floor::new(suite, content.len());
    let len = floor.encrypt(&content);
    let text = std::str::from_utf8(&floor.text[..len]).expect("ASCII");
    assert_eq!(open(suite, text).as_deref(), Some(&*content));
    repeat(move || floor.encrypt(black_box(&content)))
}

/// The content of a text whose dots are known.
pub fn decrypt(suite: Suite, text: &str, content: &[u8]) -> Batch {
    let mut floor = Floor::new(suite, text.len());
    let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    assert!(floor.decrypt(&parts));
    assert_eq!(floor.content, content);
    repeat(move || floor.decrypt(black_box(&parts)))
}

/// Encrypted by the floor.
pub fn seal(suite: Suite, content: &[u8]) -> String {
    let mut floor = Floor::new(suite, content.len());
    let len = floor.encrypt(content);
    String::from_utf8(floor.text[..len].to_vec()).expect("ASCII")
}

/// The content, if tag and header hold, whoever encrypted it.
pub fn open(suite: Suite, text: &str) -> Option<Vec<u8>> {
    let mut floor = Floor::new(suite, text.len());
    let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
    let header = floor.base64.decode(&parts[0]).ok()?;
    let header: serde_json::Value = serde_json::from_slice(&header).ok()?;
    assert_eq!([&header["alg"], &header["enc"]], suite.names());
    floor.decrypt(&parts).then_some(floor.content)
}

enum Cipher {
    Direct(Box<Aes256Gcm>),
    Wrapped(Box<Aes256>),
    Cbc(Box<Cbc>),
}

struct Floor {
    suite: Suite,
    cipher: Cipher,
    base64: Simd,
    /// With room for the longest text; the header stands in front.
    text: Vec<u8>,
    header_len: usize,
    content: Vec<u8>,
}

impl Floor {
    fn new(suite: Suite, bytes: usize) -> Self {
        let secret = suite.secret();
        let cipher = match suite {
            Suite::DirectGcm => Cipher::Direct(Box::new(
                Aes256Gcm::new_from_slice(secret).expect("32 bytes"),
            )),
            Suite::WrappedGcm => {
                Cipher::Wrapped(Box::new(Aes256::new_from_slice(secret).expect("32 bytes")))
            }
            Suite::DirectCbc => Cipher::Cbc(Box::new(Cbc::new(secret))),
        };
        let base64 = Simd::url_safe(NO_PAD);
        let mut text = base64.encode(suite.header()).into_bytes();
        let header_len = text.len();
        text.resize(header_len + 2 * bytes + 512, b'.');
        Self {
            suite,
            cipher,
            base64,
            text,
            header_len,
            content: Vec::with_capacity(bytes + 512),
        }
    }

    /// The length of the text.
    fn encrypt(&mut self, content: &[u8]) -> usize {
        let header = &self.text[..self.header_len];
        self.content.clear();
        self.content.extend_from_slice(content);
        let mut random = [0; 48];
        let iv_len = self.suite.iv_len();
        let (mut tag, mut wrapped) = ([0; 32], None);
        let iv: &[u8] = match &self.cipher {
            Cipher::Direct(cipher) => {
                let iv = fill(&mut random[..iv_len]);
                tag[..16].copy_from_slice(&gcm(cipher, iv, header, &mut self.content));
                iv
            }
            Cipher::Wrapped(cipher) => {
                let (key, iv) = fill(&mut random[..32 + iv_len]).split_at(32);
                let key = key.try_into().expect("32 bytes");
                wrapped = Some(wrap::wrap(cipher, key));
                let cipher = Aes256Gcm::new_from_slice(key).expect("32 bytes");
                tag[..16].copy_from_slice(&gcm(&cipher, iv, header, &mut self.content));
                iv
            }
            Cipher::Cbc(cipher) => {
                let iv = fill(&mut random[..iv_len]);
                cipher.encrypt(iv, &mut self.content);
                tag = cipher.tag(header, iv, &self.content);
                iv
            }
        };
        let wrapped = wrapped.as_ref().map_or(&[][..], |key| &key[..]);
        let mut end = self.header_len;
        for part in [wrapped, iv, &self.content, &tag[..self.suite.tag_len()]] {
            self.text[end] = b'.';
            let room = &mut self.text[end + 1..];
            end += 1 + self.base64.encode_slice(part, room).expect("has room");
        }
        end
    }

    /// Leaves the content in its buffer; whether the tag is right.
    fn decrypt(&mut self, parts: &[String]) -> bool {
        let [header, key, iv, content, tag] = parts else {
            return false;
        };
        let header = header.as_bytes();
        let (mut key_room, mut iv_room, mut tag_room) = ([0; wrap::LEN], [0; 16], [0; 32]);
        let decode = |text: &String, room: &mut [u8]| {
            self.base64.decode_slice(text, room).expect("base64url")
        };
        let key_len = decode(key, &mut key_room);
        let iv_len = decode(iv, &mut iv_room);
        let tag_len = decode(tag, &mut tag_room);
        let (iv, tag) = (&iv_room[..iv_len], &tag_room[..tag_len]);
        self.content.resize(content.len(), 0);
        let len = decode(content, &mut self.content);
        self.content.truncate(len);
        match &self.cipher {
            Cipher::Direct(cipher) => open_gcm(cipher, iv, header, &mut self.content, tag),
            Cipher::Wrapped(cipher) => {
                assert_eq!(key_len, wrap::LEN);
                let key = wrap::unwrap(cipher, key_room);
                let cipher = Aes256Gcm::new_from_slice(&key).expect("32 bytes");
                open_gcm(&cipher, iv, header, &mut self.content, tag)
            }
            Cipher::Cbc(cipher) => {
                let is_right = cipher.tag(header, iv, &self.content) == *tag;
                let len = cipher.decrypt(iv, &mut self.content);
                self.content.truncate(len);
                is_right
            }
        }
    }
}

fn fill(room: &mut [u8]) -> &[u8] {
    getrandom::fill(room).expect("random bytes");
    room
}

fn gcm(cipher: &Aes256Gcm, iv: &[u8], header: &[u8], content: &mut Vec<u8>) -> Tag {
    let iv: &Nonce<_> = iv.try_into().expect("12 bytes");
    let content = content.as_mut_slice().into();
    let sealed = cipher.encrypt_inout_detached(iv, header, content);
    sealed.expect("short enough")
}

/// Checks, too: the tag cannot be computed by itself.
fn open_gcm(
    cipher: &Aes256Gcm,
    iv: &[u8],
    header: &[u8],
    content: &mut Vec<u8>,
    tag: &[u8],
) -> bool {
    let iv: &Nonce<_> = iv.try_into().expect("12 bytes");
    let tag: &Tag = tag.try_into().expect("16 bytes");
    let content = content.as_mut_slice().into();
    cipher
        .decrypt_inout_detached(iv, header, content, tag)
        .is_ok()
}
