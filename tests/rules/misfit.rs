//! Where good claims do not fit the wanted type, the policy has been judged before (an expired token is
//! expired, whatever its claims look like), and the error tells field, expected type and position, but
//! never the value.

use glassbox::jwt::Misfit;
use glassbox::{Claims, NumericDate, Verifier, VerifyError};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::verifier;
use crate::support::{NOW, at, key, token};

#[derive(Deserialize)]
struct User {
    #[serde(rename = "username")]
    _username: String,
}

fn refused<C: DeserializeOwned>(verifier: &Verifier, payload: &str) -> VerifyError {
    match verifier.at(at(NOW)).verify::<C>(&token(payload)) {
        Ok(_) => panic!("{payload} fits {}", core::any::type_name::<C>()),
        Err(error) => error,
    }
}

fn accepted<C: DeserializeOwned>(payload: &str) {
    let verified = verifier().at(at(NOW)).verify::<C>(&token(payload));
    assert_eq!(verified.map(|_| ()), Ok(()), "{payload}");
}

fn misfit<C: DeserializeOwned>(payload: &str) -> Misfit {
    match refused::<C>(&verifier(), payload) {
        VerifyError::Misfit(misfit) => *misfit,
        other => panic!("{other}"),
    }
}

#[test]
fn the_policy_goes_first() {
    let strict = || Verifier::new(key()).issuer("me").require("scope");
    let good = format!(r#""exp":{},"iss":"me","scope":1"#, NOW + 1);
    for (from, to, expected) in [
        ("", "", "claims_misfit"),
        (&*(NOW + 1).to_string(), &*NOW.to_string(), "token_expired"),
        ("\"exp\"", "\"x\"", "missing_claim"),
        ("\"exp\"", "\"iat\":null,\"exp\"", "invalid_claim_type"),
        ("\"exp\"", "\"nbf\":9e9,\"exp\"", "token_not_yet_valid"),
        ("\"me\"", "\"you\"", "invalid_issuer"),
        ("\"me\"", "1", "invalid_claim_type"),
        ("\"scope\"", "\"x\"", "missing_claim"),
        (
            "\"exp\"",
            "\"aud\":\"a\",\"exp\"",
            "audience_not_configured",
        ),
        ("\"exp\"", "\"exp\":9e9,\"exp\"", "duplicate_claim"),
    ] {
        let claims = good.replacen(from, to, 1);
        for payload in [
            format!(r#"{{"username":1,{claims}}}"#),
            format!(r#"{{{claims},"username":1}}"#),
            format!("{{{claims}}}"),
        ] {
            let error = refused::<User>(&strict(), &payload);
            assert_eq!(error.code(), expected, "{payload}");
            // The same for a type that is no object at all.
            let error = refused::<Vec<u8>>(&strict(), &payload);
            assert_eq!(error.code(), expected, "{payload}");
        }
        let fits = format!(r#"{{"username":"a",{claims}}}"#);
        let verified = strict().at(at(NOW)).verify::<User>(&token(&fits));
        assert_eq!(verified.is_ok(), expected == "claims_misfit", "{fits}");
    }
}

#[test]
fn field_expected_type_and_position_are_told() {
    let payload = "{\n  \"a\": 1,\n  \"username\": 12345\n}";
    let told = misfit::<User>(payload);
    assert_eq!(told.field(), Some("username"));
    assert_eq!(told.expected(), Some("a string"));
    assert_eq!(told.line(), 3);
    // In the value, or right behind it.
    let line = payload.lines().nth(2).unwrap();
    let value = line.find("12345").unwrap() + 1;
    assert!((value..=value + 5).contains(&told.column()), "{told}");

    let missing = misfit::<User>("{\n  \"name\": 12345\n}");
    assert_eq!(missing.field(), Some("username"));
    assert_eq!(missing.expected(), Some("the field to be there"));
    assert_eq!(missing.line(), 3);
    // The text names the field; the payload, whose lines these are, nobody sees.
    let text = missing.to_string();
    assert!(
        text.contains("`username`") && !text.contains("line"),
        "{text}"
    );

    // Within a member: the member at the top.
    #[derive(Deserialize)]
    struct Nested {
        #[serde(rename = "user")]
        _user: User,
    }
    let nested = misfit::<Nested>(r#"{"x":{"user":1},"user":{"x":1,"username":[]}}"#);
    assert_eq!(nested.field(), Some("user"));
    assert_eq!(nested.expected(), Some("a string"));
    let claims = misfit::<Claims>(r#"{"jti":"a","sub":42}"#);
    assert_eq!(claims.field(), Some("sub"));
    let way_out = "a string: for a number, read a struct of your own with `sub: u64`";
    assert_eq!(claims.expected(), Some(way_out));
}

#[test]
fn our_own_types_say_what_they_expect() {
    type Dates = std::collections::BTreeMap<String, NumericDate>;
    let date = misfit::<Dates>(r#"{"auth_time":"yesterday"}"#);
    assert_eq!(date.expected(), Some("a number of seconds"));
    let verifier = Verifier::new(key()).allow_missing_exp().any_audience();
    let error = refused::<Claims>(&verifier, r#"{"aud":5}"#);
    let text = "`aud` has to be a string or an array of strings";
    assert!(error.to_string().contains(text), "{error}");
}

#[test]
fn what_people_run_into_is_told_with_the_way_out() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(unused)]
    struct Strict {
        sub: String,
    }
    let whole = misfit::<Vec<u8>>(r#"{"sub":"a"}"#);
    assert_eq!((whole.field(), whole.column()), (None, 0));
    assert!(!whole.to_string().contains("line"), "{whole}");
    for (misfit, field, expected) in [
        (
            misfit::<Claims<Strict>>(r#"{"sub":"a"}"#),
            "sub",
            ".registered",
        ),
        (
            misfit::<Claims<Strict>>("{}"),
            "sub",
            "the field to be there",
        ),
        (misfit::<Strict>("{}"), "sub", "the field to be there"),
        (
            misfit::<Strict>(r#"{"sub":"a","more":1}"#),
            "more",
            "no such field",
        ),
        (
            misfit::<User>(r#"{"username":"a","username":"b"}"#),
            "username",
            "the field once",
        ),
    ] {
        assert_eq!(misfit.field(), Some(field), "{misfit}");
        assert!(misfit.expected().unwrap().contains(expected), "{misfit}");
    }
    let mut buffer = Vec::new();
    let text = token(r#"{"a":"\u0041"}"#);
    let verifier = Verifier::new(key()).allow_missing_exp();
    type Borrowed<'a> = std::collections::BTreeMap<String, &'a str>;
    let error = verifier
        .at(at(NOW))
        .verify_in::<Borrowed<'_>>(&text, &mut buffer)
        .unwrap_err();
    assert!(error.to_string().contains("#[serde(borrow)]"), "{error}");
}

#[test]
fn the_value_is_never_told() {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    #[allow(unused)]
    enum Role {
        Admin,
        User(u8),
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(unused)]
    struct Typed {
        role: Option<Role>,
        address: Option<std::net::IpAddr>,
        age: Option<u8>,
        ratio: Option<f32>,
        letter: Option<char>,
        pair: Option<(u8, u8)>,
        user: Option<Box<Typed>>,
        never: Option<Never>,
    }
    #[derive(Deserialize)]
    enum Never {}
    #[derive(Deserialize)]
    #[allow(unused)]
    struct Flat {
        #[serde(flatten)]
        typed: Typed,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    #[allow(unused)]
    enum Untagged {
        Text { age: bool },
        Typed(Typed),
    }
    const SECRET: &str = "wYxVuT";
    for (member, field) in [
        (r#""role":"wYxVuT""#, "role"),
        (r#""role":"wYxVuT expected wYxVuT""#, "role"),
        (r#""role":{"wYxVuT":1}"#, "role"),
        (r#""role":{"user":"wYxVuT"}"#, "role"),
        (r#""never":"wYxVuT`, expected wYxVuT""#, "never"),
        (r#""address":"wYxVuT""#, "address"),
        (r#""age":"wYxVuT""#, "age"),
        (r#""age":["wYxVuT"]"#, "age"),
        (r#""age":299792458"#, "age"),
        (r#""age":-299792458.5"#, "age"),
        (r#""ratio":"wYxVuT""#, "ratio"),
        (r#""letter":"wYxVuT at line 1 column 1""#, "letter"),
        (r#""pair":[1,2,"wYxVuT"]"#, "pair"),
        (r#""pair":["wYxVuT",2]"#, "pair"),
        (r#""user":{"age":"wYxVuT"}"#, "user"),
        (r#""user":{"wYxVuT":1}"#, "user"),
    ] {
        let payload = format!("{{{member}}}");
        let told = [
            misfit::<Typed>(&payload),
            misfit::<Flat>(&payload),
            misfit::<Claims<Typed>>(&payload),
            misfit::<Untagged>(&payload),
        ];
        assert_eq!(told[0].field(), Some(field), "{payload}");
        for misfit in told {
            let shown = format!("{misfit} {misfit:?}");
            assert!(!shown.contains(SECRET), "{shown}");
            assert!(!shown.contains("299792458"), "{shown}");
        }
    }
    let fits = r#"{"role":"admin","address":"::1","age":7,"letter":"a","pair":[1,2]}"#;
    accepted::<Typed>(fits);
    accepted::<Flat>(fits);
    accepted::<Untagged>(fits);
    accepted::<Claims<Typed>>(fits);
    // Not through serde's own buffer (flatten, untagged): with `arbitrary_precision` turned on in
    // serde_json it holds no fraction that an `f32` could be read from.
    let fraction = r#"{"ratio":1.5}"#;
    accepted::<Typed>(fraction);
    accepted::<Claims<Typed>>(fraction);
}
