//! Claims that borrow live as long as the buffer that they lie in, and it cannot be used meanwhile.

use glassbox::{HmacKey, Verifier};
use serde::Deserialize;

#[derive(Deserialize)]
struct User<'a> {
    name: &'a str,
}

fn main() {
    let verifier = Verifier::new(HmacKey::hs256([7; 32]).unwrap());
    let token = {
        let mut buffer = Vec::new();
        verifier.verify_in::<User<'_>>("…", &mut buffer).unwrap()
    };
    drop(token);

    let mut buffer = Vec::new();
    let first = verifier.verify_in::<User<'_>>("…", &mut buffer).unwrap();
    let second = verifier.verify_in::<User<'_>>("…", &mut buffer).unwrap();
    println!("{} {}", first.claims().name, second.claims().name);
}
