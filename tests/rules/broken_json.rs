//! Claims whose type has serde_json write something else than JSON, or a name that nobody sees: none
//! of it is signed, since no verifier would take it, or would see a member that the signer did not.

use std::collections::BTreeMap;

use glassbox::{Claims, SignError, Signer};
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::value::RawValue;

use super::issuing::{sign, signer};
use crate::support::key;

/// An object that is begun and left.
struct Left;

impl Serialize for Left {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(None)?.serialize_entry("a", &1)?;
        Err(S::Error::custom("no more of it"))
    }
}

/// Passes over the error of what it holds.
struct PassesOver;

impl Serialize for PassesOver {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(None)?;
        let _ = items.serialize_element(&Left);
        items.end()
    }
}

/// Announces another length than it has: what follows stands outside.
struct Announces;

impl Serialize for Announces {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(0))?;
        members.serialize_entry("exp", &1)?;
        members.end()
    }
}

/// Both errors in one, which makes JSON again: with an `exp` that the signer did not see.
struct Hides;

impl Serialize for Hides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(0))?;
        members.serialize_entry("exp", &1)?;
        members.serialize_key("b")?;
        let _ = members.serialize_value(&Left);
        members.end()
    }
}

/// A name without a value.
struct Names;

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_key("a")?;
        members.end()
    }
}

fn refused<C: Serialize>(claims: &C) {
    for signer in [signer(), Signer::new(key()).without_expiry()] {
        let error = sign(&signer, claims).unwrap_err();
        assert!(matches!(error, SignError::Claims { .. }), "{error}");
    }
}

#[test]
fn values_that_are_no_json() {
    refused(&BTreeMap::from([("x", PassesOver)]));
    refused(&BTreeMap::from([("x", Announces)]));
    refused(&BTreeMap::from([("x", Names)]));
    refused(&BTreeMap::from([("x", [Announces])]));
    refused(&BTreeMap::from([("x", Hides)]));
    refused(&BTreeMap::from([(7, Announces)])); // what serde_json writes as a whole
    refused(&Claims::new(BTreeMap::from([("x", Hides)])));
}

#[test]
fn names_in_a_spelling_of_their_own() {
    struct Spelt(&'static str);
    impl Serialize for Spelt {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let name: &RawValue = serde_json::from_str(self.0).map_err(S::Error::custom)?;
            let mut members = serializer.serialize_map(None)?;
            members.serialize_entry(name, "x")?;
            members.end()
        }
    }
    for name in [
        r#""e\u0078p""#,
        r#""\ud800""#,
        r#""\u0024serde_json::private::RawValue""#,
    ] {
        refused(&Spelt(name));
    }
    assert!(sign(&signer(), &Spelt(r#""exq""#)).is_ok());
}

#[test]
fn members_of_a_header_that_are_no_json() {
    for signer in [
        signer().header_member("x", PassesOver),
        signer().header_member("x", Announces),
        signer().header_member("x", Hides),
    ] {
        let error = sign(&signer, &BTreeMap::<u8, u8>::new()).unwrap_err();
        assert_eq!(error, SignError::HeaderValue { name: "x".into() });
    }
}

#[test]
fn raw_json_that_is_none() {
    /// Passes a text off as raw JSON, by the name that serde_json gives it.
    struct Raw(&'static str);
    impl Serialize for Raw {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let name = "$serde_json::private::RawValue";
            let mut raw = serializer.serialize_struct(name, 1)?;
            raw.serialize_field(name, self.0)?;
            raw.end()
        }
    }
    struct Named(&'static str);
    impl Serialize for Named {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut members = serializer.serialize_map(None)?;
            members.serialize_entry(&Raw(self.0), &1)?;
            members.end()
        }
    }
    for text in [r#"1,"exp":1"#, r#""a","sub":"b""#, "true 1", ",", ""] {
        refused(&BTreeMap::from([("x", Raw(text))]));
    }
    for name in [r#""x":1,"exp""#, r#""x"y""#] {
        refused(&Named(name));
    }
}

#[test]
fn a_name_whose_error_is_passed_over() {
    /// Goes on with the value, whatever became of its name.
    struct GoesOn<N>(N);
    impl<N: Serialize> Serialize for GoesOn<N> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut members = serializer.serialize_map(None)?;
            members.serialize_entry("a", &1)?;
            let _ = members.serialize_key(&self.0);
            members.serialize_value(&2)?;
            members.end()
        }
    }
    refused(&GoesOn(Left));
    refused(&GoesOn([1]));
    assert!(sign(&signer(), &GoesOn(7)).is_ok()); // "7", as serde_json writes it
    assert!(sign(&signer(), &GoesOn("b")).is_ok());
}
