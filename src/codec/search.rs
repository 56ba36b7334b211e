//! Searches for bytes with vector instructions.

/// Whether a text has any of the wanted bytes. Each position of a chunk has its own result, and
/// they are combined once at the end, so the compiler can use vector instructions. It always reads
/// the text to its end.
pub(crate) fn has_any(text: &[u8], is_wanted: impl Fn(u8) -> bool) -> bool {
    let Some(last) = text.last_chunk::<32>() else {
        return text.iter().any(|&byte| is_wanted(byte));
    };
    let mut found = [0; 32];
    // The last chunk overlaps the one before it.
    for chunk in text.as_chunks().0.iter().chain([last]) {
        for (found, &byte) in found.iter_mut().zip(chunk) {
            *found |= u8::from(is_wanted(byte));
        }
    }
    found != [0; 32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_every_place_of_texts_of_every_length() {
        for len in 0..100 {
            let mut text = alloc::vec![b'x'; len];
            assert!(!has_any(&text, |byte| byte == b'.'));
            for place in 0..len {
                text[place] = b'.';
                assert!(has_any(&text, |byte| byte == b'.'), "{len} {place}");
                text[place] = b'x';
            }
        }
    }
}
