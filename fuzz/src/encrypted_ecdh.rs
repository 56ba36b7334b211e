use std::sync::OnceLock;

use glassbox::jwe::{
    self, ContentEncryption, DecryptionRing, EcdhPrivateKey, Encrypted, KeyManagement,
};
use glassbox::{Algorithm, Verifier};
use serde_json::Value;

use super::input::{Input, NOW, at, key};
use super::{naive, naive_jwe};

mod changes;
mod pairs;

use changes::Header;
use pairs::{PAIRS, Pair};

type Names = (KeyManagement, ContentEncryption);

const ALGORITHMS: [KeyManagement; 3] = [
    KeyManagement::EcdhEs,
    KeyManagement::EcdhEsA128Kw,
    KeyManagement::EcdhEsA256Kw,
];

const ENCRYPTIONS: [ContentEncryption; 4] = [
    ContentEncryption::A128Gcm,
    ContentEncryption::A256Gcm,
    ContentEncryption::A128CbcHs256,
    ContentEncryption::A256CbcHs512,
];

/// A token that is signed and encrypted to a key which is agreed on. First its header is changed, and it is
/// rightly encrypted with that; then its text is changed. Each is refused by the first rule that it breaks,
/// and accepted if it breaks none: `epk` is a key whose agreement is known, and the text is as it was made.
pub fn encrypted_ecdh(data: &[u8]) {
    let mut input = Input::new(data);
    let (curve, algorithm) = (input.pick(&[0, 1, 2]), input.pick(&[0, 1, 2]));
    let encryption = input.pick(&[0, 1, 2, 3]);
    let names = (ALGORITHMS[algorithm], ENCRYPTIONS[encryption]);
    let (pair, private) = (&PAIRS[curve], &keys()[curve][algorithm][encryption]);

    let mut header = Header::usual(names, pair);
    for _ in 0..input.byte() % 8 {
        header.change(&mut input);
    }
    let json = header.json();
    let signer = key(Algorithm::Hs256, 1);
    let header = naive::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = naive::signed(&header, "e30", &signer);
    // Two, so that parts of one can be put into the other.
    let made = [1, 2].map(|byte| encrypted(&json, names, pair, byte, signed.as_bytes()));
    let mut parts = made[0].clone();
    while !input.is_empty() {
        changes::part(&mut parts, &made[1], &mut input);
    }
    let text = parts.join(".");
    let is_made = made.iter().any(|made| made.join(".") == text);

    let expected =
        first_rule_broken(&text, names).unwrap_or_else(|| match is_made && pair.agrees(&json) {
            true => &["accepted"],
            false => &["decryption_failed"],
        });
    let opened = jwe::decrypt(&text, private);
    let code = opened
        .as_ref()
        .map_or_else(|error| error.code(), |_| "accepted");
    assert!(
        expected.contains(&code),
        "{code} {expected:?} {json} {text}"
    );
    if let Ok(opened) = opened {
        assert_eq!(opened.content(), signed.as_bytes());
    }
    let is_parsed = matches!(
        code,
        "accepted" | "decryption_failed" | "algorithm_mismatch"
    );
    assert_eq!(Encrypted::parse(&text).is_ok(), is_parsed, "{code} {text}");

    // Only what is decrypted, and says that a token is within, is one.
    let ring = DecryptionRing::new(private.clone());
    let says_so = is_made && pairs::says_that_a_token_is_within(&json);
    let verifier = Verifier::new(signer).allow_missing_exp();
    for verifier in [
        verifier.clone().decrypt_with(private.clone()),
        verifier.decrypt_with(ring),
    ] {
        let verified = verifier.at(at(NOW)).verify::<Value>(&text);
        let code = verified
            .as_ref()
            .map_or_else(|error| error.code(), |_| "accepted");
        match (expected, says_so) {
            (["accepted"], true) => assert_eq!(code, "accepted", "{json}"),
            (["accepted"], false) => {
                assert!(
                    ["not_nested", "replicated_claim"].contains(&code),
                    "{code} {json}"
                );
            }
            _ => assert!(expected.contains(&code), "{code} {expected:?} {json}"),
        }
    }
}

/// For each curve, each algorithm and each content encryption.
fn keys() -> &'static Vec<Vec<Vec<EcdhPrivateKey>>> {
    static MADE: OnceLock<Vec<Vec<Vec<EcdhPrivateKey>>>> = OnceLock::new();
    MADE.get_or_init(|| {
        let key = |pair: &Pair, algorithm, encryption| {
            EcdhPrivateKey::from_jwk(algorithm, encryption, pair.recipient).unwrap()
        };
        let of_algorithm = |pair, algorithm| {
            let keys = ENCRYPTIONS.iter();
            keys.map(|&encryption| key(pair, algorithm, encryption))
                .collect()
        };
        let of_curve = |pair| {
            let keys = ALGORITHMS.iter();
            keys.map(|&algorithm| of_algorithm(pair, algorithm))
                .collect()
        };
        PAIRS.iter().map(of_curve).collect()
    })
}

/// The parts of a token with this header, under the secret that the pair agrees on; under any key if the
/// header cannot be read.
fn encrypted(json: &str, names: Names, pair: &Pair, byte: u8, content: &[u8]) -> [String; 5] {
    let read = naive::encrypted_header(json.as_bytes());
    let text = |name| read.as_ref()?.get(name).and_then(|json| naive::text(json));
    let algorithm = text("alg").and_then(|name| KeyManagement::from_name(&name));
    let encryption = text("enc").and_then(|name| ContentEncryption::from_name(&name));
    let (algorithm, encryption) = (algorithm.unwrap_or(names.0), encryption.unwrap_or(names.1));
    let party = |name| text(name).and_then(|party| naive::decode(&party));
    let [apu, apv] = ["apu", "apv"].map(|name| party(name).unwrap_or_default());
    let derived = |name, len| naive_jwe::derive(&pair.shared(), name, len, [&apu, &apv]);
    let name = algorithm.name();
    let key = vec![byte; encryption.key_len()];
    let (key, encrypted_key) = match algorithm {
        KeyManagement::EcdhEs => (derived(encryption.name(), key.len()), vec![]),
        KeyManagement::Dir => (key, vec![]),
        KeyManagement::EcdhEsA128Kw | KeyManagement::A128Kw => {
            let wrapped = naive_jwe::wrap(&derived(name, 16), &key);
            (key, wrapped)
        }
        _ => {
            let wrapped = naive_jwe::wrap(&derived(name, 32), &key);
            (key, wrapped)
        }
    };
    let header = naive::encode(json.as_bytes());
    let iv = [byte; 16];
    let iv = match encryption {
        ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => &iv[..12],
        _ => &iv,
    };
    let [content, tag] = naive_jwe::seal(encryption, &key, iv, &header, content);
    let [key, iv, content, tag] = [&encrypted_key, iv, &content, &tag].map(naive::encode);
    [header, key, iv, content, tag]
}

/// What a token is refused with before a key is asked: one code, or those that a header may be refused with.
fn first_rule_broken(text: &str, names: Names) -> Option<&'static [&'static str]> {
    const MALFORMED: Option<&[&str]> = Some(&["malformed"]);
    const HEADER: Option<&[&str]> = Some(&["invalid_header", "critical_extension"]);
    let parts: Vec<&str> = text.split('.').collect();
    if parts[0].len() > 8192 * 4 / 3 + 1 {
        return HEADER;
    }
    let decoded = parts.iter().map(|part| naive::decode(part));
    let Some(decoded) = decoded.collect::<Option<Vec<_>>>() else {
        return MALFORMED;
    };
    let Ok([header, key, iv, _, tag]) = <[Vec<u8>; 5]>::try_from(decoded) else {
        return MALFORMED;
    };
    // No algorithm makes longer ones.
    if header.is_empty() || key.len() > 1024 || iv.len() > 16 || tag.len() > 32 {
        return MALFORMED;
    }
    let Some(members) = naive::encrypted_header(&header) else {
        return match pairs::has_names(&header) {
            true => HEADER,
            false => Some(&[
                "invalid_header",
                "critical_extension",
                "unsupported_algorithm",
            ]),
        };
    };
    let name = |name| members.get(name).and_then(|json| naive::text(json));
    let algorithm = KeyManagement::from_name(&name("alg")?)?;
    let encryption = ContentEncryption::from_name(&name("enc")?)?;
    if !naive::lengths_fit(algorithm, encryption, [&key, &iv, &tag].map(Vec::len)) {
        return MALFORMED;
    }
    ((algorithm, encryption) != names).then_some(&["algorithm_mismatch"])
}
