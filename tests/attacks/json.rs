//! C: the JSON of header and payload.

mod text;
mod values;

use super::{headers, key, payloads, token, verdicts, verifier};
use crate::support::{base64url, forge_bytes, forge_parts, verdict};

/// Before and after the instant at which tests are judged.
const PAST: &str = "1600000000";
const FUTURE: &str = "9000000000";

/// `text` with the word PAST or FUTURE replaced by an instant.
fn dated(text: &str) -> String {
    text.replace("PAST", PAST).replace("FUTURE", FUTURE)
}

/// The default policy, where `exp` is required.
fn strict() -> glassbox::Verifier {
    glassbox::Verifier::new(key())
}

#[test]
fn c1_duplicate_header_names() {
    headers(
        &verifier(),
        [
            (r#"{"alg":"HS256","alg":"none"}"#, "bad_header"),
            (r#"{"alg":"none","alg":"HS256"}"#, "bad_header"),
            (r#"{"alg":"HS256","alg":"HS256"}"#, "bad_header"),
            (r#"{"alg":"HS256","\u0061lg":"none"}"#, "bad_header"),
            (r#"{"\u0061lg":"none","alg":"HS256"}"#, "bad_header"),
            (r#"{"alg":"HS256","kid":"a","kid":"b"}"#, "bad_header"),
            (
                r#"{"alg":"HS256","typ":"JWT","typ":"at+jwt"}"#,
                "bad_header",
            ),
            (r#"{"alg":"HS256","jku":"a","jku":"b"}"#, "bad_header"),
            // Once is enough for this one.
            (r#"{"alg":"HS256","crit":[],"crit":["exp"]}"#, "crit"),
            (r#"{"alg":"HS256","kid":"a","Kid":"b"}"#, "accept"),
        ],
    );
}

#[test]
fn c2_duplicate_claim_names() {
    for payload in [
        r#"{"exp":FUTURE,"exp":PAST}"#,
        r#"{"exp":PAST,"exp":FUTURE}"#,
        r#"{"exp":FUTURE,"exp":FUTURE}"#,
        r#"{"exp":FUTURE,"\u0065xp":PAST}"#,
        r#"{"\u0065xp":FUTURE,"exp":PAST}"#,
        r#"{"exp":FUTURE,"sub":"user","sub":"admin"}"#,
        r#"{"exp":FUTURE,"sub":"user","s\u0075b":"admin"}"#,
        r#"{"exp":FUTURE,"iss":null,"iss":"a"}"#,
    ] {
        payloads(&strict(), [(dated(payload), "reject")]);
    }
    // Of a claim that nobody judges the last one counts, never the first; judged, it is refused.
    let twins = token(&dated(r#"{"exp":FUTURE,"role":"admin","role":"user"}"#));
    let claims = verdict(&strict(), &twins).unwrap();
    assert_eq!(claims["role"], "user");
    verdicts(
        &strict().expect("role", "user"),
        [
            (twins, "reject"),
            (token(&dated(r#"{"exp":FUTURE,"role":"user"}"#)), "accept"),
        ],
    );
}

#[test]
fn c3_names_that_look_alike() {
    for other in ["EXP", "Exp", "exp\\u0000", "exp ", "\u{435}xp", "ｅxp"] {
        let alone = dated(&format!(r#"{{"{other}":FUTURE}}"#));
        let beside = dated(&format!(r#"{{"{other}":PAST,"exp":FUTURE}}"#));
        payloads(&strict(), [(alone, "missing_claim"), (beside, "accept")]);
    }
    payloads(
        &strict(),
        [
            (dated(r#"{"x":{"exp":FUTURE}}"#), "missing_claim"),
            (dated(r#"{"x":[{"exp":FUTURE}]}"#), "missing_claim"),
            (dated(r#"{"x":{"exp":PAST},"exp":FUTURE}"#), "accept"),
        ],
    );
    let in_header = dated(r#"{"alg":"HS256","typ":"JWT","exp":FUTURE}"#);
    headers(&strict(), [(in_header, "missing_claim")]);
    let in_header = dated(r#"{"alg":"HS256","typ":"JWT","exp":PAST}"#);
    headers(&verifier(), [(in_header, "accept")]);
}

#[test]
fn c4_escaped_name() {
    payloads(
        &strict(),
        [
            (dated(r#"{"\u0065\u0078\u0070":PAST}"#), "expired"),
            (dated(r#"{"\u0065\u0078\u0070":FUTURE}"#), "accept"),
            (dated(r#"{"e\u0078p":PAST}"#), "expired"),
        ],
    );
}

#[test]
fn c9_depth() {
    let nested = |levels: usize, open: &str, close: &str| {
        format!("{}1{}", open.repeat(levels), close.repeat(levels))
    };
    let verifier = verifier()
        .max_token_bytes(usize::MAX)
        .max_header_bytes(usize::MAX);
    for levels in [128, 10_000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let value = nested(levels, open, close);
            let unclosed = open.repeat(levels);
            for value in [value, unclosed] {
                payloads(
                    &verifier,
                    [
                        (&value, "malformed"),
                        (&format!(r#"{{"a":{value}}}"#), "malformed"),
                        (&format!(r#"{{"exp":{value}}}"#), "malformed"),
                    ],
                );
                let header = format!(r#"{{"alg":"HS256","a":{value}}}"#);
                headers(&verifier, [(&header, "bad_header"), (&value, "bad_header")]);
            }
        }
    }
    // The object itself is a level.
    for (levels, of_payload, of_header) in
        [(126, "accept", "accept"), (127, "malformed", "bad_header")]
    {
        let value = nested(levels, "[", "]");
        payloads(&verifier, [(format!(r#"{{"a":{value}}}"#), of_payload)]);
        let header = format!(r#"{{"alg":"HS256","a":{value}}}"#);
        headers(&verifier, [(header, of_header)]);
    }
}

#[test]
fn c11_key_flooding() {
    let members = |name: &dyn Fn(usize) -> String| {
        let members = (0..5000).map(|index| format!("\"{}\":1", name(index)));
        members.collect::<Vec<_>>().join(",")
    };
    let equal = |name: &str| members(&|_| name.to_owned());
    let distinct = members(&|index| format!("n{index}"));
    payloads(
        &verifier(),
        [
            (format!("{{{distinct}}}"), "accept"),
            (format!("{{{}}}", equal("a")), "accept"),
            (format!("{{{}}}", equal("exp")), "reject"),
        ],
    );
    let judged = verifier().expect("a", 1);
    payloads(&judged, [(format!("{{{}}}", equal("a")), "reject")]);
    let header = |members: &str| format!(r#"{{"alg":"HS256",{members}}}"#);
    let wide = verifier().max_header_bytes(1024 * 1024);
    headers(
        &wide,
        [
            (header(&distinct), "bad_header"),
            (header(&equal("a")), "bad_header"),
        ],
    );
    // By default a header of this length is not read.
    headers(&verifier(), [(header(&distinct), "bad_header")]);
}

#[test]
fn c12_names_of_prototypes() {
    for name in ["__proto__", "constructor", "hasOwnProperty", "toString"] {
        let payload = dated(&format!(r#"{{"{name}":{{"exp":FUTURE,"admin":true}}}}"#));
        payloads(&strict(), [(&payload, "missing_claim")]);
        // A claim like any other: it is there where it is given, and nowhere else.
        let claims = verdict(&verifier(), &token(&payload)).unwrap();
        assert_eq!(claims.as_object().unwrap().len(), 1);
        assert_eq!(claims[name]["admin"], true);
        assert_eq!(claims.get("admin"), None);
        let required = verifier().require(name);
        payloads(&required, [("{}", "missing_claim"), (&payload, "accept")]);
    }
}

#[test]
fn c13_crit() {
    for crit in [
        r#"["x"]"#,
        "[]",
        "null",
        r#""x""#,
        r#"["alg"]"#,
        r#"["x","x"]"#,
        r#"["b64"]"#,
        r#"["not there"]"#,
        r#"["exp"]"#,
        "{}",
        "1",
        "[1]",
        r#"[""]"#,
    ] {
        for header in [
            format!(r#"{{"alg":"HS256","x":1,"exp":1,"crit":{crit}}}"#),
            format!(r#"{{"crit":{crit},"alg":"HS256"}}"#),
            format!(r#"{{"alg":"HS256","cr\u0069t":{crit}}}"#),
        ] {
            headers(&verifier(), [(header, "crit")]);
        }
    }
    headers(
        &verifier(),
        [
            (r#"{"alg":"HS256","x":1}"#, "accept"),
            (r#"{"alg":"HS256","x":{"crit":["x"]}}"#, "accept"),
            (r#"{"alg":"HS256","Crit":["x"]}"#, "accept"),
        ],
    );
}

#[test]
fn c14_unencoded_payload() {
    let header = br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    let signed_raw =
        |header: &[u8], payload: &str| forge_parts(&base64url(header), payload, &key());
    verdicts(
        &verifier(),
        [
            // A raw object is not of the alphabet: the shape speaks first.
            (signed_raw(header, "{}"), "malformed"),
            (signed_raw(header, r#"{"sub":"42"}"#), "malformed"),
            (signed_raw(header, "raw0"), "crit"),
            (forge_bytes(header, b"{}", &key()), "crit"),
            // Without `crit` too, whether or not the payload could be decoded.
            (
                signed_raw(br#"{"alg":"HS256","b64":false}"#, "raw0"),
                "bad_header",
            ),
            (
                forge_bytes(br#"{"alg":"HS256","b64":false}"#, b"{}", &key()),
                "bad_header",
            ),
        ],
    );
}

#[test]
fn c15_header_members_of_wrong_types() {
    for name in ["kid", "typ", "cty", "jku", "x5u", "x5t"] {
        for json in [
            "1",
            "null",
            "true",
            "[]",
            r#"["JWT"]"#,
            "{}",
            r#"{"a":"b"}"#,
        ] {
            let header = format!(r#"{{"alg":"HS256","{name}":{json}}}"#);
            headers(&verifier(), [(header, "bad_header")]);
        }
        let header = format!(r#"{{"alg":"HS256","{name}":"JWT"}}"#);
        headers(&verifier(), [(header, "accept")]);
    }
}
