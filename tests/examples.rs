//! The examples say what they promise: run as programs, their output read.

mod inspect;
#[cfg(all(feature = "jwe", feature = "public-keys"))]
mod inspect_ecdh;
#[cfg(feature = "jwe")]
mod inspect_encrypted;
#[cfg(feature = "public-keys")]
mod inspect_pairs;

use std::process::Command;

/// What cargo needs to be told to build an example as these tests are built.
fn features() -> &'static [&'static str] {
    match (cfg!(feature = "public-keys"), cfg!(feature = "jwe")) {
        (true, true) => &["--features", "public-keys,jwe"],
        (true, false) => &["--features", "public-keys"],
        (false, true) => &["--features", "jwe"],
        (false, false) => &[],
    }
}

fn run(example: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", example])
        .args(features())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The number behind a member's name.
fn number(text: &str, name: &str) -> i64 {
    let (_, rest) = text.split_once(name).unwrap();
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().unwrap()
}

#[cfg(feature = "jwe")]
#[test]
fn encrypted_hides_the_claims() {
    let output = run("encrypted");
    let lines: Vec<&str> = output.lines().collect();
    assert!(output.contains("\"alg\": \"A256KW\""), "{output}");
    let [.., read, refused] = lines[..] else {
        panic!("{output}");
    };
    assert_eq!(read, "Who has both secrets reads: 90000");
    let expected = "Who has another one that hides: the token could not be decrypted";
    assert_eq!(refused, expected);
}

#[cfg(feature = "jwe")]
#[test]
fn rsa_oaep_encrypts_by_a_key_of_another_crate() {
    let output = run("rsa_oaep");
    let lines: Vec<&str> = output.lines().collect();
    let [encrypted, decrypted, read] = lines[..] else {
        panic!("{output}");
    };
    assert!(
        encrypted.starts_with("Encrypted with RSA-OAEP-256: "),
        "{output}"
    );
    assert!(
        decrypted.starts_with("Decrypted and verified in "),
        "{output}"
    );
    assert_eq!(read, "With the private key: 90000");
}

#[test]
fn poc_tells_the_story() {
    let output = run("poc");
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(
        lines[0],
        "Step 1 : Token generation at the authentication server :"
    );
    let user = r#"{"username":"testAdmin","role":"admin"}"#;
    assert_eq!(lines[1], format!("Token created for user:{user}"));
    assert_eq!(
        lines[2],
        "JWT token created using accessToken-secret-app-01:"
    );
    assert_eq!(lines[3].split('.').count(), 3);
    assert!(lines[3].starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
    let step_2 = "Step 2: Verification & user detail retrieval at the client application :";
    assert_eq!(lines[5], step_2);
    let (iat, exp) = (number(lines[6], "\"iat\":"), number(lines[6], "\"exp\":"));
    assert_eq!(exp, iat + 5);
    let claims = format!(r#"{{"username":"testAdmin","role":"admin","iat":{iat},"exp":{exp}}}"#);
    assert_eq!(
        lines[6],
        format!("Verified with accessToken-secret-app-01 :{claims}")
    );
    assert_eq!(
        lines[7],
        "Verified with accessToken-secret-app-02 :invalid signature"
    );
    assert_eq!(lines[9], "After expiry ........: ");
    let now = iat + 10;
    let expired = format!("token expired 5s ago (exp {exp}, now {now})");
    assert_eq!(
        lines[10],
        format!("Verified with accessToken-secret-app-01 :{expired}")
    );
    let step_3 = "Step 3: Refresh & logout at the authentication server :";
    assert_eq!(lines[12], step_3);
    // Signed at the article's ten seconds, and refused ten seconds later.
    let (exp, now) = (now + 5, now + 10);
    let expired = format!("token expired 5s ago (exp {exp}, now {now})");
    let logged_in = "Logged in: an access token for 5s, and a refresh token";
    assert_eq!(lines[13..16], [logged_in, "", "After expiry ........: "]);
    assert_eq!(
        lines[16],
        format!("Verified with accessToken-secret-app-01 :{expired}")
    );
    assert_eq!(lines[17], "Access token refreshed without a password:");
    let start = "Verified with accessToken-secret-app-01 :{";
    assert!(lines[18].starts_with(start), "{}", lines[18]);
    assert_eq!(number(lines[18], "\"iat\":"), now);
    assert!(lines[18].contains(r#""role":"admin""#) && lines[18].contains(r#""sub":"42""#));
    assert_eq!(lines[19], "Refreshed after logout :the session was revoked");
    assert_eq!(lines.len(), 20);
}

#[test]
fn the_other_examples_accept_and_refuse() {
    for (example, parts) in [
        (
            "claims",
            &[
                "Some(\"42\") is admin",
                "with another key: invalid signature",
            ][..],
        ),
        (
            "rotation",
            &[
                "before the change",
                "after the change",
                "no key has the token's key id",
            ],
        ),
        (
            "single_sign_on",
            &[
                "at app 01: accepted",
                "at app 02: invalid signature",
                "at app 02: the claim aud is \"app-01\", expected \"app-02\"",
                "call Verifier::audience(..)",
            ],
        ),
        (
            "sessions",
            &[
                "two tabs: Rotated and Replayed, the same token: true",
                "a lost answer: Replayed, the same token: true",
                "a thief: refresh_token_reuse (Reauthenticate)",
                "the user, whose session it was: session_revoked (Reauthenticate)",
                "devices: laptop, phone",
                "the phone, logged out: session_revoked (Reauthenticate)",
                "the laptop goes on: Same",
                "everybody, logged out: session_revoked (Reauthenticate)",
            ],
        ),
        ("remote_signer", &["HS256 makes 32", "verified: {"]),
        (
            "borrowing",
            &[
                "(borrowed: true)",
                "(borrowed: false)",
                "refused: malformed token",
            ],
        ),
    ] {
        let output = run(example);
        for part in parts {
            assert!(
                output.contains(part),
                "{example}: {part:?} is not in\n{output}"
            );
        }
    }
}

#[cfg(feature = "public-keys")]
#[test]
fn the_examples_with_key_pairs_accept_and_refuse() {
    for (example, lines) in [
        (
            "key_pair",
            &[
                "-----BEGIN PUBLIC KEY-----",
                "  at app-01: accepted {\"aud\":\"app-01\",",
                "  at app-02: invalid signature",
                "  signing with what app 01 has: the file holds a public key, where a private one is needed",
                "  at app-01: token expired 5s ago",
            ][..],
        ),
        (
            "providers",
            &[
                "https://first.example has 1 key that we use",
                "https://second.example has 1 key that we use",
                "  not used: keys[1] \"enc\": the JSON Web Key's member use is for another use",
                "by the first: 42 of https://first.example",
                "by the second: 42 of https://second.example",
                "by the first, for the second: invalid signature",
                "by a stranger: no provider of ours",
            ],
        ),
    ] {
        let output = run(example);
        let mut rest = output.lines();
        for line in lines {
            // In this order.
            assert!(
                rest.any(|it| it.starts_with(line)),
                "{example}: {line:?} is not in\n{output}"
            );
        }
        assert!(!output.contains("PRIVATE"), "{output}");
    }
}
