//! Wycheproof, signatures of key pairs, on the key itself: RSA in both paddings, ECDSA as JOSE writes it,
//! Ed25519. RFC 7518 is stricter than some of the sets: what is only acceptable, a salt of another length,
//! and another hash within the mask are refused.

use glassbox::key::VerifyingKey;
use glassbox::{Algorithm, KeyError, PublicKey};
use serde::Deserialize;

use super::hex;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    public_key_der: String,
    public_key_pem: String,
    sha: Option<String>,
    mgf_sha: Option<String>,
    s_len: Option<usize>,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    msg: String,
    sig: String,
    result: String,
}

/// What came of a set.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    accepted: usize,
    refused: usize,
    /// Of keys that were refused.
    without_key: usize,
}

fn counts(accepted: usize, refused: usize, without_key: usize) -> Counts {
    Counts {
        accepted,
        refused,
        without_key,
    }
}

fn vectors(set: &str) -> Vectors {
    let folder = "tests/vectors/data/wycheproof/raw";
    let path = format!("{}/{folder}/{set}_test.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap()
}

impl Group {
    /// The algorithm of JOSE that has these parameters.
    fn algorithm(&self, set: &str) -> Option<Algorithm> {
        let family = set.split('_').next().unwrap();
        let (rs, ps, len) = match self.sha.as_deref() {
            Some("SHA-256") => (Algorithm::Rs256, Algorithm::Ps256, 32),
            Some("SHA-384") => (Algorithm::Rs384, Algorithm::Ps384, 48),
            Some("SHA-512") => (Algorithm::Rs512, Algorithm::Ps512, 64),
            None => return Some(Algorithm::EdDsa),
            Some(_) => return None,
        };
        match (family, self.s_len) {
            ("rsa", None) => Some(rs),
            ("rsa", Some(salt)) => (salt == len && self.mgf_sha == self.sha).then_some(ps),
            ("ecdsa", _) if len == 32 => Some(Algorithm::Es256),
            ("ecdsa", _) => Some(Algorithm::Es384),
            _ => panic!("{set}"),
        }
    }
}

/// In a set without salts, a signature whose salt is as long as its hash: wrong there, right in JOSE.
const SALT_OF_JOSE: (&str, u32) = ("rsa_pss_2048_sha256_mgf1_0", 69);

fn run(set: &str) -> Counts {
    let vectors = vectors(set);
    let mut counts = Counts::default();
    for group in &vectors.test_groups {
        let algorithm = group.algorithm(set);
        // Under the nearest algorithm nothing of another one is accepted.
        let tried = algorithm.unwrap_or(Algorithm::Ps256);
        let keys = [
            PublicKey::new(tried, hex(&group.public_key_der)),
            PublicKey::new(tried, &group.public_key_pem),
        ];
        let [Ok(key), Ok(of_pem)] = keys else {
            counts.without_key += group.tests.len();
            continue;
        };
        assert_eq!(key.to_der(), of_pem.to_der());
        for case in &group.tests {
            let (message, signature) = (hex(&case.msg), hex(&case.sig));
            let holds = key.verify(&message, &signature);
            let is_valid =
                case.result == "valid" && algorithm.is_some() || (set, case.tc_id) == SALT_OF_JOSE;
            assert_eq!(holds, is_valid, "{set}: tcId {}", case.tc_id);
            match holds {
                true => counts.accepted += 1,
                false => counts.refused += 1,
            }
        }
    }
    let all = counts.accepted + counts.refused + counts.without_key;
    assert_eq!(all, vectors.number_of_tests);
    println!("{set}: {counts:?}");
    counts
}

#[test]
fn rsa_signature() {
    let sets = [
        ("2048", [(9, 250), (7, 251), (8, 251)]),
        ("3072", [(8, 251), (7, 252), (8, 252)]),
        ("4096", [(7, 251), (7, 252), (7, 252)]),
        ("8192", [(7, 251), (7, 252), (7, 252)]),
    ];
    for (bits, expected) in sets {
        for (sha, (accepted, refused)) in ["256", "384", "512"].into_iter().zip(expected) {
            let set = format!("rsa_signature_{bits}_sha{sha}");
            assert_eq!(run(&set), counts(accepted, refused, 0), "{set}");
        }
    }
}

#[test]
fn rsa_pss() {
    for (set, accepted, refused) in [
        ("rsa_pss_2048_sha256_mgf1_32", 63, 45),
        ("rsa_pss_3072_sha256_mgf1_32", 63, 45),
        ("rsa_pss_4096_sha256_mgf1_32", 63, 45),
        ("rsa_pss_2048_sha384_mgf1_48", 95, 46),
        ("rsa_pss_4096_sha384_mgf1_48", 95, 46),
        ("rsa_pss_4096_sha512_mgf1_64", 132, 47),
        // Keys that say their parameters themselves.
        ("rsa_pss_2048_sha256_mgf1_32_params", 63, 45),
        ("rsa_pss_4096_sha512_mgf1_64_params", 132, 47),
        // Salts of other lengths than JOSE has.
        ("rsa_pss_2048_sha256_mgf1_0", 1, 102),
        ("rsa_pss_4096_sha512_mgf1_32", 0, 177),
    ] {
        assert_eq!(run(set), counts(accepted, refused, 0), "{set}");
    }
}

#[test]
fn rsa_pss_misc() {
    assert_eq!(run("rsa_pss_misc"), counts(3, 147, 0));
}

#[test]
fn ecdsa() {
    assert_eq!(run("ecdsa_secp256r1_sha256_p1363"), counts(173, 89, 0));
    assert_eq!(run("ecdsa_secp384r1_sha384_p1363"), counts(193, 87, 0));
}

#[test]
fn ed25519() {
    assert_eq!(run("ed25519"), counts(88, 63, 0));
    // Under its newer name it is the same.
    let group = &vectors("ed25519").test_groups[0];
    let der = hex(&group.public_key_der);
    let key = PublicKey::ed25519(&der).unwrap();
    let case = &group.tests[0];
    assert!(key.verify(&hex(&case.msg), &hex(&case.sig)));
    assert!(matches!(
        PublicKey::es256(&der),
        Err(KeyError::WrongKind { .. })
    ));
}
