//! The inspector with encrypted tokens: one that jose made, and files of keys.

use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};
use glassbox::{HmacKey, Signer};
use serde_json::json;

use super::inspect::{SECRET, STEEL, STEEL_DIGITS, assert_error, inspect, inspect_in, own_folder};
use crate::support::{base64url, token};
use crate::vectors::base64;

/// Made with jose 6.2.18 (npm) on node 20, the secrets being [`SECRET`] and [`STEEL`]:
/// `new SignJWT({ sub: '42', salary: 90000, aud: 'app-01', exp: 4102444800 })` with the header
/// `{ alg: 'HS256', typ: 'JWT' }`, and of it `new CompactEncrypt(..)` with
/// `{ alg: 'A256KW', enc: 'A256GCM', cty: 'JWT' }`.
pub const OF_JOSE: &str = "eyJhbGciOiJBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiSldUIn0.X5OJVeRFc2FmO7MYCjyb_zLcZLZljeEUYpce\
    Jxs8FIFVDpCmAizkbw.nX79xj-uuU1kVsO4.WODEc25z7rTNYcKlf2ADAQ4H00b0QMpYYXRLIBy8qQG-wAZeEvQGZghpBs-y\
    ZkMlR1cGyj1p31p-Zgkuyudw1hMRs9YDfovYAPnbXKwX3_fSacy9vzOWz9kbrhLtzTe8N31AUE2-bIlhBc1UIh5bNZqvoM-b\
    A-2hPDjqHNHxfSMswFMUsyaFNvvVh_g0aYnwkbow1xNs7OTJy_k_4wb7oQ.E0sYmtegJRBEuE2CGJS1Iw";

/// Likewise: `new EncryptJWT({ sub: '42', exp: 4102444800 })`, which nobody signs, with
/// `{ alg: 'A256KW', enc: 'A256CBC-HS512' }`.
const UNSIGNED: &str = "eyJhbGciOiJBMjU2S1ciLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0.5gEuHQUFK3e6przHrJpGxJ_aKSVhQzNf6SSTr9uzeMJL\
    cNAO9KQxjRZgnUM5rWHCdvQV4b6iUSgQ0oiIkMGLEr9kj6tWzq5p.guK3Vr-oKjrn7WEE-158Nw.HmDcdiQy94cXfs8wiyqu\
    3z2wJ7hhyvzpS2HEGmLZpvw.M1BQeKbFAGCRfgARA1-8HlHVVDa98tPNqsVK7CWHHnE";

const TO_DECRYPT: [&str; 2] = ["--decrypt-secret-env", "STEEL"];
pub const TO_VERIFY: [&str; 4] = ["--secret-env", "SECRET", "--aud", "app-01"];

fn steel() -> AesKey {
    AesKey::from_base64(KeyManagement::A256Kw, ContentEncryption::A256Gcm, STEEL).unwrap()
}

/// The token with another header.
fn of_jose_under(header: &str) -> String {
    let (_, rest) = OF_JOSE.split_once('.').unwrap();
    format!("{}.{rest}", base64url(header.as_bytes()))
}

/// What is said of a token that is given with these further arguments.
fn said(token: &str, more: &[&[&str]]) -> (String, i32) {
    inspect(&[&[token], &*more.concat()].concat(), "")
}

/// That all of these are in the output, one behind the other.
pub fn assert_told(output: &str, parts: &[&str]) {
    let mut rest = output;
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("{part:?} is not in\n{rest}\nof\n{output}");
        };
        rest = behind;
    }
}

#[test]
fn a_token_of_jose_is_drawn_decrypted_and_explained() {
    let (output, status) = said(OF_JOSE, &[&TO_DECRYPT, &TO_VERIFY]);
    assert_eq!(status, 0, "{output}");
    assert_told(
        &output,
        &[
            "+-- header --",
            "\"enc\": \"A256GCM\",",
            "+-- encrypted --",
            "|  encrypted key: 40 bytes ",
            "|  IV: 12 bytes ",
            "|  content: 160 bytes, A256GCM (not shown) ",
            "|  tag: 16 bytes ",
            "\ndecrypted with the secret as base64\n",
            "warning: A256KW and A256GCM are the token's own choice: a service fixes them\n",
            "+-- header --",
            "\"alg\": \"HS256\",",
            "+-- claims --",
            "\"salary\": 90000,",
            "+-- signature --",
            "\nthe secret fits as text\n",
            "accepted\n",
            "passed          configuration",
            "passed          size",
            "passed          encryption     A256KW, A256GCM, no kid",
            "candidate: opens it",
            "passed          cty            \"JWT\"",
            "passed          shape",
            "passed          signature",
            "passed          aud",
        ],
    );
    // Without the key that verifies, nothing is judged.
    let (output, status) = said(OF_JOSE, &[&TO_DECRYPT]);
    assert_eq!(status, 0, "{output}");
    assert!(output.contains("\"salary\": 90000,"), "{output}");
    let last = "Nothing here is verified: anybody can write such a token.";
    assert!(output.trim_end().ends_with(last), "{output}");
}

#[test]
fn without_the_key_the_box_is_drawn_and_what_opens_it_is_told() {
    let (output, status) = said(OF_JOSE, &[]);
    assert_eq!(status, 0, "{output}");
    assert_told(
        &output,
        &[
            "\"alg\": \"A256KW\",",
            "encrypted key: 40 bytes",
            "Nothing of the content can be read without its key.\n",
            "--decrypt-secret-env or --decrypt-key takes it.\n",
        ],
    );
    assert!(!output.contains("salary"), "{output}");
    let (output, status) = said(OF_JOSE, &[&TO_VERIFY]);
    assert_eq!(status, 1, "{output}");
    assert_told(
        &output,
        &[
            "refused: this is an encrypted token",
            "FAILED          shape",
        ],
    );
}

/// A secret that is tried in every reading that has the token's length.
#[test]
fn a_secret_is_read_as_that_which_signs() {
    let signed = Signer::new(HmacKey::hs256(SECRET).unwrap()).validity("1h");
    let made = |key: AesKey| {
        let signer = signed.clone().encrypt_to(key);
        signer.sign(&json!({"aud": "app-01"})).unwrap()
    };
    let cbc = ContentEncryption::A256CbcHs512;
    let text = AesKey::direct(cbc, STEEL_DIGITS).unwrap();
    for (token, name, reading, is_told) in [
        (made(steel()), "STEEL", "base64", true),
        (made(steel()), "STEEL_DIGITS", "hex digits", true),
        (
            made(steel()),
            "STEEL_QUOTED",
            "base64 between its quotes",
            true,
        ),
        // 64 bytes are for these two alone, so that the token chose nothing.
        (made(text), "STEEL_DIGITS", "text", false),
    ] {
        let more = ["--decrypt-secret-env", name];
        let (output, status) = said(&token, &[&more, &TO_VERIFY]);
        assert_eq!(status, 0, "{output}");
        let reading = format!("\ndecrypted with the secret as {reading}\n");
        assert!(output.contains(&reading), "{reading}: {output}");
        assert_eq!(
            output.contains("the token's own choice"),
            is_told,
            "{output}"
        );
        assert!(!output.contains(&STEEL[..8]) && !output.contains(&STEEL_DIGITS[..8]));
    }
}

#[test]
fn a_wrong_secret_is_refused_and_one_that_cannot_be_used_is_told() {
    let wrong = ["--decrypt-secret-env", "BASE64"];
    for more in [&[][..], &TO_VERIFY] {
        let (output, status) = said(OF_JOSE, &[&wrong, more]);
        assert_eq!(status, 1, "{output}");
        let told = "\ncannot be decrypted with the secret as base64\n";
        assert!(output.contains(told), "{output}");
        assert!(!output.contains("salary"), "{output}");
    }
    let (output, _) = said(OF_JOSE, &[&wrong, &TO_VERIFY]);
    assert_told(
        &output,
        &[
            "refused: the token could not be decrypted",
            "FAILED          encryption",
            "not reached     cty",
        ],
    );
    for (name, cause) in [
        (
            "SHORT",
            "the token's A256KW with A256GCM takes a secret of 32 bytes: as text it has 25",
        ),
        ("EMPTY", "the secret is empty"),
        ("PEM", "not a shared secret"),
    ] {
        assert_error(said(OF_JOSE, &[&["--decrypt-secret-env", name]]), cause);
    }
    let token = of_jose_under(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}"#);
    let cause = "RSA-OAEP-256 does not use a shared secret";
    assert_error(said(&token, &[&TO_DECRYPT]), cause);
}

/// Encryption proves nothing about who made it.
#[test]
fn what_nobody_signed_is_shown_and_refused() {
    let (output, status) = said(UNSIGNED, &[&TO_DECRYPT]);
    assert_eq!(status, 1, "{output}");
    let shown = r#"no signed token is within, but 29 bytes: "{\"sub\":\"42\",\"exp\":4102444800}""#;
    assert!(output.contains(shown), "{output}");
    let (output, status) = said(UNSIGNED, &[&TO_DECRYPT, &TO_VERIFY]);
    assert_eq!(status, 1, "{output}");
    assert_told(
        &output,
        &[shown, "refused: the header", "FAILED          cty"],
    );

    for content in [&b"\xff\xfe"[..], b"", OF_JOSE.as_bytes()] {
        let token = jwe::encrypt(content, &steel()).unwrap();
        let (output, status) = said(&token, &[&TO_DECRYPT]);
        assert_eq!(status, 1, "{output}");
        let told = format!("no signed token is within, but {} bytes\n", content.len());
        assert!(output.contains(&told), "{output}");
    }
}

#[test]
fn a_token_that_is_not_encrypted_is_told() {
    let token = token(r#"{"exp":9999999999}"#);
    let (output, status) = said(&token, &[&TO_DECRYPT]);
    assert_eq!(status, 0, "{output}");
    assert_told(
        &output,
        &["warning: the token is not encrypted\n", "+-- claims"],
    );
    let (output, status) = said(&token, &[&TO_DECRYPT, &["--secret-env", "SECRET"]]);
    assert_eq!(status, 1, "{output}");
    assert_told(
        &output,
        &[
            "refused: the token is not encrypted",
            "FAILED          encryption",
        ],
    );
}

#[test]
fn a_token_that_no_key_of_ours_opens_names_its_cause() {
    let token = of_jose_under(r#"{"alg":"RSA1_5","enc":"A256GCM"}"#);
    for more in [&[][..], &TO_DECRYPT] {
        let (output, status) = said(&token, &[more]);
        assert_eq!(status, 1, "{output}");
        let cause = "cannot be drawn: the token's key management (alg)";
        assert!(output.contains(cause), "{output}");
    }
    let (output, status) = said(&token, &[&TO_DECRYPT, &TO_VERIFY]);
    assert_eq!(status, 1, "{output}");
    assert!(output.contains("FAILED          encryption"), "{output}");
}

#[test]
fn a_json_web_key_of_a_shared_secret_decrypts() {
    let folder = own_folder("oct");
    let path = folder.join("steel.jwk");
    let name = path.to_str().unwrap();
    let k = STEEL.replace('/', "_").replace('+', "-").replace('=', "");
    for alg in ["", r#","alg":"A256KW""#] {
        std::fs::write(&path, format!(r#"{{"kty":"oct","k":"{k}"{alg}}}"#)).unwrap();
        let (output, status) = said(OF_JOSE, &[&["--decrypt-key", name], &TO_VERIFY]);
        assert_eq!(status, 0, "{output}");
        assert_told(&output, &["\ndecrypted with the key\n", "accepted\n"]);
    }
    // The name of a content encryption is a key for `dir` (RFC 7520 §5.6).
    std::fs::write(
        &path,
        format!(r#"{{"kty":"oct","k":"{k}","alg":"A256GCM"}}"#),
    )
    .unwrap();
    let direct = AesKey::direct(ContentEncryption::A256Gcm, base64(STEEL));
    let token = jwe::encrypt(br#"{"sub":"42"}"#, &direct.unwrap()).unwrap();
    let (output, _) = said(&token, &[&["--decrypt-key", name]]);
    assert!(output.contains("\ndecrypted with the key\n"), "{output}");
    let cause = "the JSON Web Key is for A256GCM, the token's algorithms are A256KW and A256GCM";
    let cause = format!("inspect: {name}: {cause}");
    assert_error(said(OF_JOSE, &[&["--decrypt-key", name]]), &cause);
    std::fs::remove_dir_all(folder).unwrap();
    let cause = "inspect: no/such/file: No such file";
    assert_error(said(OF_JOSE, &[&["--decrypt-key", "no/such/file"]]), cause);
}

#[test]
fn all_of_it_fits_sixty_columns() {
    for token in [OF_JOSE, UNSIGNED] {
        for decrypt in [&[][..], &TO_DECRYPT, &["--decrypt-secret-env", "BASE64"]] {
            for verify in [&[][..], &TO_VERIFY] {
                let arguments = [&[token], decrypt, verify].concat();
                let (output, _) = inspect_in(60, &arguments);
                for line in output.lines() {
                    assert!(line.chars().count() <= 60, "{line:?} in\n{output}");
                }
            }
        }
    }
}
