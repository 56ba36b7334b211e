//! `Audience` (`aud`, RFC 7519 §4.1.3): one name is a string, several are an array, and how it came
//! is kept.

use glassbox::Audience;
use serde_json::json;

#[test]
fn one_name_is_a_string_and_several_are_an_array() {
    for (audience, written) in [
        (Audience::from("app-01"), json!("app-01")),
        (Audience::from(String::from("app-01")), json!("app-01")),
        (Audience::from(["app-01"]), json!(["app-01"])),
        (Audience::from(["a", "b"]), json!(["a", "b"])),
        (Audience::from(vec!["a", "b"]), json!(["a", "b"])),
        (Audience::from(vec![String::from("a")]), json!(["a"])),
        (Audience::from(Vec::<String>::new()), json!([])),
        (Audience::from("é \"鍵\""), json!("é \"鍵\"")),
    ] {
        assert_eq!(serde_json::to_value(&audience).unwrap(), written);
        let read: Audience = serde_json::from_value(written).unwrap();
        assert_eq!(read, audience);
    }
}

#[test]
fn one_name_and_a_list_of_one_are_told_apart() {
    assert_ne!(Audience::from("a"), Audience::from(["a"]));
}

#[test]
fn contains_compares_byte_for_byte() {
    let several = Audience::from(["app-01", "app-02"]);
    assert!(several.contains("app-01") && several.contains("app-02"));
    for other in ["", "app", "app-0", "APP-01", "app-01 ", "app-01,app-02"] {
        assert!(!several.contains(other), "{other:?}");
        assert!(!Audience::from("app-01").contains(other), "{other:?}");
    }
    assert!(Audience::from("app-01").contains("app-01"));
    assert!(!Audience::from(Vec::<String>::new()).contains(""));
}

#[test]
fn iter_gives_the_names_in_their_order() {
    let names = |audience: &Audience| audience.iter().map(String::from).collect::<Vec<_>>();
    assert_eq!(names(&Audience::from(["b", "a", "b"])), ["b", "a", "b"]);
    assert_eq!(names(&"a".into()), ["a"]);
    assert!(names(&Audience::from(Vec::<&str>::new())).is_empty());
}

#[test]
fn what_is_neither_a_string_nor_an_array_of_strings_is_refused() {
    for wrong in [
        json!(null),
        json!(1),
        json!(true),
        json!({"0": "a"}),
        json!(["a", 1]),
        json!([["a"]]),
        json!([null]),
    ] {
        assert!(
            serde_json::from_value::<Audience>(wrong.clone()).is_err(),
            "{wrong}"
        );
    }
}
