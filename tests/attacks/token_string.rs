//! B: the string: three parts of strict base64url, and nothing else.

mod signature;
mod spelling;

use super::{HEADER, headers, key, said, token, verdicts, verifier};
use crate::support::{base64url, code, forge, forge_parts};

/// The three parts of a good token, and the whole.
struct Good {
    header: String,
    payload: String,
    signature: String,
    text: String,
}

fn good(payload: &str) -> Good {
    let text = token(payload);
    let parts: Vec<_> = text.split('.').map(String::from).collect();
    let [header, payload, signature] = parts.try_into().unwrap();
    Good {
        header,
        payload,
        signature,
        text,
    }
}

#[test]
fn b1_wrong_segment_count() {
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = good("{}");
    for bad in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        h.clone(),
        format!("{h}.{p}"),
        format!(".{p}.{s}"),
        format!("{text}."),
        format!(".{text}"),
        format!("{text}.X"),
        format!("{text}.{s}"),
        format!("{text}.{text}"),
        format!("{h}.{p}.{p}.{p}.X"),
    ] {
        assert_eq!(said(&verifier(), &bad), "malformed", "{bad}");
    }
    // Three parts, of which one is empty: the shape holds. An empty payload may be signed, and is no
    // object.
    verdicts(
        &verifier(),
        [
            (forge(HEADER, "", &key()), "malformed"),
            (format!("{h}..{s}"), "bad_signature"),
            (format!("{h}.{p}."), "bad_signature"),
            (text, "accept"),
        ],
    );
}

#[test]
fn b2_json_serialisation() {
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = good("{}");
    let flattened = format!(r#"{{"payload":"{p}","protected":"{h}","signature":"{s}"}}"#);
    let general =
        format!(r#"{{"payload":"{p}","signatures":[{{"protected":"{h}","signature":"{s}"}}]}}"#);
    let with_dots =
        format!(r#"{{"a":".x.y.","payload":"{p}","protected":"{h}","signature":"{s}"}}"#);
    let around = format!(r#"{{"payload":"{p}","protected":"{text}","signature":"{s}"}}"#);
    let at_the_end = format!(r#"{{"payload":"{p}","b":"{h}.{p}.{s}"#);
    for json in [flattened, general, with_dots, around, at_the_end] {
        assert_eq!(said(&verifier(), &json), "malformed", "{json}");
    }
    verdicts(&verifier(), [(text, "accept")]);
}

#[test]
fn b3_foreign_characters() {
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = good(r#"{"sub":"42"}"#);
    let foreign = [
        " ", "\t", "\r\n", "\n", "\0", "\u{feff}", "\u{200b}", "．", "ｅ", "%2E", "!", "*", "\"",
        "~", "\u{301}",
    ];
    let places = [
        0,
        5,
        h.len(),
        h.len() + 1,
        h.len() + 7,
        h.len() + 1 + p.len(),
        text.len() - s.len(),
        text.len() - 20,
        text.len() - 1,
        text.len(),
    ];
    for character in foreign {
        for place in places {
            let mut bad = text.clone();
            bad.insert_str(place, character);
            assert_eq!(said(&verifier(), &bad), "malformed", "{bad}");
        }
        // Signed as they stand there.
        for (h, p) in [
            (format!("{h}{character}"), p.clone()),
            (format!("{character}{h}"), p.clone()),
            (h.clone(), format!("{p}{character}")),
            (h.clone(), format!("{}{character}{}", &p[..4], &p[4..])),
        ] {
            let bad = forge_parts(&h, &p, &key());
            assert_eq!(said(&verifier(), &bad), "malformed", "{bad}");
        }
    }
    let full_width: String = text
        .chars()
        .map(|character| char::from_u32(u32::from(character) + 0xfee0).unwrap())
        .collect();
    for bad in [
        text.replace('.', "%2E"),
        text.replace('.', "．"),
        full_width,
        format!("\"{text}\""),
        format!("'{text}'"),
        format!("Bearer {text}"),
        format!("bearer:{text}"),
    ] {
        assert_eq!(said(&verifier(), &bad), "malformed", "{bad}");
    }
    verdicts(&verifier(), [(text, "accept")]);
}

#[test]
fn b9_encrypted_token() {
    let header = base64url(br#"{"alg":"dir","enc":"A128GCM"}"#);
    let five = format!("{header}..AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMY.U0m_YmjN04DJvceFICbCVQ");
    let shuffled = |from, to| five.replacen(from, to, 1);
    verdicts(
        &verifier(),
        [
            (five.clone(), "encrypted_token"),
            // What is not five parts of strict base64url is no encrypted token either.
            (shuffled("..", "..."), "malformed"),
            (shuffled("..", "."), "malformed"),
            (shuffled("..", ".A."), "malformed"),
            (shuffled(".AxY", ".A+Y"), "malformed"),
            (shuffled("CVQ", "CVR"), "malformed"),
            (shuffled(&*header, ""), "malformed"),
            (format!("{five}="), "malformed"),
        ],
    );
    headers(
        &verifier(),
        [
            (r#"{"alg":"HS256","enc":"A128GCM"}"#, "bad_header"),
            (r#"{"enc":null,"alg":"HS256"}"#, "bad_header"),
            (r#"{"alg":"dir","enc":"A128GCM"}"#, "bad_header"),
            // Without `enc`, a name that is no signature algorithm's.
            (r#"{"alg":"dir"}"#, "alg_mismatch"),
            (r#"{"alg":"RSA-OAEP"}"#, "alg_mismatch"),
        ],
    );
}

/// Here are the verdicts; that none of it costs memory is counted in tests/allocations.rs.
#[test]
fn b10_dots_and_bulk() {
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = good("{}");
    let many_dots = ".".repeat(1_000_000);
    let bulk = "A".repeat(2 * 1024 * 1024);
    let without_limit = verifier().max_token_bytes(usize::MAX);
    let rows = [
        (many_dots.clone(), "malformed"),
        (format!("{text}{many_dots}"), "malformed"),
        (format!("{many_dots}{text}"), "malformed"),
        (format!("{h}.{many_dots}.{s}"), "malformed"),
        (bulk.clone(), "malformed"),
        (format!("{h}.{p}.{bulk}"), "malformed"),
        (" ".repeat(1024 * 1024), "malformed"),
        (format!("{text}{}", " ".repeat(1024 * 1024)), "malformed"),
    ];
    verdicts(&verifier(), rows.clone());
    // The limit on a token speaks first; without it the shape does, or the limit on a header.
    for (limit, bad) in rows {
        assert_eq!(code(&verifier(), &limit), "too_large");
        verdicts(&without_limit, [(limit, bad)]);
    }
    let long_header = format!("{bulk}.{p}.{s}");
    let long_payload = format!("{h}.{bulk}.{s}");
    verdicts(
        &without_limit,
        [
            (&long_header, "bad_header"),
            (&long_payload, "bad_signature"),
        ],
    );
    verdicts(
        &verifier(),
        [(&long_header, "malformed"), (&long_payload, "malformed")],
    );
    verdicts(&without_limit, [(text, "accept")]);
}
