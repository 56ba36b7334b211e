//! Writes each key in the forms that glassbox writes.

use std::fs;
use std::path::Path;

use glassbox::jwk::JwkSet;

use super::files::{ALGORITHMS, private_key};
use crate::Outcome;

pub fn run(folder: &Path) -> Outcome<()> {
    for owner in ["own", "other"] {
        let owner = folder.join("keys").join(owner);
        let mut keys = Vec::new();
        for algorithm in ALGORITHMS {
            let folder = owner.join(algorithm.name());
            let key = private_key(algorithm, &folder.join("private/openssl.pkcs8.pem"))?;
            let private = folder.join("private");
            fs::write(
                private.join("glassbox.pkcs8.pem"),
                key.to_private_pem().reveal(),
            )?;
            fs::write(
                private.join("glassbox.private.jwk"),
                key.to_private_jwk().reveal(),
            )?;
            let (public, key) = (folder.join("public"), key.public_key());
            fs::write(public.join("glassbox.spki.pem"), key.to_pem())?;
            fs::write(public.join("glassbox.spki.der"), key.to_der())?;
            fs::write(
                public.join("glassbox.public.jwk"),
                serde_json::to_string(&key.to_jwk())?,
            )?;
            keys.push(key);
        }
        let set = JwkSet::of(&keys);
        fs::write(owner.join("glassbox.jwks"), serde_json::to_string(&set)?)?;
    }
    Ok(())
}
