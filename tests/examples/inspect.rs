//! The inspector: run as a program on tokens of every refusal class, its story and status read.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::support::{NOW, forge, key, token};

pub const SECRET: &str = "a secret of at least thirty-two bytes";

const BASE64: &str = "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=";
const DIGITS: &str = "9f3c5e1b7a0d4826c1f0e9d8b7a6958473625140fedcba98765432100123abcd";

/// Secrets that encrypt: of one, base64 and the same in digits.
pub const STEEL: &str = "nOI4Jfrz0pZKtk1gsIVAUyaFmIhFiKm4mDC7HBMvUCg=";
pub const STEEL_DIGITS: &str = "9ce23825faf3d2964ab64d60b0854053268598884588a9b89830bb1c132f5028";

/// Built once, with key pairs if the tests have them; cargo says where.
static INSPECT: LazyLock<String> = LazyLock::new(|| {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--example", "inspect"])
        .args(super::features())
        .arg("--message-format=json")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages = messages.lines().map(serde_json::from_str::<Value>);
    let mut paths =
        messages.filter_map(|message| Some(message.unwrap()["executable"].as_str()?.to_owned()));
    paths.next().unwrap()
});

/// The inspector, with the variables that the tests name.
fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(&*INSPECT);
    program
        .args(arguments)
        .env("SECRET", SECRET)
        .env("OTHER", "another secret of at least thirty-two")
        .env("SHORT", "accessToken-secret-app-01")
        .env("EMPTY", "")
        .env("PEM", "-----BEGIN PUBLIC KEY-----\nMFkw")
        .env("BASE64", BASE64)
        .env("DIGITS", DIGITS)
        .env("FROM_FILE", format!("{SECRET}\n"))
        .env("QUOTED", format!("\"{SECRET}\""))
        .env("QUOTED_BASE64", format!("'{BASE64}'\n"))
        .env("QUOTED_DIGITS", format!("\"{DIGITS}\""))
        .env("STEEL", STEEL)
        .env("STEEL_DIGITS", STEEL_DIGITS)
        .env("STEEL_QUOTED", format!("'{STEEL}'"))
        .env_remove("MISSING")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    program
}

/// What the inspector says on both outputs, and its status.
pub fn inspect(arguments: &[&str], input: &str) -> (String, i32) {
    let mut program = program(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    // It need not read what it is not asked to read.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    said(program.wait_with_output().unwrap())
}

fn said(output: Output) -> (String, i32) {
    let text = [output.stdout, output.stderr].concat();
    (
        String::from_utf8(text).unwrap(),
        output.status.code().unwrap(),
    )
}

/// A folder of this process's own, for one test.
#[cfg(any(feature = "jwe", feature = "public-keys"))]
pub fn own_folder(test: &str) -> std::path::PathBuf {
    let name = format!("glassbox-inspect-{}-{test}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// That the last line is this error, without the usage, which would not help.
pub fn assert_error((output, status): (String, i32), cause: &str) {
    assert_eq!(status, 2, "{output}");
    let last = output.lines().next_back().unwrap();
    let is_it = last.starts_with("inspect: ") && last.contains(cause);
    assert!(is_it, "{cause:?} is not what ends\n{output}");
    assert!(!output.contains("usage:"), "{output}");
}

/// Judged at [`NOW`] with the secret.
fn judged(token: &str, more: &[&str]) -> (String, i32) {
    let now = NOW.to_string();
    let arguments = [&[token, "--secret-env", "SECRET", "--at", &now], more].concat();
    inspect(&arguments, "")
}

/// A rightly signed token that is good at [`NOW`], with one more member.
fn good(member: &str) -> String {
    token(&format!(r#"{{"exp":{}{member}}}"#, NOW + 60))
}

fn part(token: &str, index: usize) -> String {
    token.split('.').nth(index).unwrap().into()
}

#[test]
fn a_good_token_is_drawn_and_accepted() {
    for (token, more) in [
        (good(""), &[][..]),
        (good(r#","aud":"app-01""#), &["--aud", "app-01"]),
        (good(r#","iss":"me""#), &["--iss", "me", "--alg", "HS256"]),
    ] {
        let (output, status) = judged(&token, more);
        assert_eq!(status, 0, "{output}");
        for part in [
            "+-- claims",
            "(2023-11-14T22:14:20Z)",
            "HS256, 32 bytes",
            "\nthe secret fits as text\n",
            "\naccepted\n",
        ] {
            assert!(output.contains(part), "{part:?} is not in\n{output}");
        }
        assert!(
            !output.contains("FAILED") && !output.contains("warning"),
            "{output}"
        );
    }
}

#[test]
fn every_refusal_names_its_cause() {
    let with_header = |header: &str| forge(header, &format!(r#"{{"exp":{}}}"#, NOW + 60), &key());
    let changed = good("").replace(&part(&good(""), 1), &part(&good(r#","role":"admin""#), 1));
    let claim = |member: &str| good(&format!(",{member}"));
    for (token, more, failed, cause) in [
        (
            "no token".into(),
            &[][..],
            "shape",
            "refused: malformed token",
        ),
        (
            format!("Bearer {}", good("")),
            &[],
            "shape",
            "begins with \"Bearer\", which is not part of the token",
        ),
        (part(&good(""), 0), &[], "shape", "no dot: a token has two"),
        (
            "A".repeat(100_000),
            &[],
            "shape",
            "refused: malformed token",
        ),
        (with_header("{}"), &[], "header", "the header has no alg"),
        (
            with_header(r#"{"alg":"HS256","crit":["b64"]}"#),
            &[],
            "header",
            "critical extensions (crit)",
        ),
        (
            with_header(r#"{"alg":"none"}"#),
            &[],
            "algorithm",
            "algorithm (alg) is none",
        ),
        (
            with_header(r#"{"alg":"HS256","typ":"at+jwt"}"#),
            &[],
            "typ",
            "the token's type (typ at+jwt) is not accepted",
        ),
        (
            with_header(r#"{"alg":"RS256"}"#),
            &[],
            "key",
            "the token's algorithm is RS256, the key's is HS256",
        ),
        (changed, &[], "signature", "refused: invalid signature"),
        (
            token("[]"),
            &[],
            "payload",
            "the payload is not a JSON object",
        ),
        (
            token(r#"{"sub":"42"}"#),
            &[],
            "claims",
            "the claim exp is missing",
        ),
        (
            token(r#"{"exp":"soon"}"#),
            &[],
            "claims",
            "the claim exp is a string",
        ),
        (
            claim(r#""aud":"app-01""#),
            &["--aud", "app-02"],
            "aud",
            r#"the claim aud is "app-01", expected "app-02""#,
        ),
        (
            claim(r#""aud":"app-01""#),
            &[],
            "aud",
            "this verifier has none",
        ),
        (
            good(""),
            &["--aud", "app-02"],
            "claims",
            "the claim aud is missing",
        ),
        (
            claim(r#""iss":"me""#),
            &["--iss", "you"],
            "iss",
            r#"the claim iss is "me", expected "you""#,
        ),
        (
            token(&format!(r#"{{"exp":{NOW}}}"#)),
            &[],
            "exp",
            "token expired just now",
        ),
        (
            claim(&format!(r#""nbf":{}"#, NOW + 1)),
            &[],
            "nbf",
            "token not valid for another 1s",
        ),
    ] {
        let (output, status) = judged(&token, more);
        assert_eq!(status, 1, "{output}");
        assert!(output.contains(cause), "{cause:?} is not in\n{output}");
        let is_culprit = |line: &str| line.split_whitespace().take(2).eq(["FAILED", failed]);
        let checks = output.lines().filter(|line| line.contains("FAILED"));
        let culprits: Vec<_> = checks.map(is_culprit).collect();
        assert_eq!(culprits, [true], "{failed} is not what fails in\n{output}");
    }
    let (output, status) = inspect(&[&good(""), "--secret-env", "OTHER"], "");
    assert!(
        status == 1 && output.contains("refused: invalid signature"),
        "{output}"
    );
    assert!(
        output.contains("\nthe secret does not fit: as text\n"),
        "{output}"
    );
}

/// As the README recommends to keep it, and as others do: it is told which reading fits.
#[test]
fn a_secret_is_tried_as_text_as_base64_and_as_hex_digits() {
    let algorithm = glassbox::Algorithm::Hs256;
    let base64 = glassbox::HmacKey::from_base64(algorithm, BASE64).unwrap();
    let base64_text = glassbox::HmacKey::hs256(BASE64).unwrap();
    let hex = glassbox::HmacKey::from_hex(algorithm, DIGITS).unwrap();
    let hex_as_base64 = glassbox::HmacKey::from_base64(algorithm, DIGITS).unwrap();
    for (name, key, fits, status) in [
        ("BASE64", &base64, "fits as base64", 0),
        ("BASE64", &base64_text, "fits as text", 0),
        ("DIGITS", &hex, "fits as hex digits", 0),
        ("DIGITS", &hex_as_base64, "fits as base64", 0),
        ("FROM_FILE", &key(), "fits as text, trimmed", 0),
        ("QUOTED", &key(), "fits as text between its quotes", 0),
        (
            "QUOTED_BASE64",
            &base64,
            "fits as base64 between its quotes",
            0,
        ),
        (
            "QUOTED_DIGITS",
            &hex,
            "fits as hex digits between its quotes",
            0,
        ),
        ("BASE64", &hex, "does not fit: as text, as base64", 1),
        (
            "DIGITS",
            &base64,
            "does not fit: as text, as base64, as hex digits",
            1,
        ),
    ] {
        let text = forge(r#"{"alg":"HS256"}"#, r#"{"exp":9999999999}"#, key);
        let (output, code) = inspect(&[&text, "--secret-env", name], "");
        assert!(
            output.contains(&format!("\nthe secret {fits}\n")),
            "{fits}: {output}"
        );
        assert_eq!(code, status, "{output}");
        assert!(
            !output.contains(&BASE64[..8]) && !output.contains(&DIGITS[..8]),
            "{output}"
        );
    }
    // Of a token that is not verified so far, nothing is said of the secret.
    let (output, _) = inspect(&["a.b", "--secret-env", "BASE64"], "");
    assert!(!output.contains("fit"), "{output}");
}

/// Whatever it is asked, in a terminal of sixty columns.
#[test]
fn all_of_it_fits_sixty_columns() {
    let long = good(&format!(
        r#","iss":"https://{}.example","aud":"app-01""#,
        "x".repeat(90)
    ));
    let secret: &[&str] = &["--secret-env", "SECRET"];
    let (now, mut statuses) = (NOW.to_string(), Vec::new());
    for arguments in [
        &["--help"][..],
        &["--frobnicate"],
        &[&long],
        &[&[&*long, "--aud", "app-01", "--at", &now][..], secret].concat(),
        &[&[&*long, "--iss", "https://auth.example"][..], secret].concat(),
        &[&[&*good("")][..], secret].concat(),
        &[&[&*format!("\"Bearer {}\n\"", good(""))][..], secret].concat(),
        &[&good(""), "--secret-env", "DIGITS"],
        &[&good(""), "--secret-env", "SHORT"],
        &[&good(""), "--secret-env", "PEM"],
        &["no token"],
        &["a.b"],
    ] {
        let (output, status) = inspect_in(60, arguments);
        statuses.push(status);
        for line in output.lines() {
            assert!(line.chars().count() <= 60, "{line:?} in\n{output}");
        }
        // All words are there: no line was cut off.
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let (wide, _) = inspect_in(1000, arguments);
        if !wide.contains("+--") {
            assert_eq!(words(&output), words(&wide));
        }
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
}

/// The program in a terminal of so many columns.
pub fn inspect_in(columns: usize, arguments: &[&str]) -> (String, i32) {
    let mut program = program(arguments);
    said(
        program
            .env("COLUMNS", columns.to_string())
            .output()
            .unwrap(),
    )
}

#[test]
fn help_is_no_mistake() {
    for help in ["--help", "-h"] {
        let (output, status) = inspect(&[help], "");
        assert_eq!(status, 0, "{output}");
        for part in [
            "usage: inspect [TOKEN]",
            "--secret-env NAME",
            "--key FILE",
            "--decrypt-secret-env NAME",
            "--decrypt-key FILE",
            "--at SECONDS",
            "Exit status: 0",
        ] {
            assert!(output.contains(part), "{part:?} is not in\n{output}");
        }
    }
}

#[test]
fn without_a_secret_it_draws_and_judges_nothing() {
    let text = token(r#"{"exp":1}"#);
    for (arguments, input) in [(&[text.as_str()][..], ""), (&[], &format!("{text}\n"))] {
        let (output, status) = inspect(arguments, input);
        assert_eq!(status, 0, "{output}");
        assert!(
            output.contains("\"exp\": 1   (1970-01-01T00:00:01Z)"),
            "{output}"
        );
        assert!(
            output
                .trim_end()
                .ends_with("anybody can write such a token."),
            "{output}"
        );
    }
    for (no_token, cause) in [
        ("a.b", "1 dot: the signature"),
        ("\n", "empty"),
        ("Bearer a.b", "begins with \"Bearer\""),
        ("e30.e30.", "the header has no alg"),
    ] {
        let (output, status) = inspect(&[], no_token);
        assert_eq!(status, 1, "{output}");
        assert!(output.contains("cannot be drawn: "), "{output}");
        assert!(output.contains(cause), "{cause}: {output}");
    }
    // What can be drawn of it is, and what is wrong is told.
    let (input, _) = text.rsplit_once('.').unwrap();
    let (output, status) = inspect(&[input], "");
    assert_eq!(status, 0, "{output}");
    assert!(output.contains("HS256, and no signature"), "{output}");
    assert!(output.contains("1 dot: the signature"), "{output}");
}

#[test]
fn a_short_secret_is_used_and_told() {
    let short = "accessToken-secret-app-01";
    let key = glassbox::HmacKey::with_short_secret(glassbox::Algorithm::Hs256, short).unwrap();
    let text = forge(r#"{"alg":"HS256"}"#, r#"{"exp":9999999999}"#, &key);
    let (output, status) = inspect(&[&text, "--secret-env", "SHORT"], "");
    assert_eq!(status, 0, "{output}");
    assert!(
        output.contains("warning: the secret has 25 bytes, HS256 needs at least 32"),
        "{output}"
    );
    assert!(!output.contains(short), "{output}");
}

#[test]
fn what_is_asked_wrongly_ends_with_the_usage() {
    let text = good("");
    let text = text.as_str();
    for (arguments, cause) in [
        (&[][..], "no token is given"),
        (&[text, text], "unexpected argument"),
        (&[text, "--frobnicate"], "--frobnicate"),
        (&[text, "--secret-env"], "--secret-env"),
        (
            &[text, "--secret-env", "MISSING"],
            "the variable of --secret-env is not set",
        ),
        (
            &[text, "--decrypt-secret-env", "MISSING"],
            "the variable of --decrypt-secret-env is not set",
        ),
        (
            &[text, "--secret-env", "SECRET", "--alg", "none"],
            "no such algorithm: it is written HS256",
        ),
        (&[text, "--secret-env", "SECRET", "--at", "noon"], "noon"),
        (&[text, "--aud", "app-01"], "--key or --jwks is missing"),
        (&[text, "--iss", "me"], "--key or --jwks is missing"),
        (
            &[text, "--secret-env", "SECRET", "--key", "key.pem"],
            "one of --secret-env, --key and --jwks",
        ),
        (
            &[
                text,
                "--decrypt-secret-env",
                "SECRET",
                "--decrypt-key",
                "key.pem",
            ],
            "one of --decrypt-secret-env and --decrypt-key",
        ),
    ] {
        let (output, status) = inspect(arguments, "");
        assert_eq!(status, 2, "{arguments:?}: {output}");
        assert!(output.contains(cause), "{cause:?} is not in\n{output}");
        assert!(output.contains("usage: inspect [TOKEN]"), "{output}");
    }
}

/// What is wrong is in the secret then, and the usage would not help.
#[test]
fn a_secret_that_cannot_be_used_is_told_without_the_usage() {
    let text = good("");
    for (more, cause) in [
        (&["EMPTY"][..], "the secret is empty"),
        (&["PEM"], "not a shared secret"),
        (
            &["SECRET", "--alg", "RS256"],
            "RS256 does not use a shared secret",
        ),
    ] {
        let said = inspect(&[&[&*text, "--secret-env"], more].concat(), "");
        assert_error(said, cause);
    }
}

/// A device has no end. What is longer than a token can be is told as far as it is read.
#[test]
fn standard_input_has_a_limit() {
    let most = "A".repeat(1 << 20);
    let (output, status) = inspect(&[], &most);
    assert_eq!(status, 1, "{output}");
    assert!(output.contains("longer than 262144 bytes"), "{output}");
    let (output, status) = inspect(&[], &format!("{most}A"));
    assert_eq!(status, 2, "{output}");
    let cause = "inspect: standard input: it is longer than 1 MiB\n";
    assert!(output.starts_with(cause), "{output}");
}

/// A terminal would obey some characters, and a line break could begin a line of the inspector's own.
#[test]
fn what_the_user_names_is_printed_visibly() {
    let text = good("");
    for arguments in [
        ["--key", "no\u{1b}[31m\nsuch\u{202e}\\file"],
        ["--no\u{1b}[31m\nsuch\u{202e}\\file", "a"],
    ] {
        let (output, status) = inspect(&[&[&*text][..], &arguments].concat(), "");
        assert_eq!(status, 2, "{output}");
        assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output:?}");
        let shown = "no\\u{1b}[31m\\nsuch\\u{202e}\\file";
        assert!(output.contains(shown), "{output}");
    }
}

#[test]
fn colours_are_for_terminals_alone() {
    let text = good("");
    let (output, _) = judged(&text, &[]);
    assert!(!output.contains('\u{1b}'), "{output:?}");
    // Where colours are forced there are some, so that they were left out; NO_COLOR is stronger.
    let forced = |no_color: &str| {
        let mut program = Command::new(&*INSPECT);
        program
            .arg(&text)
            .env("CLICOLOR_FORCE", "1")
            .env("NO_COLOR", no_color);
        String::from_utf8(program.output().unwrap().stdout).unwrap()
    };
    assert!(forced("").contains("\u{1b}[33m   Nothing"));
    assert!(!forced("1").contains('\u{1b}'));
}

#[cfg(not(feature = "jwe"))]
#[test]
fn what_encryption_needs_is_told() {
    for (option, value) in [
        ("--decrypt-secret-env", "SECRET"),
        ("--decrypt-key", "key.pem"),
    ] {
        let (output, status) = inspect(&[&good(""), option, value], "");
        assert_eq!(status, 2, "{output}");
        let how = "`cargo run --features jwe,public-keys --example inspect -- ..`";
        assert!(output.contains(option) && output.contains(how), "{output}");
    }
    let header = crate::support::base64url(br#"{"alg":"dir","enc":"A256GCM"}"#);
    let (output, status) = inspect(&[&format!("{header}..AAAA.AAAA.AAAA")], "");
    assert_eq!(status, 1, "{output}");
    let cause = "cannot be drawn: this is an encrypted token (five parts)";
    assert!(output.starts_with(cause), "{output}");
}

#[cfg(not(feature = "public-keys"))]
#[test]
fn what_key_pairs_need_is_told() {
    for option in ["--key", "--jwks"] {
        let (output, status) = inspect(&[&good(""), option, "key.pem"], "");
        assert_eq!(status, 2, "{output}");
        let how = "`cargo run --features public-keys --example inspect -- ..`";
        assert!(output.contains(option) && output.contains(how), "{output}");
    }
}
