//! What happens to refresh tokens in practice: two tabs, a lost answer, a thief, a device that is
//! logged out, and everybody logged out.

use std::time::Duration;

use glassbox::session::{MemoryStore, NewSession, Presenter, RefreshError, Refreshed, Sessions};
use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{Algorithm, HmacKey, Signer};
use pollster::block_on;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = FixedClock::new(SystemClock.now());
    let app = HmacKey::generate(Algorithm::Hs256)?;
    let signer = Signer::new(app).validity(Duration::from_secs(300));
    let own = HmacKey::generate(Algorithm::Hs256)?;
    let sessions = Sessions::builder(signer, own, MemoryStore::new());
    let sessions = sessions.clock(clock.clone()).build()?;

    let browser = Presenter::first_party();
    let login = |device: &str| {
        let new = NewSession::new("42", browser.clone()).label(device);
        block_on(sessions.login(new))
    };
    let refresh = |token: &Refreshed| block_on(sessions.refresh(token.refresh_token(), &browser));
    let hour = || clock.advance(Duration::from_secs(3600));
    let laptop = login("laptop")?;
    hour();
    let (one, two) = (refresh(&laptop)?, refresh(&laptop)?);
    let is_same = one.refresh_token() == two.refresh_token();
    println!(
        "two tabs: {:?} and {:?}, the same token: {is_same}",
        one.kind(),
        two.kind()
    );

    hour();
    let lost = refresh(&one)?; // and the answer never arrives
    clock.advance(Duration::from_secs(20));
    let again = refresh(&one)?;
    let is_same = lost.refresh_token() == again.refresh_token();
    println!(
        "a lost answer: {:?}, the same token: {is_same}",
        again.kind()
    );

    hour();
    let stolen = again.clone(); // by somebody who copied it, and comes later
    let next = refresh(&again)?;
    hour();
    println!("a thief: {}", refused(refresh(&stolen)));
    println!(
        "the user, whose session it was: {}",
        refused(refresh(&next))
    );

    let (laptop, phone) = (login("laptop")?, login("phone")?);
    let devices = block_on(sessions.sessions("42"))?;
    let mut labels: Vec<_> = devices
        .iter()
        .filter_map(|session| session.label())
        .collect();
    labels.sort_unstable();
    println!("devices: {}", labels.join(", "));
    block_on(sessions.revoke_session("42", phone.session().id()))?;
    println!("the phone, logged out: {}", refused(refresh(&phone)));
    let kind = refresh(&laptop)?.kind(); // `Same`: too new to be spent
    println!("the laptop goes on: {kind:?}");

    block_on(sessions.revoke_subject("42"))?;
    println!("everybody, logged out: {}", refused(refresh(&laptop)));
    Ok(())
}

fn refused(result: Result<Refreshed, RefreshError>) -> String {
    match result {
        Ok(refreshed) => format!("accepted: {:?}", refreshed.kind()),
        Err(error) => format!("{} ({:?})", error.code(), error.client_action()),
    }
}
