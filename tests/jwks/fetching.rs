//! When keys are fetched, and who waits for it.

use super::{World, key, token};

#[test]
fn the_first_token_waits_for_the_keys() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    assert_eq!(world.verify(&token(&key)), Ok(()));
    assert_eq!(world.look(&token(&key)), Ok(()));
    assert_eq!(world.issuer.asked(), 1);
}

#[test]
fn an_async_caller_waits_for_the_keys() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    pollster::block_on(world.keys.refresh()).unwrap();
    let text = token(&key);
    let token = world
        .keys
        .verify::<serde_json::Value>(&world.verifier, &text);
    assert!(pollster::block_on(token).is_ok());
    assert_eq!(world.issuer.asked(), 1);
}
