//! What the environment may decide, and what it may not. It is a process's, so each case has one of its own:
//! this test again.

use std::process::Command;

use glassbox_ureq::Ureq;
use glassbox_ureq::ureq::Proxy;

use crate::support::{Authority, Issuer, Page, Raw, builder, pair, remote, set, why};

const URL: &str = "GLASSBOX_TEST_URL";

/// What a process with these variables says of the keys at `url`.
fn fetched_with(url: &str, variables: &[(&str, &str)]) -> String {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args([
        "--exact",
        "environment::in_a_process",
        "--ignored",
        "--nocapture",
    ]);
    let ran = process
        .env(URL, url)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    let (_, said) = said.split_once("said: ").unwrap();
    said.lines().next().unwrap().to_owned()
}

#[test]
#[ignore = "the others run it, each with variables of its own"]
fn in_a_process() {
    let url = std::env::var(URL).unwrap();
    match remote(&url).refresh().wait() {
        Ok(()) => println!("said: fetched"),
        Err(error) => println!("said: {error}"),
    }
}

#[test]
fn the_authorities_of_the_system_are_believed() {
    let authority = Authority::new("company");
    let issuer = Issuer::over_tls(authority.vouches_for(&["127.0.0.1"], 2020..2100));
    issuer.publish("/jwks", Page::new(200, set(&[&pair("1")])));
    let (folder, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let rows = [
        (file("company.pem", &authority.pem()), "fetched"),
        (
            file("other.pem", &Authority::new("other").pem()),
            "not trusted here",
        ),
        (file("none.pem", ""), "ca-certificates"),
    ];
    for (path, expected) in rows {
        let places = [
            ("SSL_CERT_FILE", &*path),
            ("SSL_CERT_DIR", empty.path().to_str().unwrap()),
        ];
        let said = fetched_with(&issuer.url("/jwks"), &places);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_proxy_is_one_that_was_given() {
    let issuer = Issuer::start();
    issuer.publish("/jwks", Page::new(200, set(&[&pair("1")])));
    let proxy = Raw::start(|_| Ok(()));
    let proxy = format!("http://name:password@{}", proxy.address());
    let variables = [
        "ALL_PROXY",
        "all_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
    ];
    let variables = variables.map(|name| (name, &*proxy));
    assert_eq!(fetched_with(&issuer.url("/jwks"), &variables), "fetched");

    let config = Ureq::config().proxy(Some(Proxy::new(&proxy).unwrap()));
    let transport = Ureq::with_agent(config.build());
    assert_eq!(format!("{transport:?}"), "Ureq { .. }");
    let text = why(&builder().build(&issuer.url("/jwks"), transport).unwrap());
    assert!(
        text.ends_with("the proxy opened no way to the server"),
        "{text}"
    );
    assert_eq!(issuer.asked().len(), 1);
}
