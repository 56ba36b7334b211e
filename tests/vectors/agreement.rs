//! Agreement with curves: RFC 7518 appendix C, RFC 7520 §5.4 and §5.5, RFC 8037 A.6, and Wycheproof's raw
//! sets. No call shows a secret that was agreed on, so a token is made of it here.

use glassbox::jwe::{self, ContentEncryption, EcdhPrivateKey, KeyManagement};
use serde::Deserialize;
use serde_json::Value;

use super::{Tally, hex};
use crate::jwe::ecdh::known::{self, derived};
use crate::support::base64url;

/// Alice to Bob, for A128GCM: the derived key is the one of the RFC, and a token under it opens.
#[test]
fn rfc_7518_appendix_c() {
    let shared = hex(known::P256.shared);
    let key = derived(&shared, "A128GCM", 128, [b"Alice", b"Bob"]);
    assert_eq!(base64url(&key), "VqqN6vgjbSBcIijNcacQGg");
    let epk = known::P256.ephemeral;
    let members = format!(r#","apu":"QWxpY2U","apv":"Qm9i","epk":{epk}"#);
    let text = known::forge(&shared, &members, [b"Alice", b"Bob"]);
    let decrypted = jwe::decrypt(&text, &known::P256.key()).unwrap();
    assert_eq!(decrypted.content(), b"any");
}

macro_rules! example {
    ($path:literal) => {{
        let text = include_str!(concat!("data/rfc7520-cookbook/", $path, ".json"));
        serde_json::from_str::<Value>(text).unwrap()
    }};
}

#[test]
fn rfc_7520_and_rfc_8037_a_6() {
    for example in [
        example!(
            "jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm"
        ),
        example!("jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2"),
        example!("curve25519/ecdh-es"),
    ] {
        let input = |name: &str| example["input"][name].as_str().unwrap();
        let algorithm = KeyManagement::from_name(input("alg")).unwrap();
        let encryption = ContentEncryption::from_name(input("enc")).unwrap();
        let jwk = example["input"]["key"].to_string();
        let key = EcdhPrivateKey::from_jwk(algorithm, encryption, &jwk).unwrap();
        let text = example["output"]["compact"].as_str().unwrap();
        let decrypted = jwe::decrypt(text, &key).unwrap();
        assert_eq!(decrypted.content(), input("plaintext").as_bytes());
        for form in ["json", "json_flat"] {
            if let Some(json) = example["output"].get(form) {
                let error = jwe::decrypt(&json.to_string(), &key).unwrap_err();
                assert_eq!(error.code(), "malformed");
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    public: String,
    private: String,
    shared: String,
    flags: Vec<String>,
    result: String,
}

/// A private key in DER without its public half: what stands before its number, and behind.
struct Form {
    crv: &'static str,
    before: &'static str,
    behind: &'static str,
    len: usize,
}

pub fn run_x25519(tally: &mut Tally) {
    let form = Form {
        crv: "X25519",
        before: "302e020100300506032b656e04220420",
        behind: "",
        len: 32,
    };
    // Where nothing can be agreed on, the set takes a secret of zeros all the same.
    let is_weak = |case: &Case| case.flags.iter().any(|flag| flag == "ZeroSharedSecret");
    run(
        tally,
        &form,
        include_str!("data/wycheproof/raw/x25519_test.json"),
        is_weak,
    );
}

pub fn run_p256(tally: &mut Tally) {
    let form = Form {
        crv: "P-256",
        before: "30310201010420",
        behind: "a00a06082a8648ce3d030107",
        len: 32,
    };
    let vectors = include_str!("data/wycheproof/raw/ecdh_secp256r1_ecpoint_test.json");
    run(tally, &form, vectors, |_| false);
}

pub fn run_p384(tally: &mut Tally) {
    let form = Form {
        crv: "P-384",
        before: "303e0201010430",
        behind: "a00706052b81040022",
        len: 48,
    };
    let vectors = include_str!("data/wycheproof/raw/ecdh_secp384r1_ecpoint_test.json");
    run(tally, &form, vectors, |_| false);
}

fn run(tally: &mut Tally, form: &Form, vectors: &str, is_weak: fn(&Case) -> bool) {
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    let mut all = 0;
    for case in vectors.test_groups.iter().flat_map(|group| &group.tests) {
        all += 1;
        let Some(epk) = form.ephemeral(&hex(&case.public)) else {
            tally.skip("a point that is not written out");
            continue;
        };
        let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
        let key = EcdhPrivateKey::new(algorithm, encryption, form.private(&case.private)).unwrap();
        let text = known::forge(&hex(&case.shared), &format!(r#","epk":{epk}"#), [b"", b""]);
        let opened = jwe::decrypt(&text, &key).is_ok();
        let is_good = case.result != "invalid" && !is_weak(case);
        assert_eq!(opened, is_good, "{} {}", form.crv, case.tc_id);
        tally.ran += 1;
    }
    assert_eq!(all, vectors.number_of_tests);
}

impl Form {
    /// Numbers have a byte for their sign in front, or are cut short.
    fn private(&self, digits: &str) -> Vec<u8> {
        let number = hex(digits);
        let zeros = number.len().saturating_sub(self.len);
        let padded = [
            vec![0; self.len - (number.len() - zeros)],
            number[zeros..].to_vec(),
        ];
        [hex(self.before), padded.concat(), hex(self.behind)].concat()
    }

    fn ephemeral(&self, point: &[u8]) -> Option<String> {
        let crv = self.crv;
        if crv == "X25519" {
            let x = base64url(point);
            return Some(format!(r#"{{"kty":"OKP","crv":"{crv}","x":"{x}"}}"#));
        }
        let (first, both) = point.split_first()?;
        if *first != 4 || both.len() != 2 * self.len {
            return None;
        }
        let [x, y] = [&both[..self.len], &both[self.len..]].map(base64url);
        Some(format!(
            r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#
        ))
    }
}
