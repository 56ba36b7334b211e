use core::time::Duration;
use std::collections::HashMap;

use glassbox::jws::Unverified;
use glassbox::{Algorithm, Claims, HmacKey, RegisteredClaims, Signer, Verifier};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::careless::{Careless, CarelessClaims, by_script};
use super::input::{Input, NOW, at, key};
use super::naive::{self, Members};
use super::oracle::{Policy, Rule};

/// Any bytes for a payload, or one made of likely pieces: judged as the oracle says, in one pass and
/// in two, and never accepted when it is over.
pub fn claims(data: &[u8]) {
    let mut input = Input::new(data);
    let key = key(Algorithm::Hs256, 1);
    let (policy, verifier) = configuration(&mut input, Verifier::new(key.clone()));
    let now = input.pick(&[NOW, NOW, NOW - 1, NOW + 1, i64::MIN, i64::MAX]);
    let payload = match input.yes() {
        true => input.rest().to_vec(),
        false => assembled(&mut input),
    };
    let header = naive::encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let token = naive::signed(&header, &naive::encode(&payload), &key);
    let judged = Judged {
        verifier: &verifier,
        may_be_over: policy.allow_expired,
        now,
        token: &token,
    };
    sign(&payload, &key);

    // Raw JSON hides everything, so that the second pass decides; any claims fit it.
    let alone = judged.verdict::<Box<RawValue>>();
    assert_ne!(alone.0, "claims_misfit");
    for other in [
        judged.verdict::<IgnoredAny>(),
        judged.verdict::<Value>(),
        judged.verdict::<HashMap<String, Value>>(),
        judged.verdict::<RegisteredClaims>(),
        judged.verdict::<Claims<HashMap<String, Value>>>(),
    ] {
        let is_misfit = (alone.0, other.0) == ("accepted", "claims_misfit");
        assert!(other == alone || is_misfit, "{other:?} {alone:?}");
    }

    // A type that passes over errors, by a script of the same bytes.
    let careless = || {
        [
            judged.verdict::<CarelessClaims>(),
            judged.verdict::<Careless>(),
            judged.verdict::<Claims<CarelessClaims>>(),
        ]
    };
    let (verdicts, _) = by_script(data, careless);
    for other in verdicts {
        let is_misfit = (alone.0, other.0) == ("accepted", "claims_misfit");
        assert!(other == alone || is_misfit, "{other:?} {alone:?}");
    }

    let expected = match Members::<Box<RawValue>>::read(&payload) {
        _ if is_deep(&payload) => return,
        // Whether it is refused is the build's to say (`tests/private_names.rs`); it is the same for all.
        Some(_) if has_private(&payload) => return,
        Some(members) => match expected(&policy, members, now) {
            Some(expected) => expected,
            None => return,
        },
        None => "invalid_payload",
    };
    assert_eq!(alone.0, expected);
}

/// As claims of ours: what is signed is accepted at its begin, when it is as good as it ever gets.
fn sign(payload: &[u8], key: &HmacKey) {
    let Ok(claims) = serde_json::from_slice::<Value>(payload) else {
        return;
    };
    let signer = Signer::new(key.clone()).without_expiry();
    let Ok(token) = signer.at(at(NOW)).sign(&claims) else {
        return;
    };
    let claims: Value = Unverified::parse(&token)
        .unwrap()
        .dangerous_claims()
        .unwrap();
    // Whole numbers to the last digit, which an `f64` does not hold beyond 2^53.
    let date = |claim: &str, round: fn(f64) -> f64| {
        let date = &claims[claim];
        date.as_i64()
            .or(date.as_f64().map(|date| round(date) as i64))
    };
    let iat = date("iat", f64::floor).unwrap();
    let begin = date("nbf", f64::ceil).unwrap_or(iat).max(iat);
    let verifier = Verifier::new(key.clone())
        .allow_missing_exp()
        .any_audience();
    let verified = verifier.at(at(begin)).verify::<Value>(&token);
    assert!(verified.is_ok(), "{claims} {verified:?}");
}

/// Whether a name of serde_json's own may stand anywhere.
fn has_private(payload: &[u8]) -> bool {
    payload.windows(9).any(|window| window == b"private::")
}

/// Whether brackets may be nested deeper than is read: they are not told from those in texts.
fn is_deep(json: &[u8]) -> bool {
    json.iter()
        .filter(|byte| matches!(byte, b'[' | b'{'))
        .count()
        > 127
}

/// What the oracle says; nothing where a rule is for a value that no `Value` holds as it stands.
fn expected(
    policy: &Policy,
    Members(mut members): Members<Box<RawValue>>,
    now: i64,
) -> Option<&'static str> {
    let is_ruled = |name: &str| policy.rules.iter().any(|rule| rule.claim() == name);
    let registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
    members.retain(|(name, _)| registered.contains(&&**name) || is_ruled(name));
    let members = Members(members);
    if members.has_duplicates() {
        return Some("duplicate_claim");
    }
    let is_beyond = |json: &str| {
        serde_json::from_str::<Value>(json).is_err() || json.contains("$serde_json::private::")
    };
    let mut ruled = members.0.iter().filter(|(name, _)| is_ruled(name));
    if ruled.any(|(_, json)| is_beyond(json.get())) {
        return None;
    }
    let values = members
        .0
        .iter()
        .map(|(name, json)| (name.clone(), value(json)));
    Some(policy.code(&values.collect(), now))
}

/// As much of a value as the policies above look at: numbers read to the nearest float, objects
/// empty, null for what is of the wrong type for every claim.
fn value(json: &RawValue) -> Value {
    let json = json.get();
    if json.starts_with('{') {
        return Map::new().into();
    }
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(json) {
        return items.iter().map(|item| value(item)).collect();
    }
    match serde_json::from_str(json) {
        Ok(value) if !Value::is_f64(&value) => value,
        _ => json.parse::<f64>().map_or(Value::Null, Value::from),
    }
}

struct Judged<'a> {
    verifier: &'a Verifier,
    may_be_over: bool,
    now: i64,
    token: &'a str,
}

impl Judged<'_> {
    fn verdict<C: DeserializeOwned>(&self) -> (&'static str, Option<i64>) {
        match self.verifier.at(at(self.now)).verify::<C>(self.token) {
            Ok(token) => {
                let exp = token.expires_at().map(|exp| exp.seconds());
                // The longest leeway below is ten seconds.
                let is_open = exp.is_none_or(|exp| self.now < exp.saturating_add(10));
                assert!(is_open || self.may_be_over);
                ("accepted", exp)
            }
            Err(error) => (error.code(), None),
        }
    }
}

/// The same for the crate and for the oracle.
fn configuration(input: &mut Input<'_>, mut verifier: Verifier) -> (Policy, Verifier) {
    let mut policy = Policy::default();
    let mut bits = input.byte();
    let mut is_set = || {
        let set = bits % 2 == 1;
        bits /= 2;
        set
    };
    let own = || Some(vec!["me".into(), "app".into()]);
    if is_set() {
        policy.allow_missing_exp = true;
        verifier = verifier.allow_missing_exp();
    }
    if is_set() {
        policy.any_audience = true;
        verifier = verifier.any_audience();
    } else if is_set() {
        policy.audience = own();
        verifier = verifier.audience(["me", "app"]);
    }
    if is_set() {
        (policy.issuer, policy.jwt_id) = (own(), own());
        verifier = verifier.issuer(["me", "app"]).jwt_id(["me", "app"]);
    }
    if is_set() {
        policy.max_age = Some(60);
        verifier = verifier.max_age(Duration::from_secs(60));
    }
    if is_set() {
        policy.leeway = 10;
        verifier = verifier.leeway(Duration::from_secs(10));
    }
    if is_set() {
        policy.rules = vec![
            Rule::Require("x".into()),
            Rule::Expect("aud".into(), "me".into()),
        ];
        verifier = verifier.require("x").expect("aud", "me");
    }
    match (is_set(), policy.allow_missing_exp) {
        (false, _) => {}
        (true, true) => {
            policy.allow_expired = true;
            verifier = verifier.allow_expired();
        }
        // A limit of what lies between two dates wants both.
        (true, false) => {
            policy.max_validity = Some(60);
            verifier = verifier.max_validity("60s");
        }
    }
    (policy, verifier)
}

const NAMES: [&str; 10] = [
    "exp",
    "nbf",
    "iat",
    "iss",
    "sub",
    "aud",
    "jti",
    "x",
    "\\u0065xp",
    "$serde_json::private::Number",
];

const VALUES: [&str; 24] = [
    "1700000000",
    "1700000001",
    "1699999999",
    "1700000010",
    "1699999990",
    "1699999940",
    "1700000000.5",
    "1699999999.9",
    "1.7e9",
    "17000000000e-1",
    "0",
    "-1",
    "1e300",
    "1e400",
    "18446744073709551615",
    "\"me\"",
    "\"m\\u0065\"",
    "\"you\"",
    "[\"me\"]",
    "[\"me\",1]",
    "[]",
    "null",
    "{\"exp\":1}",
    "true",
];

fn assembled(input: &mut Input<'_>) -> Vec<u8> {
    let mut members = vec![];
    while !input.is_empty() && members.len() < 12 {
        members.push(format!(
            "\"{}\":{}",
            input.pick(&NAMES),
            input.pick(&VALUES)
        ));
    }
    format!("{{{}}}", members.join(",")).into_bytes()
}
