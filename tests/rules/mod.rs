//! Section 3 of the blueprint, a file for each rule: the accepting and the refusing side.

mod algorithm_confusion;
mod audience;
mod claim_values;
mod configuration;
mod date_types;
mod issuing;
mod shape;
mod time_edges;
mod typ;
mod watching;
