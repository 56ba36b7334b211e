//! What a reviewer would criticize in the way in which a verifier decrypts.

use alloc::format;
use alloc::vec::Vec;

use super::audit::{Finding, Severity, finding};
use super::verifier::Verifier;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::Escaped;
use crate::key::KeyId;

impl Verifier {
    pub(super) fn audit_decryption(&self, findings: &mut Vec<Finding>) {
        if self.incoming.keys.is_none() {
            return;
        }
        if self.incoming.or_unencrypted {
            let message = "tokens that everybody can read are accepted beside encrypted ones: remove \
                           .or_unencrypted() when all issuers encrypt";
            findings.push(finding(Severity::Warning, "or_unencrypted", message));
        }
        if self.incoming.allows_missing_cty {
            let message = "encrypted tokens are accepted that do not say what is within: have the issuer \
                           set cty to JWT, and remove .allow_missing_cty()";
            findings.push(finding(Severity::Notice, "allow_missing_cty", message));
        }
        let asked = self.visit_decryption_keys(&mut |key| {
            let is_gcm = matches!(
                key.encryption(),
                ContentEncryption::A128Gcm | ContentEncryption::A256Gcm
            );
            if key.algorithm() != KeyManagement::Dir || !is_gcm {
                return;
            }
            let id = key.key_id().map(KeyId::as_str);
            let name = id.map_or("without an id".into(), |id| format!("\"{}\"", Escaped(id)));
            let message = format!(
                "the key {name} (dir, {}) may encrypt 2^32 texts in all, by whichever process: let it \
                 wrap a new key for each (A256KW), or use A256CBC-HS512",
                key.encryption()
            );
            findings.push(finding(Severity::Notice, "direct_gcm", message));
        });
        if asked.is_err() {
            let message =
                "the source of the keys that decrypt is unavailable, so they were not audited";
            findings.push(finding(Severity::Warning, "keys_unavailable", message));
        }
        if self.shares_a_secret() {
            let message = "a key that verifies and one that decrypts share a secret: give each purpose a \
                           secret of its own";
            findings.push(finding(Severity::Warning, "shared_secret", message));
        }
    }
}
