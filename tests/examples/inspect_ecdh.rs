//! The inspector with private keys: tokens that jose encrypted to their public halves.

use super::inspect::{assert_error, inspect, inspect_in, own_folder};
use super::inspect_encrypted::{TO_VERIFY, assert_told};
use crate::vectors::base64;

struct OfJose {
    algorithm: &'static str,
    token: &'static str,
    pem: &'static str,
    jwk: &'static str,
}

/// Tokens and keys that jose 6.2.18 made, as that of [`super::inspect_encrypted`]: of `generateKeyPair`, by
/// `exportPKCS8` and `exportJWK`. The first is for `ECDH-ES+A256KW` on P-256, the second for `ECDH-ES` on
/// X25519.
const OF_JOSE: [OfJose; 2] = [
    OfJose {
        algorithm: "ECDH-ES+A256KW",
        token: "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJjdHkiOiJKV1QiLCJlcGsiOnsieCI6IndEZjIteFIw\
    ZWdDcFF2WldrNzlEc3JwZnltakthcDNDR0MwWUxfZ0NPMWMiLCJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieSI6IlB6dTV2\
    OEtZd0lmdFJMWVFOVjNXM05NbnlsbnJXOS1OZS11NHplZ01SZHMifX0.JMkg0-KO5leKpFaH4_Ws6iSVoC8wUQUZLrzXUpVU\
    ZctVsDlpztDYGQ.pBiZ58FZeDqRs7Qv.pEFlwPx7IuZ3syr3UfKwYRFErpN0XpRj_6bhfkvhb5ksADTFMk6DNeF9uJzvCepB\
    Z0yKao3ky2F7dQdqqhTCUbogCh0iWBG1J0Q32Zu__6tam_r_g_YOMM-1nwfhawlCbw1tLPsipCXKs3pzHI-efjcYN_eZPd67\
    sStdv0E0DamJ64XCyrykF9DT4LHVjxIo0gmCvSMHDiH3DuGh44hOHg.-3rQYGzQhW7XUhM1lF_mfQ",
        pem: "\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWwQzP1QC3gZ3TKbG
k2rMO5VKf2MMnKXEL+/n1yLoGLmhRANCAARcptCIdh9DpzIGkZ/oK09v94gg4gw8
1ZvambazoBdG1nAX6sxdZ+3vVJ9PS8tXXOeiKEjw4T5lZRJvsvByncrw
-----END PRIVATE KEY-----
",
        jwk: r#"{"kty":"EC","x":"XKbQiHYfQ6cyBpGf6CtPb_eIIOIMPNWb2pm2s6AXRtY","y":"cBfqzF1n7e9Un09Ly1dc56IoSPDhPmVlEm-y8HKdyvA","crv":"P-256","d":"WwQzP1QC3gZ3TKbGk2rMO5VKf2MMnKXEL-_n1yLoGLk"}"#,
    },
    OfJose {
        algorithm: "ECDH-ES",
        token: "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTI1NkdDTSIsImN0eSI6IkpXVCIsImVwayI6eyJ4IjoieWJhb1JQc3RfTlIzN1hD\
    Z3lYZzJSM05UMGtZelZlakVjSTBPMkFEUUdFWSIsImNydiI6IlgyNTUxOSIsImt0eSI6Ik9LUCJ9fQ..-iuGBltGHltpGy-B\
    .7C0biNLrJ1XUhNgbjRQFVWJTPXb_vjGQAMGAQuAt-NwXEk-ebHbUXNjApfysN7zJ2GtTyV7AEx4Fo1bfuhrHze55q5zRmHI\
    AD7Kh7KP6zbu0OmaYQjmntTFJaTmMoUylANGFfiXwFgrS1zeA4McgmJSqW-aZ6bWqpB70CH_6VA5mdGrAgPzac6o6kiv-iN7\
    k5mbHk3bNfeaCHgJjB7sdmQ.Yx7v2IVZjjpbflwhlmQT1A",
        pem: "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VuBCIEIACXIqKkQ1fTYrWxN7dRAXkRedz6zLArSYU2SBn8KA51
-----END PRIVATE KEY-----
",
        jwk: r#"{"crv":"X25519","d":"AJcioqRDV9NitbE3t1EBeRF53PrMsCtJhTZIGfwoDnU","x":"3-v-Qw7jFSZFVcrf9VilUlGc6mYMuO7r6DpRimuEMl0","kty":"OKP"}"#,
    },
];

/// The key as a file, in PEM, in DER and as a JSON Web Key.
fn forms(of: &OfJose) -> [(&'static str, Vec<u8>); 3] {
    let lines = of.pem.lines().filter(|line| !line.starts_with('-'));
    [
        ("key.pem", of.pem.into()),
        ("key.der", base64(&lines.collect::<String>())),
        ("key.jwk", of.jwk.into()),
    ]
}

#[test]
fn tokens_of_jose_are_decrypted_with_key_files_of_every_form() {
    let folder = own_folder("ecdh");
    for of in &OF_JOSE {
        for (name, content) in forms(of) {
            let path = folder.join(name);
            std::fs::write(&path, content).unwrap();
            let arguments = [&["--decrypt-key", path.to_str().unwrap()], &TO_VERIFY[..]].concat();
            let (output, status) = inspect(&arguments, of.token);
            assert_eq!(status, 0, "{name}: {output}");
            let choice = format!("warning: {} and A256GCM are the token's own", of.algorithm);
            assert_told(
                &output,
                &[
                    "\"epk\": {",
                    "\ndecrypted with the key\n",
                    &choice,
                    "\"salary\": 90000,",
                    "\naccepted\n",
                    "passed          encryption",
                ],
            );
            let (output, _) = inspect_in(60, &[&[of.token], &*arguments].concat());
            assert!(
                output.lines().all(|line| line.chars().count() <= 60),
                "{output}"
            );
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_key_that_does_not_fit_is_refused_and_one_that_is_none_is_named() {
    let folder = own_folder("ecdh-misfits");
    let path = folder.join("key");
    let name = path.to_str().unwrap();
    let told = |token: &str, key: &str| {
        std::fs::write(&path, key).unwrap();
        inspect(&["--decrypt-key", name], token)
    };
    let [p256, x25519] = &OF_JOSE;
    let (output, status) = told(p256.token, x25519.pem);
    assert_eq!(status, 1, "{output}");
    assert!(
        output.contains("\ncannot be decrypted with the key\n"),
        "{output}"
    );
    let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA\n-----END PUBLIC KEY-----\n";
    for (token, key) in [
        (p256.token, public),
        (p256.token, "no key"),
        (p256.token, "{}"),
        (super::inspect_encrypted::OF_JOSE, p256.pem),
        (super::inspect_encrypted::OF_JOSE, p256.jwk),
    ] {
        assert_error(told(token, key), &format!("inspect: {name}: "));
    }
    std::fs::remove_dir_all(folder).unwrap();
}
