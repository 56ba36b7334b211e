//! The acceptance policy once more, read off its table: slow, plain, over a `serde_json::Value`, and
//! without a line in common with the crate.

use serde_json::{Map, Value};

/// What a verifier was told.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub allow_missing_exp: bool,
    pub allow_expired: bool,
    pub leeway: u64,
    pub long_leeway: bool,
    pub max_age: Option<u64>,
    pub max_validity: Option<u64>,
    pub issuer: Option<Vec<String>>,
    pub subject: Option<Vec<String>>,
    pub jwt_id: Option<Vec<String>>,
    pub audience: Option<Vec<String>>,
    pub any_audience: bool,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub enum Rule {
    Require(String),
    Expect(String, Value),
}

impl Rule {
    pub fn claim(&self) -> &str {
        match self {
            Self::Require(claim) | Self::Expect(claim, _) => claim,
        }
    }

    /// Whether it wants a value of a type that its claim never has.
    fn never_holds(&self) -> bool {
        match self {
            Self::Require(_) => false,
            Self::Expect(claim, value) => match &**claim {
                "iss" | "sub" | "jti" => !value.is_string(),
                "aud" => !is_audience(value),
                "exp" | "nbf" | "iat" => !value.is_number(),
                _ => false,
            },
        }
    }
}

impl Policy {
    /// The verdict on a payload whose signature holds: `accepted`, or the code of the refusal.
    pub fn code(&self, claims: &Map<String, Value>, now: i64) -> &'static str {
        let verdict = self
            .configuration()
            .and_then(|()| self.presence_and_type(claims))
            .and_then(|()| self.values(claims))
            .and_then(|()| self.times(claims, now.into()));
        verdict.err().unwrap_or("accepted")
    }

    fn configuration(&self) -> Result<(), &'static str> {
        let lists = [&self.issuer, &self.subject, &self.jwt_id, &self.audience];
        let is_missing = |list: &Vec<String>| list.is_empty() || list.contains(&String::new());
        let empty = lists.into_iter().flatten().any(is_missing)
            || self.max_age == Some(0)
            || self.max_validity == Some(0)
            || self.rules.iter().any(|rule| rule.claim().is_empty());
        let mut expected: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if let Rule::Expect(claim, _) = rule {
                expected.push(claim);
            }
        }
        let all = expected.len();
        expected.sort_unstable();
        expected.dedup();
        let contradiction = expected.len() < all
            || (self.max_validity.is_some() && self.allow_missing_exp)
            || self.rules.iter().any(Rule::never_holds)
            || (self.any_audience && self.audience.is_some());
        let long = self.leeway > 600 && !self.long_leeway;
        match empty || contradiction || long {
            true => Err("configuration"),
            false => Ok(()),
        }
    }

    /// Claim by claim in the order of RFC 7519 §4.1, then the rules in the order of their calls.
    fn presence_and_type(&self, claims: &Map<String, Value>) -> Result<(), &'static str> {
        type IsRight = fn(&Value) -> bool;
        let is_ruled = |name: &str| self.rules.iter().any(|rule| rule.claim() == name);
        let is_given = |list: &Option<Vec<String>>| list.is_some();
        let registered: [(&str, bool, bool, IsRight); 7] = [
            (
                "iss",
                is_given(&self.issuer),
                is_given(&self.issuer) || is_ruled("iss"),
                Value::is_string,
            ),
            (
                "sub",
                is_given(&self.subject),
                is_given(&self.subject) || is_ruled("sub"),
                Value::is_string,
            ),
            (
                "aud",
                is_given(&self.audience),
                !self.any_audience,
                is_audience,
            ),
            ("exp", !self.allow_missing_exp, true, Value::is_number),
            ("nbf", false, true, Value::is_number),
            (
                "iat",
                self.max_age.is_some() || self.max_validity.is_some(),
                true,
                Value::is_number,
            ),
            (
                "jti",
                is_given(&self.jwt_id),
                is_given(&self.jwt_id) || is_ruled("jti"),
                Value::is_string,
            ),
        ];
        for (name, is_required, is_judged, is_right) in registered {
            match claims.get(name) {
                None if is_required => return Err("missing_claim"),
                Some(value) if is_judged && !is_right(value) => return Err("invalid_claim_type"),
                _ => {}
            }
        }
        match self
            .rules
            .iter()
            .all(|rule| claims.contains_key(rule.claim()))
        {
            true => Ok(()),
            false => Err("missing_claim"),
        }
    }

    fn values(&self, claims: &Map<String, Value>) -> Result<(), &'static str> {
        let one_of = |name: &str, list: &Option<Vec<String>>| match (list, claims.get(name)) {
            (Some(list), Some(value)) => list.iter().any(|known| value == known),
            _ => true,
        };
        if !one_of("iss", &self.issuer) {
            return Err("invalid_issuer");
        }
        if !one_of("sub", &self.subject) {
            return Err("invalid_subject");
        }
        let is_compared = |rule: &Rule| matches!(rule, Rule::Expect(claim, _) if claim == "aud");
        match (&self.audience, claims.get("aud")) {
            (Some(own), Some(aud)) => {
                let is_ours = |name: &Value| own.iter().any(|own| name == own);
                let named = match aud {
                    Value::Array(names) => names.iter().any(is_ours),
                    name => is_ours(name),
                };
                if !named {
                    return Err("invalid_audience");
                }
            }
            (None, Some(_)) if !self.any_audience && !self.rules.iter().any(is_compared) => {
                return Err("audience_not_configured");
            }
            _ => {}
        }
        if !one_of("jti", &self.jwt_id) {
            return Err("invalid_jwt_id");
        }
        for rule in &self.rules {
            match rule {
                Rule::Expect(claim, value) if claims.get(claim) != Some(value) => {
                    return Err(match &**claim {
                        "iss" => "invalid_issuer",
                        "sub" => "invalid_subject",
                        "aud" => "invalid_audience",
                        "jti" => "invalid_jwt_id",
                        _ => "invalid_claim",
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn times(&self, claims: &Map<String, Value>, now: i128) -> Result<(), &'static str> {
        let leeway = i128::from(self.leeway);
        let date = |name: &str, to_whole: fn(f64) -> f64| {
            claims.get(name).map(|value| seconds(value, to_whole))
        };
        if let Some(exp) = date("exp", f64::floor)
            && !self.allow_expired
            && now >= sum(exp, leeway)
        {
            return Err("token_expired");
        }
        if let Some(nbf) = date("nbf", f64::ceil)
            && sum(now, leeway) < nbf
        {
            return Err("token_not_yet_valid");
        }
        if let Some(latest) = date("iat", f64::ceil)
            && (self.max_age.is_some() || self.max_validity.is_some())
            && sum(now, leeway) < latest
        {
            return Err("token_issued_in_future");
        }
        if let (Some(max_age), Some(iat)) = (self.max_age, date("iat", f64::floor))
            && now >= sum(sum(iat, max_age.into()), leeway)
        {
            return Err("token_too_old");
        }
        if let (Some(longest), Some(iat), Some(exp)) = (
            self.max_validity,
            date("iat", f64::floor),
            date("exp", f64::ceil),
        ) && exp > sum(iat, longest.into())
        {
            return Err("token_valid_too_long");
        }
        Ok(())
    }
}

fn is_audience(value: &Value) -> bool {
    match value {
        Value::Array(names) => names.iter().all(Value::is_string),
        other => other.is_string(),
    }
}

/// Time ends at 2⁶³ − 1: nothing is later.
fn sum(instant: i128, seconds: i128) -> i128 {
    (instant + seconds).min(i64::MAX.into())
}

/// A date in whole seconds, a fraction cut to the given side.
fn seconds(value: &Value, to_whole: fn(f64) -> f64) -> i128 {
    let whole = match (value.as_i64(), value.as_u64(), value.as_f64()) {
        (Some(whole), ..) => whole.into(),
        (_, Some(whole), _) => whole.into(),
        // `as` saturates.
        (_, _, float) => to_whole(float.unwrap()) as i128,
    };
    whole.clamp(i64::MIN.into(), i64::MAX.into())
}
