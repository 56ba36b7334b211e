//! What was read without proof can never be taken for a `Token`.

use glassbox::jws::Unverified;
use glassbox::{Claims, Token};

fn admit(_: &Token<Claims>) {}

fn main() {
    let unverified = Unverified::parse("…").unwrap();
    admit(&unverified);
    let _ = unverified.claims();
    let _: Token<Claims> = unverified.into();
}
