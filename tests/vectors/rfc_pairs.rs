//! The examples of the RFCs that sign with key pairs, by their JSON Web Keys: RFC 7515 A.2 to A.4, RFC 7520
//! §3.1 to §3.4 and §4.1 to §4.3, RFC 8037 A. P-521 is refused as such.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey, VerifyError, jws};
use serde_json::{Value, json};

use super::Tally;

/// What an example holds.
struct Example {
    name: String,
    /// The private key, without `alg`.
    jwk: Value,
    algorithm: Algorithm,
    token: String,
    payload: String,
}

pub fn run_rfc_7515(tally: &mut Tally) {
    let vectors: Value = serde_json::from_str(include_str!("data/rfc/rfc7515_pairs.json")).unwrap();
    for test in vectors["tests"].as_array().unwrap() {
        let example = Example {
            name: text(&test["name"]),
            jwk: test["jwk"].clone(),
            algorithm: algorithm(&test["alg"]),
            token: text(&test["token"]),
            payload: text(&test["payload_text"]),
        };
        example.judge(tally);
    }
}

macro_rules! cookbook {
    ($($path:literal),+) => {
        [$(include_str!(concat!("data/rfc7520-cookbook/", $path))),+]
            .map(|text| serde_json::from_str::<Value>(text).unwrap())
    };
}

/// §4.1 to §4.3, and RFC 8037 A.4 from the same collection.
pub fn run_cookbook(tally: &mut Tally) {
    let examples = cookbook!(
        "jws/4_1.rsa_v15_signature.json",
        "jws/4_2.rsa-pss_signature.json",
        "jws/4_3.ecdsa_signature.json",
        "curve25519/jws.json"
    );
    for test in examples {
        let example = Example {
            name: text(&test["title"]),
            jwk: test["input"]["key"].clone(),
            algorithm: algorithm(&test["input"]["alg"]),
            token: text(&test["output"]["compact"]),
            payload: text(&test["input"]["payload"]),
        };
        example.judge(tally);
        // The JSON serializations are refused, as those of HMAC are.
        let forms = ["json", "json_flat"].map(|form| test["output"][form].to_string());
        if let Ok(key) = example.public() {
            for form in forms {
                assert_eq!(jws::verify(&form, &key), Err(VerifyError::Malformed));
            }
        }
    }
}

/// §3.1 to §3.4.
pub fn run_keys(tally: &mut Tally) {
    let [p521, p521_private, rsa, rsa_private] = cookbook!(
        "jwk/3_1.ec_public_key.json",
        "jwk/3_2.ec_private_key.json",
        "jwk/3_3.rsa_public_key.json",
        "jwk/3_4.rsa_private_key.json"
    );
    assert!(is_p521(p521.to_string().parse::<Jwk>().map(drop)));
    assert!(is_p521(
        PrivateKey::from_jwk(&p521_private.to_string()).map(drop)
    ));
    tally.ran += 2;
    let jwk: Jwk = rsa.to_string().parse().unwrap();
    assert_eq!(jwk.key_id().unwrap().as_str(), text(&rsa["kid"]));
    assert_eq!(jwk.algorithm(), None);
    // Written, it is the same but for the order of its members.
    assert_eq!(serde_json::to_value(&jwk).unwrap(), rsa);
    tally.ran += 1;

    let pair = PrivateKey::from_jwk(&with(&rsa_private, Algorithm::Rs256)).unwrap();
    let written = pair.to_private_jwk();
    let written: Value = serde_json::from_str(written.reveal()).unwrap();
    assert_eq!(written.to_string(), with(&rsa_private, Algorithm::Rs256));
    assert_eq!(pair.public_key().to_jwk().thumbprint(), jwk.thumbprint());
    tally.ran += 1;
}

impl Example {
    /// Verified with the public half, by itself and in a set, refused once it was changed, and signed again.
    fn judge(&self, tally: &mut Tally) {
        let Self { name, token, .. } = self;
        tally.ran += 1;
        if self.algorithm == Algorithm::Es512 {
            assert!(is_p521(self.pair().map(drop)), "{name}");
            assert!(is_p521(self.public().map(drop)), "{name}");
            return;
        }
        let (pair, public) = (self.pair().unwrap(), self.public().unwrap());
        assert_eq!(public.to_der(), pair.public_key().to_der(), "{name}");
        let set = JwkSet::of([&public]);
        for verdict in [jws::verify(token, &public), jws::verify(token, &set)] {
            assert_eq!(verdict.unwrap(), self.payload.as_bytes(), "{name}");
        }
        let (input, signature) = token.rsplit_once('.').unwrap();
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        let changed = format!("{input}.{other}{}", &signature[1..]);
        let refused = Err(VerifyError::InvalidSignature);
        assert_eq!(jws::verify(&changed, &public), refused, "{name}");

        let signed = jws::sign(self.payload.as_bytes(), &pair).unwrap();
        assert_eq!(
            jws::verify(&signed, &public).unwrap(),
            self.payload.as_bytes()
        );
        // Where nothing is random, and the header is the one that this crate writes, to the byte.
        let is_deterministic = matches!(self.algorithm, Algorithm::Rs256 | Algorithm::EdDsa);
        assert_eq!(signed == *token, is_deterministic, "{name}: {signed}");
    }

    fn pair(&self) -> Result<PrivateKey, KeyError> {
        PrivateKey::from_jwk(&with(&self.jwk, self.algorithm))
    }

    fn public(&self) -> Result<PublicKey, KeyError> {
        let mut jwk = self.jwk.clone();
        let members = jwk.as_object_mut().unwrap();
        members.retain(|name, _| !["d", "p", "q", "dp", "dq", "qi"].contains(&name.as_str()));
        jwk.to_string().parse::<Jwk>()?.public_key(self.algorithm)
    }
}

fn is_p521(verdict: Result<(), KeyError>) -> bool {
    matches!(verdict, Err(error) if error.to_string().contains("P-521"))
}

/// With the algorithm that stands beside the key in the example.
fn with(jwk: &Value, algorithm: Algorithm) -> String {
    let mut jwk = jwk.clone();
    jwk["alg"] = json!(algorithm.name());
    jwk.to_string()
}

fn algorithm(name: &Value) -> Algorithm {
    Algorithm::from_name(name.as_str().unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().into()
}
