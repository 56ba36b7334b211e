//! `verify` gives claims that own their texts: what borrows needs `verify_in`.

use glassbox::{HmacKey, Verifier};
use serde::Deserialize;

#[derive(Deserialize)]
struct User<'a> {
    name: &'a str,
}

fn main() {
    let verifier = Verifier::new(HmacKey::hs256([7; 32]).unwrap());
    let token = verifier.verify::<User<'_>>("…").unwrap();
    println!("{}", token.claims().name);
}
