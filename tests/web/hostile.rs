//! Header fields of any bytes: nothing panics, and what is accepted is exactly what a second reading
//! accepts, which is written without the crate.

use glassbox::web::{Protect, SameOrigin, Why, bearer};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{Request, aged, good, protect, with_cookie};
use crate::properties::kept_in;

/// What a field is put together from. `+` is a good token, and `*` one that has expired.
const PIECES: [&str; 10] = [
    "+",
    "*",
    "Bearer +",
    "bearer  +",
    "BEARER *",
    "__Host-at=+",
    "; __Host-at=+",
    "; __Host-at=*;",
    "Bearer ",
    "__Host-at=",
];

/// And what should not be there.
const OTHERS: [&str; 24] = [
    "Bearer",
    ", Bearer ",
    "\\",
    "Digest a=\"b\", c=d",
    "Bearer\t",
    " ",
    "\t",
    ",",
    ";",
    "=",
    "__Host-at",
    "__host-at=",
    "a=b",
    "Basic ",
    "DPoP ",
    "\0",
    "\r\n ",
    "\n",
    "%20",
    "\"",
    "\u{a0}",
    "\u{ff}",
    ".",
    "x",
];

fn field() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![3 => select(&PIECES[..]), 2 => select(&OTHERS[..])];
    let pieces = vec(piece, 0..4).prop_map(|pieces| {
        let text = pieces
            .concat()
            .replace('+', &good())
            .replace('*', &aged(900));
        // One byte of each character, so that some are no UTF-8.
        text.chars().map(|character| character as u8).collect()
    });
    prop_oneof![8 => pieces, 1 => vec(any::<u8>(), 0..40)]
}

fn fields() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop_oneof![5 => vec(field(), 1), 2 => vec(field(), 0..4)]
}

fn with_fields(name: &'static str, fields: &[Vec<u8>]) -> Request {
    fields.iter().fold(Request::new("GET"), |request, value| {
        request.with(name, value)
    })
}

/// Spaces and tabs around a text are none of it.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// The strict reading of `Authorization`: one field, the scheme, spaces, the token.
fn is_authorized(fields: &[Vec<u8>]) -> bool {
    let [field] = fields else { return false };
    let Ok(field) = std::str::from_utf8(field) else {
        return false;
    };
    let Some((scheme, token)) = trimmed(field).split_once(' ') else {
        return false;
    };
    scheme.to_lowercase() == "bearer" && token.trim_start_matches(' ') == good()
}

/// Whether somebody tried to authenticate: the scheme, and then nothing that continues the word.
fn is_attempt(field: &[u8]) -> bool {
    let start = field
        .iter()
        .position(|byte| *byte != b' ' && *byte != b'\t')
        .unwrap_or(field.len());
    let word: Vec<u8> = field[start..].iter().copied().take(7).collect();
    word.get(..6)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
        && word
            .get(6)
            .is_none_or(|next| !next.is_ascii_alphanumeric() && !b"!#$%&'*+-.^_`|~".contains(next))
}

/// Whether another credential stands before one of `Bearer`, in one field.
fn is_list(field: &[u8]) -> bool {
    if is_attempt(field) {
        return false;
    }
    // Quoted texts are cut out, whatever they say.
    let (mut plain, mut rest) = (Vec::new(), field);
    while let Some(start) = rest.iter().position(|byte| *byte == b'"') {
        plain.extend_from_slice(&rest[..start]);
        plain.push(b'"');
        let mut end = start + 1;
        while end < rest.len() && rest[end] != b'"' {
            end += if rest[end] == b'\\' { 2 } else { 1 };
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    let mut others = plain.split(|byte| *byte == b',').skip(1);
    others.any(|other| {
        let text: String = other.iter().map(|byte| char::from(*byte)).collect();
        is_attempt(other) && !trimmed(&trimmed(&text)[6..]).starts_with('=')
    })
}

/// The strict reading of `Cookie`: of all pairs, one has the name, and the token is its value.
fn is_of_cookie(fields: &[Vec<u8>]) -> bool {
    let all = fields.join(&b';');
    let text = |pair: &[u8]| -> String { pair.iter().map(|byte| char::from(*byte)).collect() };
    let pairs = all.split(|byte| *byte == b';').map(text);
    let mut values = Vec::new();
    for pair in pairs {
        if let Some(("__Host-at", value)) = trimmed(&pair).split_once('=') {
            values.push(String::from(value));
        }
    }
    values == [good()]
}

fn code(protect: &Protect, request: &Request) -> Option<Why> {
    let verdict = protect.check::<Value>(request);
    verdict.err().map(|refusal| {
        // Whatever came, the answer can be sent.
        for (_, value) in refusal.answer().headers() {
            assert!(
                value.bytes().all(|byte| matches!(byte, b' '..=b'~')),
                "{value:?}"
            );
        }
        refusal.why().clone()
    })
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/web.txt"))]

    #[test]
    fn a_header_is_accepted_as_the_strict_reading_has_it(fields in fields()) {
        let why = code(&protect(), &with_fields("authorization", &fields));
        prop_assert_eq!(why.is_none(), is_authorized(&fields), "{:?}", why);
        let lists = fields.iter().filter(|field| is_list(field)).count();
        let attempts = lists + fields.iter().filter(|field| is_attempt(field)).count();
        prop_assert_eq!(why == Some(Why::Missing), attempts == 0, "{:?}", why);
        let is_ambiguous = matches!(why, Some(Why::Ambiguous(_)));
        let is_one_of_several = attempts > 0 && fields.len() > 1;
        prop_assert_eq!(is_ambiguous, lists > 0 || is_one_of_several, "{:?}", why);
    }

    #[test]
    fn a_cookie_is_accepted_as_the_strict_reading_has_it(fields in fields()) {
        let why = code(&with_cookie(), &with_fields("cookie", &fields));
        prop_assert_eq!(why.is_none(), is_of_cookie(&fields), "{:?}", why);
    }

    #[test]
    fn no_bytes_panic(
        authorization in fields(),
        cookies in fields(),
        site in fields(),
        origin in fields(),
        host in fields(),
    ) {
        let mut request = Request::new("POST");
        for (name, values) in [
            ("authorization", &authorization),
            ("cookie", &cookies),
            ("sec-fetch-site", &site),
            ("origin", &origin),
            ("host", &host),
        ] {
            request = values.iter().fold(request, |request, value| request.with(name, value));
        }
        let why = code(&with_cookie(), &request);
        // No page elsewhere has a say in what a header lets in.
        if is_authorized(&authorization) {
            prop_assert_eq!(why, None);
        }
        let _ = SameOrigin::new().trust_origin("https://a").allow_non_browser().check(&request);
    }
}

#[test]
fn much_is_read_in_one_go() {
    let huge = " ".repeat(1 << 20);
    let token = good();
    let spaces = with_fields(
        "authorization",
        &[format!("Bearer{huge}{token}{huge}").into_bytes()],
    );
    assert_eq!(bearer(&spaces), Ok(Some(&*token)));
    let cookies = "a=b;".repeat(1 << 18);
    let last = with_fields(
        "cookie",
        &[format!("{cookies}__Host-at={token}").into_bytes()],
    );
    assert_eq!(code(&with_cookie(), &last), None);
    let many: Vec<Vec<u8>> = vec![b"Basic a".to_vec(); 1 << 16];
    assert_eq!(bearer(&with_fields("authorization", &many)), Ok(None));
}
