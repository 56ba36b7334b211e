//! Which requests come from a page of the same origin.

use glassbox::web::{CrossSite, ProtectError, SameOrigin};

use super::{Request, header};

fn post() -> Request {
    Request::new("POST").with("host", "app.example:8443")
}

fn verdict(request: &Request) -> Result<(), CrossSite> {
    SameOrigin::new().check(request)
}

#[test]
fn what_the_browser_says_of_the_site_decides() {
    let site = |value: &str| verdict(&post().with("sec-fetch-site", value));
    assert_eq!(site("same-origin"), Ok(()));
    for other in [
        "same-site",
        "cross-site",
        "none",
        "",
        "Same-Origin",
        "same-origin ",
        "same-origin, none",
        "a",
    ] {
        assert_eq!(site(other), Err(CrossSite::FetchSite), "{other}");
    }
    // It counts more than Origin, which no-referrer makes `null` and a proxy may not know.
    for origin in ["null", "https://www.example"] {
        let request = post().with("origin", origin);
        assert_eq!(
            verdict(&request.clone().with("sec-fetch-site", "same-origin")),
            Ok(())
        );
    }
    let own = post().with("origin", "https://app.example:8443");
    assert_eq!(
        verdict(&own.with("sec-fetch-site", "same-site")),
        Err(CrossSite::FetchSite)
    );
}

#[test]
fn without_it_the_origin_is_the_authority() {
    let origin = |value: &str| verdict(&post().with("origin", value));
    for own in [
        "https://app.example:8443",
        "http://app.example:8443",
        "https://APP.example:8443",
    ] {
        assert_eq!(origin(own), Ok(()), "{own}");
    }
    for other in [
        "https://app.example",
        "https://app.example:8444",
        "https://app.example:8443/",
        "https://app.example:8443 ",
        "https://www.app.example:8443",
        "https://app.example:8443@evil.example",
        "https://evil.example",
        "ftp://app.example:8443",
        "HTTPS://app.example:8443",
        "app.example:8443",
        "https://",
        "null",
        "",
    ] {
        assert_eq!(origin(other), Err(CrossSite::Origin), "{other}");
    }
}

/// Browsers leave the scheme's own port out of an origin, and a proxy may write it into `Host`.
#[test]
fn the_schemes_own_port_is_none_at_all() {
    for (origin, authority, is_own) in [
        ("https://app.example", "app.example:443", true),
        ("http://app.example", "app.example:80", true),
        ("https://[::1]", "[::1]:443", true),
        ("https://app.example", "app.example:80", false),
        ("http://app.example", "app.example:443", false),
        ("https://app.example", "app.example:8443", false),
        ("https://app.example", "app.example:0443", false),
        ("https://app.example", "app.example:443:443", false),
        ("https://", ":443", false),
        ("https://", "", false),
        ("http://", "", false),
    ] {
        let request = Request::new("POST").with("origin", origin);
        let by_host = request.clone().with("host", authority);
        for request in [by_host, request.to(authority)] {
            assert_eq!(verdict(&request).is_ok(), is_own, "{origin} {authority}");
        }
    }
}

#[test]
fn over_http_2_the_authority_is_that_of_the_target() {
    let request = Request::new("POST").with("origin", "http://app.localhost:8000");
    assert_eq!(verdict(&request), Err(CrossSite::Origin)); // nothing to compare with
    assert_eq!(verdict(&request.clone().to("app.localhost:8000")), Ok(()));
    assert_eq!(
        verdict(&request.clone().to("app.localhost:8001")),
        Err(CrossSite::Origin)
    );
    // The target counts more than a Host beside it.
    let both = request.with("host", "app.localhost:8000");
    assert_eq!(
        verdict(&both.to("evil.localhost:8000")),
        Err(CrossSite::Origin)
    );
}

#[test]
fn a_field_that_comes_twice_is_wrong() {
    let twice = |name: &'static str, value: &str| post().with(name, value).with(name, value);
    let sites = twice("sec-fetch-site", "same-origin");
    assert_eq!(verdict(&sites), Err(CrossSite::FetchSite));
    let origins = twice("origin", "https://app.example:8443");
    assert_eq!(verdict(&origins), Err(CrossSite::Origin));
    let said = origins.clone().with("sec-fetch-site", "same-origin");
    assert_eq!(verdict(&said), Err(CrossSite::Origin));
    let trusting = SameOrigin::new().trust_origin("https://app.example:8443");
    assert_eq!(trusting.check(&origins), Err(CrossSite::Origin));
    let hosts = Request::new("POST")
        .with("host", "a.example")
        .with("host", "b.example");
    for origin in ["https://a.example", "https://b.example"] {
        assert_eq!(
            verdict(&hosts.clone().with("origin", origin)),
            Err(CrossSite::Origin)
        );
    }
}

#[test]
fn a_trusted_origin_passes_whatever_the_site() {
    let trusting = SameOrigin::new()
        .trust_origin("https://www.example")
        .trust_origin("app://x");
    let from = |origin: &str, site: &str| {
        trusting.check(&post().with("origin", origin).with("sec-fetch-site", site))
    };
    assert_eq!(from("https://www.example", "cross-site"), Ok(()));
    assert_eq!(from("app://x", "cross-site"), Ok(()));
    assert_eq!(
        trusting.check(&post().with("origin", "https://www.example")),
        Ok(())
    );
    for other in [
        "http://www.example",
        "https://www.example:444",
        "https://a.www.example",
        "null",
    ] {
        assert_eq!(
            from(other, "cross-site"),
            Err(CrossSite::FetchSite),
            "{other}"
        );
    }
    // And the own origin still does.
    assert_eq!(
        trusting.check(&post().with("sec-fetch-site", "same-origin")),
        Ok(())
    );
}

#[test]
fn what_is_no_browser_passes_only_if_named() {
    assert_eq!(verdict(&post()), Err(CrossSite::NoMetadata));
    let open = SameOrigin::new().allow_non_browser();
    assert_eq!(open.check(&post()), Ok(()));
    for (name, value) in [
        ("origin", "null"),
        ("origin", ""),
        ("sec-fetch-site", "none"),
    ] {
        assert!(
            open.check(&post().with(name, value)).is_err(),
            "{name}: {value}"
        );
    }
}

#[test]
fn a_trusted_origin_is_written_as_browsers_do() {
    let judged = |origin: &str| SameOrigin::new().trust_origin(origin).check_configuration();
    for good in [
        "https://www.example",
        "http://localhost:8000",
        "https://xn--bcher-kva.example",
        "http://[::1]:8000",
        "chrome-extension://abcdefgh",
        "capacitor://localhost",
    ] {
        assert_eq!(judged(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        "*",
        "null",
        "www.example",
        "https://",
        "://www.example",
        "https://www.example/",
        "https://www.example/path",
        "https://WWW.example",
        "https://www.example:443",
        "http://www.example:80",
        "https://www.example:",
        "https://*.example",
        "https://a@b.example",
        "https://bücher.example",
        "https://www.example\r\n",
        " https://www.example",
        "https://a https://b",
    ] {
        assert_eq!(judged(bad), Err(ProtectError::Origin), "{bad}");
        // And whoever did not ask is safe: it fits no page.
        let trusting = SameOrigin::new().trust_origin(bad);
        assert!(
            trusting
                .check(&post().with("origin", "https://www.example"))
                .is_err()
        );
    }
}

#[test]
fn a_client_is_not_told_which_rule() {
    for error in [
        CrossSite::FetchSite,
        CrossSite::Origin,
        CrossSite::NoMetadata,
    ] {
        let answer = error.answer();
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.body(), r#"{"error":"cross_site_request"}"#);
        assert_eq!(header(&answer, "cache-control").unwrap(), "no-store");
        assert_eq!(header(&answer, "www-authenticate"), None);
    }
}
