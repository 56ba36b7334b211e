//! What a reviewer would criticize in a verifier's keys, for keys of this crate.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::audit::{Finding, Severity, finding};
use super::keys_seen::KeysSeen;
use super::verifier::Verifier;
use crate::error::Escaped;
use crate::key::sealed::{Form, Mark, Ours, Remark};
use crate::key::{KeyId, KeySource};

impl Verifier {
    pub(super) fn audit_keys(&self, findings: &mut Vec<Finding>) {
        let mut seen: Vec<(String, Mark, Option<[u8; 32]>)> = Vec::new();
        let mut beside = KeysSeen::default();
        let asked = self.visit_keys(&mut |key| {
            let id = key.key_id().map(KeyId::as_str);
            let name = id.map_or("without an id".into(), |id| format!("\"{}\"", Escaped(id)));
            let name = format!("{name} ({})", key.algorithm());
            let pair = key.own_material(Ours(()));
            let judge = &mut |mark: &Mark| {
                if mark.is_short {
                    let message = format!(
                        "the secret of the key {name} is shorter than its hash, so it can be \
                             guessed from one token: replace it, and make the key with \
                             HmacKey::new"
                    );
                    findings.push(finding(Severity::Danger, "short_secret", message));
                }
                findings.extend(audit_form(&name, &mark.form));
                // Of one pair under several names, what is beside it says more.
                let is_shared = |(_, other, of): &&(_, Mark, _)| {
                    mark.is(other) && (pair.is_none() || pair != *of)
                };
                if let Some((other, ..)) = seen.iter().find(is_shared) {
                    let message = format!(
                        "the keys {other} and {name} share a secret: give each purpose and \
                             each algorithm a secret of its own"
                    );
                    findings.push(finding(Severity::Warning, "shared_secret", message));
                }
                seen.push((name.clone(), mark.clone(), pair));
            };
            key.marks(judge, Ours(()));
            beside.judge(key, &name, &mut |code, message| {
                findings.push(finding(Severity::Warning, code, message));
            });
        });
        if asked.is_err() {
            let message = "the key source is unavailable, so its keys were not audited";
            findings.push(finding(Severity::Warning, "keys_unavailable", message));
        }
        audit_source(self.verification().keys, findings);
    }
}

/// Findings about a set of keys as it was published.
fn audit_source(keys: &dyn KeySource, findings: &mut Vec<Finding>) {
    let (mut skipped, mut first) = (0_usize, None);
    let judge = &mut |remark: Remark<'_>| match remark {
        Remark::PrivateKey(what) => {
            let message = format!(
                "{what} of the set holds a private or secret key, so whoever reads the set can sign with \
                 it: publish JwkSet::of public keys, and replace this one"
            );
            findings.push(finding(Severity::Danger, "private_key_published", message));
        }
        Remark::DuplicateKeyId(key_id) => {
            let message = format!(
                "different keys of the set have the id \"{}\", so a token with it is tried with \
                 each of them: its issuer has to give each its own",
                Escaped(key_id.as_str())
            );
            findings.push(finding(Severity::Notice, "duplicate_key_id", message));
        }
        Remark::NoKey => {
            let message = "the set of keys has no key that can be used, so no token is accepted: see \
                           JwkSet::skipped, or read the set anew";
            findings.push(finding(Severity::Danger, "no_usable_key", message));
        }
        Remark::NotUsed(what) => {
            skipped = skipped.saturating_add(1);
            first.get_or_insert_with(|| format!("{what}"));
        }
    };
    keys.remarks(judge, Ours(()));
    if let Some(first) = first {
        let message = format!(
            "of the keys of the set, {skipped} cannot be used (JwkSet::skipped has each); the first: \
             {first}"
        );
        findings.push(finding(Severity::Notice, "skipped_keys", message));
    }
}

/// Findings about a secret whose text the issuer may read in another way.
fn audit_form(name: &str, form: &Form) -> impl Iterator<Item = Finding> {
    let doubts = [
        ("white_space", form.doubt_of_white_space()),
        ("quoted_secret", form.doubt_of_quotes()),
        ("encoded_secret", form.doubt_of_reading()),
    ];
    doubts.into_iter().filter_map(move |(code, doubt)| {
        let message = format!("the secret of the key {name} {}", doubt?);
        Some(finding(Severity::Notice, code, message))
    })
}
