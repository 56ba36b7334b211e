//! Section H: what attacks on this crate found, each with its siblings. What concerns a store is in
//! the store's own tests, what concerns a session in `tests/sessions`.

mod reserved_names;
mod secrets;
mod stack;

use super::{headers, said, token, verifier};

#[test]
fn h4_numbers_and_texts_in_unknown_header_members() {
    for value in [
        "1e400",
        "-1e400",
        "0.12345678901234567",
        "123456789012345678901234567890",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"a\":[1e999,\"\\udfff\"]}",
        "[[[1e400]]]",
    ] {
        headers(
            &verifier(),
            [(format!(r#"{{"alg":"HS256","x":{value}}}"#), "accept")],
        );
        // Where the member means something, it has to be a text.
        for name in ["kid", "typ", "cty", "jku"] {
            if !value.starts_with('"') || name != "jku" {
                headers(
                    &verifier(),
                    [(
                        format!(r#"{{"alg":"HS256","{name}":{value}}}"#),
                        "bad_header",
                    )],
                );
            }
        }
    }
    assert_eq!(said(&verifier(), &token("{}")), "accept");
}
