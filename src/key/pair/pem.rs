//! PEM as people have it (RFC 7468): text around the blocks, any line ends, or none at all.

use alloc::vec::Vec;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::error::{KeyError, PemProblem};

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;

/// A block of PEM, its content still encoded.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) label: &'a str,
    body: &'a str,
}

/// Whether bytes are to be read as PEM, be it broken.
pub(super) fn is_pem(bytes: &[u8]) -> bool {
    let begin = BEGIN.trim_ascii_end().as_bytes();
    bytes.windows(begin.len()).any(|window| window == begin)
}

/// The blocks of a text, in their order.
pub(super) fn blocks(bytes: &[u8]) -> Result<Vec<Block<'_>>, KeyError> {
    if bytes.len() > LONGEST {
        return Err(broken(PemProblem::TooLong));
    }
    let mut blocks = Vec::new();
    // What is no text (a comment in another encoding) may stand around the blocks, not within.
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some((_, begun)) = rest.split_once(BEGIN) {
            let (first, after) = first_block(begun).ok_or(broken(PemProblem::NoEnd))?;
            blocks.push(first);
            rest = after;
        }
    }
    match blocks.is_empty() {
        true => Err(broken(PemProblem::NoBegin)),
        false => Ok(blocks),
    }
}

/// The block whose label a text begins with, and what follows its end.
fn first_block(text: &str) -> Option<(Block<'_>, &str)> {
    let (label, rest) = text.split_once(DASHES)?;
    let (body, rest) = rest.split_once("-----END ")?;
    let rest = rest.strip_prefix(label)?.strip_prefix(DASHES)?;
    Some((Block { label, body }, rest))
}

impl Block<'_> {
    /// Whether it is encrypted in the way from before PKCS#8 (RFC 1421 §4.6.1.1).
    pub(super) fn is_encrypted(&self) -> bool {
        self.body.contains("Proc-Type:") && self.body.contains("ENCRYPTED")
    }

    /// What it holds.
    pub(super) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        decode(self.body)
    }
}

/// The bytes of base64, whatever white space is in it.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const BASE64: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, CONFIG);
    if text.contains("\\n") || text.contains("\\r") {
        return Err(broken(PemProblem::WrittenOut));
    }
    // With room for all of it, so that no part is left where it grew from.
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    symbols.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    let mut content = Zeroizing::new(alloc::vec![0; symbols.len()]);
    let len = BASE64
        .decode_slice(&*symbols, &mut content)
        .map_err(|_| broken(PemProblem::NotBase64))?;
    content.truncate(len);
    Ok(content)
}

pub(super) const fn broken(problem: PemProblem) -> KeyError {
    KeyError::Pem { problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Result<Vec<&str>, KeyError> {
        Ok(blocks(text.as_bytes())?
            .iter()
            .map(|block| block.label)
            .collect())
    }

    #[test]
    fn blocks_stand_in_any_text() {
        let text = "Bag Attributes\r\n-----BEGIN A-----\r\nAAAA\r\n-----END A-----\r\nx\n\
            -----BEGIN B C-----AA AA\tAA==-----END B C-----";
        assert_eq!(labels(text), Ok(alloc::vec!["A", "B C"]));
        let [a, b] = blocks(text.as_bytes()).unwrap()[..] else {
            panic!("two blocks");
        };
        assert_eq!(**a.decode().unwrap(), [0; 3]);
        assert_eq!(**b.decode().unwrap(), [0; 4]);
        assert_eq!(
            labels("\u{feff}-----BEGIN A----------END A-----"),
            Ok(alloc::vec!["A"])
        );
        let mut latin = b"caf\xe9\n".to_vec();
        latin.extend_from_slice(b"-----BEGIN A-----\nAAAA\n-----END A-----\n\xff");
        assert_eq!(blocks(&latin).unwrap().len(), 1);
    }

    #[test]
    fn broken_blocks() {
        for (text, problem) in [
            ("", PemProblem::NoBegin),
            ("-----BEGIN", PemProblem::NoBegin),
            ("-----BEGIN A", PemProblem::NoEnd),
            ("-----BEGIN A-----\nAAAA", PemProblem::NoEnd),
            (
                "-----BEGIN A-----\nAAAA\n-----END B-----",
                PemProblem::NoEnd,
            ),
            ("-----BEGIN A-----\nAAAA\n-----END A----", PemProblem::NoEnd),
            (
                "-----BEGIN A-----\n-----BEGIN A-----\nAAAA\n-----END B-----",
                PemProblem::NoEnd,
            ),
        ] {
            assert_eq!(labels(text), Err(broken(problem)), "{text}");
        }
        let long = alloc::format!("-----BEGIN A-----{}-----END A-----", " ".repeat(LONGEST));
        assert_eq!(labels(&long), Err(broken(PemProblem::TooLong)));
        for (body, problem) in [
            ("\\nAAAA\\n", PemProblem::WrittenOut),
            ("A", PemProblem::NotBase64),
            ("AAAA!", PemProblem::NotBase64),
            ("AA-_", PemProblem::NotBase64),
            ("AB==", PemProblem::NotBase64),
            ("Comment: x\n\nAAAA", PemProblem::NotBase64),
        ] {
            let block = Block { label: "A", body };
            assert_eq!(block.decode().map(|_| ()), Err(broken(problem)), "{body}");
        }
    }

    #[test]
    fn encryption_of_before_is_told() {
        let body = "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n";
        assert!(Block { label: "A", body }.is_encrypted());
        assert!(
            !Block {
                label: "A",
                body: "\nAAAA\n"
            }
            .is_encrypted()
        );
    }
}
