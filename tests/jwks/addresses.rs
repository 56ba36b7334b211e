//! Which addresses are taken: by all of them, and not by how they begin.

use glassbox::jwks::{JwksError, RemoteKeys};

use super::Issuer;

fn problem(url: &str, allows: bool) -> Option<&'static str> {
    let builder = RemoteKeys::builder();
    let builder = match allows {
        true => builder.allow_http_on_loopback(),
        false => builder,
    };
    match builder.build(url, Issuer::new()) {
        Ok(_) => None,
        Err(JwksError::Address {
            of: "keys",
            problem,
        }) => Some(problem),
        Err(other) => panic!("{url}: {other:?}"),
    }
}

#[test]
fn plain_addresses_are_taken() {
    for url in [
        "https://issuer.example",
        "https://issuer.example/",
        "https://issuer.example/jwks.json",
        "https://issuer.example/a/b/%7Euser/keys?tenant=1&x=%2f",
        "https://issuer.example?x=https://other.example/",
        "https://Issuer.Example/Keys",
        "https://issuer.example:8443/jwks",
        "https://issuer.example.:443/jwks",
        "https://xn--bcher-kva.example/jwks",
        "https://my_host.internal/jwks",
        "https://localhost/jwks",
        "https://10.0.0.1/jwks",
        "https://127.0.0.1:8443/jwks",
        "https://[::1]:8443/jwks",
        "https://[2001:db8::1]/jwks",
        "https://issuer.example/a@b:c/jwks",
    ] {
        assert_eq!(problem(url, false), None, "{url}");
        assert_eq!(problem(url, true), None, "{url}");
    }
}

/// Each with a word of the reason.
const REFUSED: [(&str, &str); 47] = [
    ("", "https"),
    ("issuer.example/jwks", "https"),
    ("//issuer.example/jwks", "https"),
    ("https:/issuer.example/jwks", "https"),
    ("https:issuer.example", "https"),
    ("HTTPS://issuer.example/jwks", "lower case"),
    ("Https://issuer.example/jwks", "lower case"),
    ("httpss://issuer.example", "https"),
    ("ftp://issuer.example/jwks", "https"),
    ("file:///etc/passwd", "https"),
    ("data:application/json,x", "https"),
    (" https://issuer.example", "character"),
    ("https://issuer.example/jwks ", "character"),
    ("https://issuer.example/jwks\n", "character"),
    ("https://issuer.example\r\nHost: evil/", "character"),
    ("ht\ttps://issuer.example", "character"),
    ("https://issuer.example/\0", "character"),
    ("https:\\\\issuer.example\\jwks", "character"),
    ("https://issuer.example\\@evil.example/", "character"),
    ("https://bücher.example/", "character"),
    ("https://issuer.example/schlüssel", "character"),
    ("https://issuer。example/", "character"),
    ("https://issuer.example/<keys>", "character"),
    ("https://issuer.example/jwks#key", "fragment"),
    ("https://issuer.example#@evil.example/", "fragment"),
    ("https://user@issuer.example/jwks", "user info"),
    ("https://user:password@issuer.example/jwks", "user info"),
    ("https://issuer.example:443@evil.example/", "user info"),
    ("https://@issuer.example/", "user info"),
    ("https://", "host"),
    ("https:///jwks", "host"),
    ("https://:443/jwks", "host"),
    ("https://.example/", "host"),
    ("https://issuer..example/", "host"),
    ("https://issuer%2eexample/", "host"),
    ("https://issuer%00.example/", "host"),
    ("https://issuer,example/", "host"),
    ("https://[::1/jwks", "]"),
    ("https://[issuer.example]/", "IPv6"),
    ("https://[fe80::1%25eth0]/", "IPv6"),
    ("https://[::1]443/", "port"),
    ("https://issuer.example:/jwks", "port"),
    ("https://issuer.example:0/jwks", "port"),
    ("https://issuer.example:65536/jwks", "port"),
    ("https://issuer.example:+443/jwks", "port"),
    ("https://issuer.example:443:443/jwks", "port"),
    ("https://issuer.example/%zz", "percent"),
];

/// What some read as an IPv4 address, and others do not.
const NUMBERS: [&str; 8] = [
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.1./",
    "https://1.2.3/",
    "https://256.1.1.1/",
    "https://issuer.0x1/",
];

#[test]
fn others_are_refused_with_the_reason() {
    for (url, word) in REFUSED {
        for allows in [false, true] {
            let problem = problem(url, allows).unwrap_or_else(|| panic!("{url} is taken"));
            assert!(problem.contains(word), "{url}: {problem}");
        }
    }
    for url in NUMBERS {
        for url in [url.to_string(), url.replace("https", "http")] {
            let problem = problem(&url, true).unwrap_or_else(|| panic!("{url} is taken"));
            assert!(problem.contains("no IPv4 address"), "{url}: {problem}");
        }
    }
    let long = format!("https://issuer.example/{}", "a".repeat(2048));
    assert!(problem(&long, false).unwrap().contains("2048"));
    let name = format!("https://{}example/", "a.".repeat(130));
    assert!(problem(&name, false).unwrap().contains("host"));
}

/// By name alone, and then to an address that is this machine whatever anybody resolves.
#[test]
fn http_is_taken_to_a_loopback_address_by_name() {
    for url in [
        "http://127.0.0.1/jwks",
        "http://127.0.0.1:8080/jwks",
        "http://127.255.0.9/jwks",
        "http://[::1]/jwks",
        "http://[::1]:8080/jwks?x=1",
        "http://[0:0:0:0:0:0:0:1]/",
    ] {
        assert_eq!(problem(url, true), None, "{url}");
        let problem = problem(url, false).unwrap();
        assert!(problem.contains(".allow_http_on_loopback()"), "{problem}");
    }
    for url in [
        "http://localhost/jwks",
        "http://localhost:8080/jwks",
        "http://127.0.0.1.evil.example/jwks",
        "http://issuer.example/jwks",
        "http://0.0.0.0/jwks",
        "http://128.0.0.1/jwks",
        "http://10.0.0.1/jwks",
        "http://[::]/jwks",
        "http://[::ffff:127.0.0.1]/jwks",
        "http://[::2]/jwks",
    ] {
        let problem = problem(url, true).unwrap();
        assert!(
            problem.contains("loopback address alone"),
            "{url}: {problem}"
        );
    }
    for url in [
        "http://127.0.0.1:80@evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://evil.example@127.0.0.1/",
    ] {
        assert!(problem(url, true).unwrap().contains("user info"), "{url}");
    }
    assert!(
        problem("HTTP://127.0.0.1/", true)
            .unwrap()
            .contains("https")
    );
}

/// There may be a password in it.
#[test]
fn an_address_that_is_refused_is_not_repeated() {
    let url = "https://user:hunter2@issuer.example/jwks";
    let error = RemoteKeys::new(url, Issuer::new()).unwrap_err();
    assert_eq!(error.code(), "invalid_address");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
}
