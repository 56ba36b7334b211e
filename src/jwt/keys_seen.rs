//! What a reviewer would say of keys beside each other. All of it are warnings.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::algorithm::Algorithm;
use crate::jws::MAX_CANDIDATES;
use crate::key::VerifyingKey;
use crate::key::sealed::Ours;

/// The keys that were seen until now.
#[derive(Default)]
pub(super) struct KeysSeen {
    pairs: Vec<Pair>,
    /// Of each algorithm, how many keys without an id.
    open: Vec<(Algorithm, usize)>,
}

struct Pair {
    name: String,
    algorithm: Algorithm,
    material: [u8; 32],
}

impl KeysSeen {
    /// `say` is given a code and a message.
    pub(super) fn judge(
        &mut self,
        key: &dyn VerifyingKey,
        name: &str,
        say: &mut dyn FnMut(&'static str, String),
    ) {
        if let Some(material) = key.own_material(Ours(())) {
            self.judge_pair(key.algorithm(), material, name, say);
        }
        if key.key_id().is_none() && self.count(key.algorithm()) == MAX_CANDIDATES.saturating_add(1)
        {
            let message = format!(
                "there are more than {MAX_CANDIDATES} keys of {} without an id, and no token tries \
                 more: give each its own with .with_key_id(..)",
                key.algorithm()
            );
            say("many_open_keys", message);
        }
    }

    /// One key is for one algorithm (RFC 8725 §3.1); `Ed25519` is the newer name of what `EdDSA` is.
    fn judge_pair(
        &mut self,
        algorithm: Algorithm,
        material: [u8; 32],
        name: &str,
        say: &mut dyn FnMut(&'static str, String),
    ) {
        let family = |algorithm| match algorithm {
            Algorithm::Ed25519 => Algorithm::EdDsa,
            other => other,
        };
        let is_shared =
            |pair: &&Pair| pair.material == material && family(pair.algorithm) != family(algorithm);
        if let Some(other) = self.pairs.iter().find(is_shared) {
            let message = format!(
                "the keys {} and {name} are one key under two algorithms: give each algorithm a key \
                 of its own",
                other.name
            );
            say("shared_key", message);
        }
        self.pairs.push(Pair {
            name: name.into(),
            algorithm,
            material,
        });
    }

    fn count(&mut self, algorithm: Algorithm) -> usize {
        match self.open.iter_mut().find(|(known, _)| *known == algorithm) {
            Some((_, count)) => {
                *count = count.saturating_add(1);
                *count
            }
            None => {
                self.open.push((algorithm, 1));
                1
            }
        }
    }
}
