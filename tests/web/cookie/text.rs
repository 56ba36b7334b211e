//! The cookie itself: its text byte for byte, and what is refused for it.

use std::time::Duration;

use glassbox::web::{CookieError, ProtectError, SameOrigin, TokenCookie};

#[test]
fn a_cookie_byte_for_byte() {
    let (hour, token) = (Duration::from_millis(3_600_999), "a.b-c._");
    for (builder, name, attributes) in [
        (
            TokenCookie::host("rt"),
            "__Host-rt",
            "; Path=/; Secure; HttpOnly; SameSite=Strict",
        ),
        (
            TokenCookie::host("at").same_site_lax(),
            "__Host-at",
            "; Path=/; Secure; HttpOnly; SameSite=Lax",
        ),
        (
            TokenCookie::insecure_for_plain_http("rt"),
            "rt",
            "; Path=/; HttpOnly; SameSite=Strict",
        ),
        (
            TokenCookie::insecure_for_plain_http("rt").same_site_lax(),
            "rt",
            "; Path=/; HttpOnly; SameSite=Lax",
        ),
    ] {
        let cookie = builder.build().unwrap();
        assert_eq!(cookie.name(), name);
        // Value and Max-Age alone differ.
        let set = format!("{name}={token}{attributes}; Max-Age=3600");
        assert_eq!(cookie.set(token, hour), Ok(set));
        assert_eq!(cookie.clear(), format!("{name}={attributes}; Max-Age=0"));
    }
}

#[test]
fn a_name_is_judged_when_the_cookie_is_built() {
    let long = "x".repeat(1000);
    for name in ["rt", "RT", "_rt", "r-t.1!#$%&'*+^`|~", &long] {
        assert!(TokenCookie::host(name).build().is_ok(), "{name}");
    }
    let names = [
        "",
        " ",
        "r t",
        "rt ",
        "rt=",
        "rt;",
        "rt,",
        "r\"t",
        "rt\n",
        "rt\r\nSet-Cookie: a",
        "r\0",
        "\u{e9}",
        "r(t)",
        "r/t",
        "r:t",
        "<rt>",
        "r?t",
        "r@t",
        "[rt]",
        "r\\t",
        "{rt}",
        "__Host-r t",
    ];
    // Browsers have rules for these, and the first is ours to write.
    let prefixed = ["__Host-rt", "__Secure-rt", "__host-rt", "__Http-rt", "__rt"];
    let names = names.map(|name| (name, CookieError::Name));
    let prefixed = prefixed.map(|name| (name, CookieError::Prefix));
    for (name, error) in names.into_iter().chain(prefixed) {
        let built = [
            TokenCookie::host(name),
            TokenCookie::insecure_for_plain_http(name),
        ];
        for builder in built {
            assert_eq!(builder.build().err(), Some(error.clone()), "{name:?}");
        }
    }
}

#[test]
fn an_origin_is_judged_when_the_cookie_is_built() {
    let origin = SameOrigin::new().trust_origin("www.example");
    let built = TokenCookie::host("rt").origin(origin).build();
    assert_eq!(built.err(), Some(CookieError::Origin(ProtectError::Origin)));
}

/// Longer than a browser keeps any, and than some can count.
#[test]
fn a_cookie_lasts_400_days_at_most() {
    let cookie = TokenCookie::host("at").build().unwrap();
    let longest = 400 * 24 * 60 * 60;
    for (given, max_age) in [
        (Duration::from_secs(longest - 1), longest - 1),
        (Duration::from_secs(longest), longest),
        (Duration::from_secs(longest + 1), longest),
        (Duration::MAX, longest),
        (Duration::from_millis(999), 0),
    ] {
        let text = cookie.set("a", given).unwrap();
        assert!(text.ends_with(&format!("; Max-Age={max_age}")), "{text}");
    }
}

/// Whatever splits a header, or a cookie, is no token.
#[test]
fn a_value_is_judged_when_it_is_set() {
    let cookie = TokenCookie::host("at").build().unwrap();
    for code in 0..=255 {
        let character = char::from(code);
        let value = format!("a{character}b");
        // RFC 6265 §4.1.1.
        let excluded = matches!(character, '"' | ',' | ';' | '\\');
        let is_value = character.is_ascii_graphic() && !excluded;
        let set = cookie.set(&value, Duration::ZERO);
        assert_eq!(set.is_ok(), is_value, "{character:?}");
        assert!(is_value || set == Err(CookieError::Value));
    }
    assert_eq!(cookie.set("", Duration::ZERO), Err(CookieError::Value));
}

/// A browser drops a larger one, and says nothing.
#[test]
fn a_cookie_has_4096_bytes_at_most() {
    for builder in [
        TokenCookie::host("at"),
        TokenCookie::insecure_for_plain_http("at").same_site_lax(),
    ] {
        let cookie = builder.build().unwrap();
        let set = |length| cookie.set(&"a".repeat(length), Duration::from_secs(60));
        let rest = 4096 - set(1).unwrap().len() + 1;
        assert_eq!(set(rest).unwrap().len(), 4096);
        for length in [rest + 1, 1 << 20] {
            assert_eq!(set(length), Err(CookieError::TooLarge));
        }
    }
}
