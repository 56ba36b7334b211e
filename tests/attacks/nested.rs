//! Section I: encrypted tokens with a signed one within, attack by attack. The rules that refuse them are
//! in `tests/jwe/` at both sides of their edges, and in section F: here stands which test holds which
//! attack, with its verdict. Each text is given to every road there is (`jwe::opened`).

/// An attack, and the tests that hold its verdict. Its number is its place: the first is `i1`.
type Row = (&'static str, &'static [&'static str]);

pub const ROWS: [Row; 26] = [
    (
        "an unsigned token within: none, with and without cty",
        UNSIGNED,
    ),
    ("bare claims within, with and without cty", UNSIGNED),
    (
        "an encrypted token within; nothing; two dots; four; white space around",
        UNSIGNED,
    ),
    (
        "a cty that is no JWT, also where none need be",
        &["jwe/nested.rs::the_header_says_that_a_token_is_within"],
    ),
    (
        "a token within that another key signed",
        &["jwe/nested.rs::what_is_within_is_verified_as_every_token"],
    ),
    (
        "a content under another enc, and under a header that says otherwise",
        &[
            "jwe/parts.rs::a_lying_header_opens_nothing",
            "attacks/encryption.rs::f7_algorithms_swapped",
        ],
    ),
    (
        "zip and crit, whatever their values",
        &[
            "jwe/header.rs::neither_extensions_nor_compression",
            "attacks/encryption.rs::f2_compressed_bomb",
        ],
    ),
    (
        "PBES2 with two billion iterations, and their count beside dir",
        &["attacks/encryption.rs::f1_count_of_iterations"],
    ),
    (
        "RSA1_5, A192GCM, names in other letters",
        &["jwe/header.rs::algorithms_are_those_of_the_key"],
    ),
    (
        "a member twice, also within epk, also in another spelling",
        &["jwe/header.rs::each_member_once_in_any_spelling"],
    ),
    (
        "a tag, an IV or an encrypted key of another length; spare bits",
        &[
            "jwe/parts.rs::each_part_has_one_length",
            "jwe/parts.rs::exactly_five_parts_of_strict_base64url",
        ],
    ),
    (
        "a tag, an IV, a key, a content or a header that was changed",
        &[
            "jwe/parts.rs::behind_the_key_one_error",
            "jwe/round_trips.rs::a_change_of_any_character_is_refused",
        ],
    ),
    (
        "four parts, six, JSON, padding, another alphabet; too long; a header too long",
        &[
            "jwe/parts.rs::exactly_five_parts_of_strict_base64url",
            "jwe/header.rs::of_limited_size",
            "jwe/header.rs::of_limited_members",
            "attacks/encryption.rs::f9_several_recipients",
        ],
    ),
    (
        "an epk off the curve, of zeros, of the prime, short, long, of another kind",
        &[
            "attacks/encryption/curves.rs::f3_points_of_p256",
            "attacks/encryption/curves.rs::f3_points_of_x25519",
        ],
    ),
    (
        "an epk that is missing, no object, or has a private half",
        &["attacks/encryption/curves.rs::f3_what_is_no_public_key"],
    ),
    (
        "the seven points of small order, as epk and as a recipient",
        &["attacks/encryption/curves.rs::f3_small_order"],
    ),
    (
        "an apu added, padded, or too long",
        &["attacks/encryption/curves.rs::f3_parties"],
    ),
    (
        "the outer kid is that of the inner key, unknown, or another key's of the ring",
        &[
            "jwe/nested.rs::ids_of_one_header_are_not_those_of_the_other",
            "jwe/ring.rs::the_id_chooses",
        ],
    ),
    (
        "the inner kid is that of the outer key",
        &["jwe/nested.rs::ids_of_one_header_are_not_those_of_the_other"],
    ),
    (
        "a claim in the outer header that was not signed",
        &["jwe/nested.rs::claims_that_the_header_repeats_are_those_that_were_signed"],
    ),
    (
        "one secret that signs and encrypts, half of one, a refresh key's, a private number",
        &[
            "jwe/equal_secrets.rs::of_every_pair_and_part",
            "jwe/signing.rs::a_secret_that_encrypts_signs_no_refresh_tokens",
            "jwe/ecdh/one_number.rs::a_seed_that_signs_does_not_agree",
            "jwe/ecdh/one_number.rs::a_number_that_signs_is_no_secret_that_encrypts",
        ],
    ),
    (
        "2^32 texts under one key and one nonce for two",
        &[
            "../src/jwe/encrypt.rs::a_direct_key_of_gcm_ends_and_all_that_share_its_secret",
            "../src/jwe/encrypt.rs::a_direct_key_ends_for_all_threads_at_once",
        ],
    ),
    (
        "a key of one kind where the other belongs, a content taken for a token",
        &["ui.rs::misuse_of_encryption_does_not_compile"],
    ),
    (
        "the memory of a secret that encrypted",
        &["wiped/encryption.rs::a_secret_that_encrypts_is_gone_with_the_last_key"],
    ),
    (
        "a ring of five keys without ids: work for four",
        &[
            "jwe/ring.rs::four_keys_are_tried",
            "jwe/ring.rs::no_fifth_key_is_asked",
        ],
    ),
    (
        "a token of a key that is retired",
        &["jwe/ring.rs::a_retired_key_ends"],
    ),
];

const UNSIGNED: &[&str] =
    &["jwe/nested.rs::an_unsigned_inside_is_refused_under_every_configuration"];
