//! A scope is compared by whole names.

use glassbox::Claims;
use glassbox::web::{Protect, Scoped, Why};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{asks, bearer, protect, signer_with};
use crate::support::{NOW, at, key};

#[test]
fn whole_names() {
    let has = |scope: Value, wanted: &str| json!({"scope": scope}).has_scope(wanted);
    let scope = "profile reports:writeall reports:read";
    for wanted in ["profile", "reports:writeall", "reports:read"] {
        assert!(has(scope.into(), wanted), "{wanted}");
    }
    for wanted in [
        "reports:write",
        "reports",
        "read",
        "Profile",
        "",
        " ",
        "profile reports:writeall",
        "reports:read ",
        "profile\treports:writeall",
    ] {
        assert!(!has(scope.into(), wanted), "{wanted:?}");
    }
    assert!(has("  a   b  ".into(), "b") && !has("  a   b  ".into(), ""));
    // Only spaces stand between names (RFC 6749 §3.3).
    assert!(!has("a,b\tc\nd".into(), "b") && !has("a,b\tc\nd".into(), "d"));
    for other in [json!(null), json!(["a"]), json!(1), json!({"a": "a"})] {
        assert!(!has(other, "a"));
    }
    assert!(!json!("a").has_scope("a") && !json!({}).has_scope("a"));
}

/// As some issuers write it.
#[derive(Debug, Deserialize)]
struct Listed {
    scp: Vec<String>,
}

impl Scoped for Listed {
    fn scope(&self) -> Option<&str> {
        None
    }

    fn has_scope(&self, wanted: &str) -> bool {
        self.scp.iter().any(|name| name == wanted)
    }
}

fn permits<C: Scoped + serde::de::DeserializeOwned>(protect: &Protect, claims: Value) -> [bool; 2] {
    let text = signer_with(key()).at(at(NOW)).sign(&claims).unwrap();
    let token = protect.check::<C>(&asks(bearer(&text))).ok().unwrap();
    ["a", "b"].map(|scope| match protect.permit(&token, scope) {
        Ok(()) => true,
        Err(refusal) => {
            assert_eq!(*refusal.why(), Why::Scope(scope));
            false
        }
    })
}

#[test]
fn of_any_claims() {
    let claims = json!({"scope": "a"});
    assert_eq!(permits::<Value>(&protect(), claims.clone()), [true, false]);
    assert_eq!(permits::<Claims<Value>>(&protect(), claims), [true, false]);
    let listed = json!({"scp": ["b", "a b"]});
    assert_eq!(permits::<Listed>(&protect(), listed.clone()), [false, true]);
    assert_eq!(permits::<Claims<Listed>>(&protect(), listed), [false, true]);
}
