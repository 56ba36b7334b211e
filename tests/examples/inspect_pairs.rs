//! The inspector with public keys: tokens that OpenSSL, PyJWT and `step` made, and files of every form.

use super::inspect::{assert_error, inspect, inspect_in, own_folder};
use crate::pairs::text;
use crate::support::{forge, key};

/// The path of a key file.
fn path(name: &str) -> String {
    let path = format!("{}/tests/pairs/files/{name}", env!("CARGO_MANIFEST_DIR"));
    assert!(std::fs::exists(&path).unwrap(), "{path}");
    path
}

/// What is said of a token, judged as its issuer means it, with a key file and further arguments.
fn judged(token: &str, key: &str, more: &[&str]) -> (String, i32) {
    let key = path(key);
    let arguments = [&["--key", &*key, "--aud", "app-01"][..], more].concat();
    inspect(&arguments, &text(&format!("{token}.token")))
}

const KEYS: [(&str, &str); 5] = [
    ("RS256", "rsa"),
    ("PS256", "rsa"),
    ("ES256", "p256"),
    ("ES384", "p384"),
    ("EdDSA", "ed25519"),
];

#[test]
fn tokens_of_openssl_and_pyjwt_are_accepted() {
    for (algorithm, key) in KEYS {
        for side in ["openssl", "PyJWT"] {
            for form in ["pub.pem", "pub.der", "crt.pem"] {
                let token = format!("{side}-{algorithm}");
                let more = ["--alg", algorithm, "--iss", "https://auth.example"];
                let (output, status) = judged(&token, &format!("{key}.{form}"), &more);
                assert_eq!(status, 0, "{token} {form}: {output}");
                assert!(output.contains("\naccepted\n"), "{output}");
                assert!(output.contains("its signature fits"), "{output}");
                assert!(!output.contains("warning"), "{output}");
            }
        }
    }
}

#[test]
fn tokens_of_step_are_accepted_with_its_json_web_keys() {
    for (algorithm, _) in KEYS {
        let token = format!("step-{algorithm}");
        for key in [format!("{token}.jwk"), "step-set.jwks".into()] {
            let (output, status) = judged(&token, &key, &["--iss", "https://step.example"]);
            assert_eq!(status, 0, "{output}");
            assert!(!output.contains("warning"), "{output}");
        }
        let set = path("step-set.jwks");
        let token = text(&format!("{token}.token"));
        let (output, status) = inspect(&["--jwks", &set, "--aud", "app-01"], &token);
        assert_eq!(status, 0, "{output}");
        // The set has four keys more, and each is told.
        assert_eq!(output.matches("another key id").count(), 4, "{output}");
    }
}

/// The token may choose among the algorithms of the key's kind, and that is told.
#[test]
fn an_open_algorithm_is_told() {
    let own = |algorithm: &str| {
        format!(
            "warning: {algorithm} is the token's own choice: a service fixes one, as --alg does"
        )
    };
    let all = "the key fits RS256, RS384, RS512, PS256, PS384, PS512\n";
    for (token, key, fits, chosen) in [
        ("openssl-RS256", "rsa.pub.pem", all, Some("RS256")),
        ("PyJWT-PS256", "rsa.crt.der", all, Some("PS256")),
        (
            "PyJWT-EdDSA",
            "ed25519.pub.pem",
            "the key fits EdDSA, Ed25519\n",
            Some("EdDSA"),
        ),
        (
            "openssl-ES384",
            "p384.pub.pem",
            "the key fits ES384\n",
            None,
        ),
    ] {
        let (output, status) = judged(token, key, &[]);
        assert_eq!(status, 0, "{output}");
        assert!(output.contains(fits), "{fits} is not in\n{output}");
        match chosen.map(own) {
            Some(told) => assert!(output.contains(&told), "{told} is not in\n{output}"),
            None => assert!(!output.contains("warning"), "{output}"),
        }
    }
}

#[test]
fn a_token_of_another_key_or_algorithm_is_refused() {
    for (token, key, more, cause) in [
        (
            "PyJWT-RS256",
            "ssh-rsa.pub.pem",
            &[][..],
            "refused: invalid signature",
        ),
        (
            "PyJWT-RS256",
            "rsa.pub.pem",
            &["--alg", "PS256"],
            "the token's algorithm is RS256, the key's is PS256",
        ),
        (
            "PyJWT-RS256",
            "p256.pub.pem",
            &[],
            "the token's algorithm is RS256, the key's is ES256",
        ),
        (
            "PyJWT-RS256",
            "pss.pub.pem",
            &[],
            "the token's algorithm is RS256, the key's is PS256",
        ),
        (
            "PyJWT-ES256",
            "step-ES256.jwk",
            &[],
            "refused: invalid signature",
        ),
        (
            "PyJWT-ES256",
            "step-set.jwks",
            &[],
            "refused: invalid signature",
        ),
        (
            "openssl-ES256",
            "p256.pub.pem",
            &["--iss", "me"],
            "the claim iss is \"https://auth.example\", expected \"me\"",
        ),
        (
            "openssl-ES256",
            "p256.pub.pem",
            &["--at", "4102444805"],
            "refused: token expired 5s ago",
        ),
    ] {
        let (output, status) = judged(token, key, more);
        assert_eq!(status, 1, "{output}");
        assert!(output.contains(cause), "{cause:?} is not in\n{output}");
        assert_eq!(output.matches("FAILED").count(), 1, "{output}");
    }
}

/// No algorithm of a shared secret is ever among those that a token may choose.
#[test]
fn a_token_cannot_choose_a_mac() {
    let token = forge(r#"{"alg":"HS256"}"#, r#"{"exp":4102444800}"#, &key());
    for key in ["rsa.pub.pem", "p256.pub.pem", "step-RS256.jwk"] {
        let (output, status) = inspect(&["--key", &path(key)], &token);
        assert_eq!(status, 1, "{output}");
        assert!(
            output.contains("the token's algorithm is HS256, the key's is "),
            "{output}"
        );
    }
    let (output, status) = inspect(&["--key", &path("step-set.jwks")], &token);
    assert_eq!(status, 1, "{output}");
    assert!(output.contains("FAILED          key"), "{output}");
}

/// Entra names no algorithm of its keys.
#[test]
fn rsa_keys_of_a_set_that_name_no_algorithm() {
    let jwk = text("step-PS256.jwk").replace(r#""alg": "PS256","#, "");
    let folder = own_folder("set");
    let set = folder.join("set.jwks");
    std::fs::write(&set, format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
    let set = set.to_str().unwrap();
    let judged = |more: &[&str]| {
        let arguments = [&["--key", set, "--aud", "app-01"][..], more].concat();
        inspect(&arguments, &text("step-PS256.token"))
    };
    let (output, status) = judged(&[]);
    assert_eq!(status, 1, "{output}");
    assert!(
        output.contains("RSA keys without alg: 1, for RS256 (--alg names another)"),
        "{output}"
    );
    let (output, status) = judged(&["--alg", "PS256"]);
    assert_eq!(status, 0, "{output}");
    let (output, status) = judged(&["--alg", "ES256"]);
    assert_eq!(status, 2, "{output}");
    assert!(
        output.contains("is for its RSA keys without alg"),
        "{output}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

/// What no `Value` holds stands in members that nobody reads, and does not hide that it is a set.
#[test]
fn a_set_is_one_whatever_else_is_in_it() {
    let folder = own_folder("else");
    let set = folder.join("set.jwks");
    let jwk = text("step-RS256.jwk");
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for other in ["1e999", r#""\ud800""#, &*deep] {
        std::fs::write(&set, format!(r#"{{"other":{other},"keys":[{jwk}]}}"#)).unwrap();
        for option in ["--key", "--jwks"] {
            let arguments = [option, set.to_str().unwrap(), "--aud", "app-01"];
            let (output, status) = inspect(&arguments, &text("step-RS256.token"));
            assert_eq!(status, 0, "{option}: {output}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let folder = own_folder("long");
    let path = folder.join("long.jwks");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len((16 << 20) + 1).unwrap();
    for option in ["--key", "--jwks"] {
        let arguments = [option, path.to_str().unwrap()];
        let (output, status) = inspect(&arguments, &text("step-RS256.token"));
        assert_eq!(status, 2, "{output}");
        assert!(output.contains("it is longer than 16 MiB"), "{output}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

const UNUSABLE: [(&str, &str, &str); 11] = [
    (
        "--key",
        "rsa.pem",
        "the file holds a private key: give others its public half",
    ),
    ("--key", "step-RS256.private.jwk", "member d is private"),
    ("--key", "rsa1024.pub.pem", "the RSA key has 1024 bits"),
    (
        "--key",
        "p521.pub.pem",
        "this is a key of the curve P-521, which is not supported",
    ),
    (
        "--key",
        "p256.compressed.pub.pem",
        "the key's point is compressed",
    ),
    (
        "--key",
        "request.pem",
        "the file holds CERTIFICATE REQUEST, and no public key",
    ),
    (
        "--key",
        "message",
        "the key is no PEM text: nothing begins with -----BEGIN (give what the file holds, and not its name)",
    ),
    ("--jwks", "step-RS256.jwk", "is no JSON Web Key Set"),
    ("--jwks", "rsa.pub.pem", "is no JSON Web Key Set"),
    (
        "--key",
        "rsa.pub.pem --alg ES256",
        "ES256 needs a key on the curve P-256, and this is an RSA key",
    ),
    (
        "--key",
        "step-set.jwks --alg RS256",
        "--alg, of a set, is for its RSA keys without alg",
    ),
];

#[test]
fn a_file_that_cannot_be_taken_is_named() {
    for (option, asked, cause) in UNUSABLE {
        let (name, more) = asked.split_once(' ').unwrap_or((asked, ""));
        let name = path(name);
        let arguments = [
            &[option, &*name][..],
            &more.split_whitespace().collect::<Vec<_>>(),
        ]
        .concat();
        let said = inspect(&arguments, &text("PyJWT-RS256.token"));
        let at = format!("inspect: {name}: ");
        assert_error(said.clone(), &at);
        assert_error(said, cause);
    }
    let (output, status) = inspect(&["--key", "no/such/file"], &text("PyJWT-RS256.token"));
    assert_eq!(status, 2, "{output}");
    assert!(
        output.contains("inspect: no/such/file: No such file"),
        "{output}"
    );
}

#[test]
fn all_of_it_fits_sixty_columns() {
    let token = text("step-RS256.token");
    for (key, status) in [
        ("step-set.jwks", 0),
        ("step-RS256.jwk", 0),
        ("rsa.pub.pem", 1),
        ("step-crt.pem", 1),
        ("rsa1024.pub.pem", 2),
        ("rsa.pem", 2),
    ] {
        let arguments = [token.trim(), "--key", &path(key), "--aud", "app-01"];
        let (output, code) = inspect_in(60, &arguments);
        assert_eq!(code, status, "{output}");
        for line in output.lines() {
            assert!(line.chars().count() <= 60, "{line:?} in\n{output}");
        }
    }
}
