//! The rules, a file for each: the accepting and the refusing side, at the edge.

mod absent_but_expected;
mod algorithm_confusion;
mod allow_expired;
mod audience;
mod broken_json;
mod claim_types;
mod claim_values;
mod claims_signed;
mod compact_form;
mod configuration;
mod crit;
mod date_types;
mod duplicate_members;
mod equal_secrets;
pub mod error_codes;
mod field_names;
mod header_members;
mod issuing;
mod key_ring;
mod keys;
mod lifetime;
mod max_validity;
mod misfit;
mod non_canonical_base64;
mod not_a_secret;
mod order;
mod payload;
mod signature;
mod size_limits;
mod time_edges;
mod typ;
mod validity_text;
mod watching;
mod white_space;
mod without_issued_at;

use glassbox::Verifier;

use crate::support::{code, forge, key};

/// The default policy, save that `{}` is enough of a payload.
fn verifier() -> Verifier {
    Verifier::new(key()).allow_missing_exp()
}

/// The verdict on a token of [`key`] with this header.
fn of_header(header: &str) -> &'static str {
    code(&verifier(), &forge(header, "{}", &key()))
}
