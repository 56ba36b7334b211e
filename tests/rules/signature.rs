//! RFC 7515 §5.2: the signature is that of the key over the characters received, in its full length.

use super::verifier;
use crate::support::{code, token};

#[test]
fn a_wrong_signature_of_any_length_is_one() {
    let good = token("{}");
    let (input, tail) = good.rsplit_once('.').unwrap();
    for signature in [
        String::new(),
        "AA".into(),
        tail[..40].into(),
        tail.repeat(4),
        format!("{}A", &tail[..42]),
        "A".repeat(1300),
    ] {
        let text = format!("{input}.{signature}");
        assert_eq!(code(&verifier(), &text), "invalid_signature", "{signature}");
    }
    let flipped = token(r#"{"a":1}"#);
    let (_, other) = flipped.rsplit_once('.').unwrap();
    assert_eq!(
        code(&verifier(), &format!("{input}.{other}")),
        "invalid_signature"
    );
}
