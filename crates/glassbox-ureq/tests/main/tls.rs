//! Whom the transport believes, over TLS.

use std::ops::Range;

use glassbox::jwks::RemoteKeys;
use glassbox_ureq::{RootsError, Ureq};

use crate::support::{Authority, Issuer, Page, pair, set, token, verify, why};

/// The years of a certificate that is valid.
const VALID: Range<i32> = 2020..2100;

/// An issuer whose certificate is for these names.
fn issuer(authority: &Authority, names: &[&str], years: Range<i32>) -> Issuer {
    let issuer = Issuer::over_tls(authority.vouches_for(names, years));
    issuer.publish("/jwks", Page::new(200, set(&[&pair("1")])));
    issuer
}

fn keys(url: String, trusted: &str) -> RemoteKeys {
    RemoteKeys::new(&url, Ureq::with_roots(trusted).unwrap()).unwrap()
}

#[test]
fn keys_come_over_tls_from_a_company_s_own_authority() {
    let authority = Authority::new("company");
    let issuer = issuer(&authority, &["127.0.0.1", "localhost"], VALID);
    let key = pair("1");
    issuer.publish("/jwks", Page::new(200, set(&[&key])));
    for host in ["127.0.0.1", "localhost"] {
        let keys = keys(issuer.url_of(host, "/jwks"), &authority.pem());
        assert!(verify(&keys, &token(&key)).is_ok());
    }
    // One of several.
    let both = Authority::new("another").pem() + &authority.pem();
    keys(issuer.url("/jwks"), &both).refresh().wait().unwrap();
}

#[test]
fn an_authority_that_is_not_trusted_is_not_believed() {
    let issuer = issuer(&Authority::new("company"), &["127.0.0.1"], VALID);
    // The same name, and another key.
    let other = keys(issuer.url("/jwks"), &Authority::new("company").pem());
    let platform = RemoteKeys::new(&issuer.url("/jwks"), Ureq::new()).unwrap();
    for keys in [other, platform] {
        let text = why(&keys);
        let expected = "the server's certificate is from an authority that is not trusted here";
        assert!(text.contains(expected), "{text}");
    }
    assert!(issuer.asked().is_empty());
}

#[test]
fn a_certificate_for_another_host_or_another_time_is_refused() {
    let authority = Authority::new("company");
    let rows = [
        (
            issuer(&authority, &["issuer.example"], VALID),
            "is for another host name",
        ),
        (
            issuer(&authority, &["127.0.0.1"], 2019..2020),
            "has expired",
        ),
        (
            issuer(&authority, &["127.0.0.1"], 2090..2100),
            "is not valid yet: is the clock right?",
        ),
    ];
    for (issuer, expected) in rows {
        let text = why(&keys(issuer.url("/jwks"), &authority.pem()));
        let expected = format!("the server's certificate {expected}");
        assert!(text.ends_with(&expected), "{text}");
        assert!(issuer.asked().is_empty());
    }
}

#[test]
fn a_server_without_tls_is_refused() {
    let issuer = Issuer::start();
    let url = issuer.url("/jwks").replace("http:", "https:");
    let text = why(&keys(url, &Authority::new("company").pem()));
    assert!(text.contains("the server speaks no TLS"), "{text}");
}

#[test]
fn what_is_no_list_of_certificates_is_refused_at_start_up() {
    let whole = Authority::new("company").pem();
    let (half, _) = whole.split_at(whole.len() / 2);
    let other = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    let rows = [
        (String::new(), RootsError::Missing),
        ("a company's certificate".to_owned(), RootsError::Missing),
        (
            whole.replace("CERTIFICATE", "PUBLIC KEY"),
            RootsError::Missing,
        ),
        (half.to_owned(), RootsError::Pem { number: 1 }),
        (whole.clone() + half, RootsError::Pem { number: 2 }),
        (whole + other, RootsError::Certificate { number: 2 }),
    ];
    for (pem, expected) in rows {
        assert_eq!(Ureq::with_roots(&pem).unwrap_err(), expected);
    }
}
