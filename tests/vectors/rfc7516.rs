//! Encrypted tokens of the RFCs: RFC 7516 A.3, and RFC 7520 §5.

use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};
use serde_json::Value;

use super::{Tally, base64};

pub fn run(tally: &mut Tally) {
    let text = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.\
                6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.\
                KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ";
    let secret = base64("GawgguFyGrWKav7AX4VKUg");
    let (algorithm, encryption) = (KeyManagement::A128Kw, ContentEncryption::A128CbcHs256);
    let key = AesKey::new(algorithm, encryption, secret).unwrap();
    assert_eq!(
        jwe::decrypt(text, &key).unwrap().content(),
        b"Live long and prosper."
    );
    tally.ran += 1;
}

macro_rules! example {
    ($path:literal) => {{
        let text = include_str!(concat!("data/rfc7520-cookbook/jwe/", $path, ".json"));
        serde_json::from_str::<Value>(text).unwrap()
    }};
}

/// Where the algorithms are there, the plaintext comes out; otherwise the code says that they are not.
pub fn run_cookbook(tally: &mut Tally) {
    let other = AesKey::a256kw([7; 32]).unwrap();
    for (example, expected) in [
        (
            example!("5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2"),
            "unsupported_algorithm",
        ),
        (
            example!("5_2.key_encryption_using_rsa-oaep_with_aes-gcm"),
            "algorithm_mismatch",
        ),
        (
            example!("5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2"),
            "unsupported_algorithm",
        ),
        (example!("5_6.direct_encryption_using_aes-gcm"), "accepted"),
        (
            example!("5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2"),
            "unsupported_algorithm",
        ),
        (
            example!("5_8.key_wrap_using_aes-keywrap_with_aes-gcm"),
            "accepted",
        ),
        (example!("5_9.compressed_content"), "invalid_header"),
    ] {
        let input = |name: &str| example["input"][name].as_str().unwrap();
        let algorithm = KeyManagement::from_name(input("alg"));
        let encryption = ContentEncryption::from_name(input("enc"));
        let secret = example["input"]["key"]["k"].as_str().map(base64);
        let key = match (algorithm, encryption, secret) {
            (Some(algorithm), Some(encryption), Some(secret)) => {
                AesKey::new(algorithm, encryption, secret).unwrap()
            }
            _ => other.clone(),
        };
        let text = example["output"]["compact"].as_str().unwrap();
        let code = match jwe::decrypt(text, &key) {
            Ok(decrypted) => {
                assert_eq!(decrypted.content(), input("plaintext").as_bytes());
                "accepted"
            }
            Err(error) => error.code(),
        };
        assert_eq!(code, expected, "{}", example["title"]);
        // The JSON serializations are refused in any case.
        for form in ["json", "json_flat"] {
            if let Some(json) = example["output"].get(form) {
                let error = jwe::decrypt(&json.to_string(), &key).unwrap_err();
                assert_eq!(error.code(), "malformed");
            }
        }
        tally.ran += 1;
    }
}
