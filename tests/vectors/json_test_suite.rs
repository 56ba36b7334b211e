//! JSONTestSuite: what is JSON, told by the parsers of payload and header.
//!
//! Each file is read four ways: as the payload, as the value of a member of the payload, as the
//! header, and as the value of a member of the header. The bare ways are for files that are
//! objects; what comes of every other JSON value there is a refusal of its own.

use glassbox::jwt::{HeaderError, PayloadError};
use glassbox::{Claims, Verifier, VerifyError, jws};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Tally, base64};
use crate::support::{NOW, at, forge_bytes, key};

#[derive(Deserialize)]
struct Case {
    name: String,
    expect: String,
    data_b64: String,
}

pub fn run(tally: &mut Tally) {
    for line in include_str!("data/jsontestsuite/test_parsing.jsonl").lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let file = File(base64(&case.data_b64));
        match &*case.expect {
            "accept" => file.expect_json(&case.name),
            "reject" => file.expect_no_json(&case.name),
            // A header ignores what it does not know, so it takes at least what a `Value` can hold.
            "either" => assert!(
                file.is_in_header() || !file.is_in_payload(),
                "{}",
                case.name
            ),
            other => panic!("an unknown expectation: {other}"),
        }
        tally.ran += 1;
    }
}

type Verdict = Result<(), VerifyError>;

struct File(Vec<u8>);

impl File {
    fn expect_json(&self, name: &str) {
        let is_object = self.0.trim_ascii_start().starts_with(b"{");
        let (payload, header) = match is_object {
            true => (Ok(()), HeaderError::MissingAlgorithm),
            false => (
                Err(PayloadError::NotAnObject.into()),
                HeaderError::NotAnObject,
            ),
        };
        // What is a fine object need not be a fine header (RFC 7515 §4).
        let header = match name.contains("duplicated_key") {
            true => HeaderError::DuplicateMember,
            false => header,
        };
        assert_eq!(as_payload::<Value>(&self.0), payload, "{name}");
        assert_eq!(as_payload::<Claims>(&self.0), payload, "{name}");
        assert_eq!(as_payload::<Value>(&self.in_object(b"")), Ok(()), "{name}");
        assert_eq!(as_payload::<Claims>(&self.in_object(b"")), Ok(()), "{name}");
        assert_eq!(as_header(&self.0), Err(header.into()), "{name}");
        assert_eq!(as_header(&self.in_object(ALG)), Ok(()), "{name}");
    }

    fn expect_no_json(&self, name: &str) {
        let code = |verdict: Verdict| verdict.unwrap_err().code();
        for payload in [&self.0, &self.in_object(b"")] {
            assert_eq!(
                code(as_payload::<Value>(payload)),
                "invalid_payload",
                "{name}"
            );
            assert_eq!(
                code(as_payload::<Claims>(payload)),
                "invalid_payload",
                "{name}"
            );
        }
        let refusal: Verdict = Err(HeaderError::NotAnObject.into());
        assert_eq!(as_header(&self.in_object(ALG)), refusal, "{name}");
        // Where there is no header at all, the token is not one.
        let bare = match self.0.is_empty() {
            true => Err(VerifyError::Malformed),
            false => refusal,
        };
        assert_eq!(as_header(&self.0), bare, "{name}");
    }

    /// Whether it may stand in a payload. That no way of reading it panics, is judged on the way.
    fn is_in_payload(&self) -> bool {
        let _bare = as_payload::<Value>(&self.0);
        let _unread = as_payload::<Claims>(&self.in_object(b""));
        as_payload::<Value>(&self.in_object(b"")).is_ok()
    }

    fn is_in_header(&self) -> bool {
        assert!(as_header(&self.0).is_err(), "there is no alg in any file");
        as_header(&self.in_object(ALG)).is_ok()
    }

    /// An object with the file as the value of its last member.
    fn in_object(&self, others: &[u8]) -> Vec<u8> {
        [b"{", others, br#""x":"#, &self.0, b"}"].concat()
    }
}

const ALG: &[u8] = br#""alg":"HS256","#;

fn verify<C: DeserializeOwned>(token: &str) -> Verdict {
    // Some of the files are larger than what is taken otherwise, and would not be looked at.
    let verifier = Verifier::new(key())
        .allow_missing_exp()
        .max_token_bytes(1 << 20)
        .max_header_bytes(1 << 20);
    verifier.at(at(NOW)).verify::<C>(token).map(|_| ())
}

fn as_payload<C: DeserializeOwned>(bytes: &[u8]) -> Verdict {
    verify::<C>(&jws::sign(bytes, &key()).unwrap())
}

fn as_header(bytes: &[u8]) -> Verdict {
    verify::<Value>(&forge_bytes(bytes, b"{}", &key()))
}
