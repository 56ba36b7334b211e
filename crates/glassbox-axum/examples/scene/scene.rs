//! The three servers: an authorization server with a page, and two applications.

mod application;
mod auth;
mod keys;
mod place;

use std::error::Error;
use std::time::Duration;

use glassbox::session::{Grace, Sessions};
use glassbox::time::Clock;
use glassbox::web::{Protect, TokenCookie};
use glassbox::{Algorithm, HmacKey, Signer, Verifier};

pub(crate) use keys::Keys;
use place::Place;

/// Long enough to be used, short enough to be seen ending.
pub(crate) const LIFE: Duration = Duration::from_secs(5);
/// With the default of thirty seconds, no refresh of a token of five would be seen to rotate.
pub(crate) const GRACE: Duration = Duration::from_secs(3);

pub(crate) struct Scene {
    pub(crate) auth: Place,
    pub(crate) applications: [Place; 2],
}

impl Scene {
    /// A port of 0 is any that is free.
    pub(crate) async fn build<C: Clock + Clone + 'static>(
        keys: Keys,
        [auth, one, two]: [u16; 3],
        store: crate::Store,
        clock: &C,
    ) -> Result<Self, Box<dyn Error>> {
        let mut auth = Place::listen("auth", auth).await?;
        let mut applications = [
            Place::listen("app-01", one).await?,
            Place::listen("app-02", two).await?,
        ];
        let [one, two] = &mut applications;
        let issuer = auth.origin.clone();
        let signer = |key, application: &Place| {
            let signer = Signer::new(key).issuer(issuer.as_str()).validity(LIFE);
            signer.audience(application.name).clock(clock.clone())
        };
        let [(sign_one, verify_one), (sign_two, verify_two)] = keys.make()?;
        let own = HmacKey::generate(Algorithm::Hs256)?; // no application has it
        let sessions = Sessions::builder(signer(sign_one, one), own, store)
            .grace(Grace::Window(GRACE))
            .clock(clock.clone())
            .build()?;
        let next_door = sessions.for_application(signer(sign_two, two))?;

        let about = auth::about(keys, [one, two]);
        let page = auth::page(about, [one, two])?;
        let state = auth::Auth {
            cookie: TokenCookie::host("rt").build()?,
            sessions: [sessions, next_door],
        };
        auth.answer(auth::router(state).merge(page));
        for (application, source) in [(one, verify_one), (two, verify_two)] {
            let verifier = Verifier::new(source).issuer(issuer.as_str());
            let verifier = verifier.audience(application.name).clock(clock.clone());
            let protect = Protect::new(application.name, verifier).build()?;
            application.answer(application::router(protect, &issuer)?);
        }
        Ok(Self { auth, applications })
    }

    /// Serves until the process ends.
    pub(crate) async fn serve(self) -> Result<(), std::io::Error> {
        let [one, two] = self.applications;
        tokio::try_join!(self.auth.serve(), one.serve(), two.serve()).map(drop)
    }
}
