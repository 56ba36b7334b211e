//! The exchange of encrypted contents and of encrypted tokens.

mod case;
mod exchange;
mod glassbox;
mod josekit;

use std::path::Path;

use self::exchange::Side;
use self::glassbox::Glassbox;
use self::josekit::Josekit;
use crate::Outcome;

/// Encrypts the cases with both libraries of this program.
pub fn make(folder: &Path) -> Outcome<()> {
    exchange::make::<Glassbox>(folder)?;
    exchange::make::<Josekit>(folder)
}

/// Decrypts what the others made, and says whether every outcome was right.
pub fn verify(folder: &Path) -> Outcome<bool> {
    let mut all_held = true;
    for maker in ["jose", "jwcrypto", Josekit::NAME] {
        all_held &= exchange::check::<Glassbox>(folder, maker)?;
    }
    Ok(exchange::check::<Josekit>(folder, Glassbox::NAME)? && all_held)
}
