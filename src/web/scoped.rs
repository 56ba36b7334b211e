use serde_json::Value;

use crate::jwt::Claims;

/// Claims with a scope: the names of what their token may be used for (RFC 8693 §4.2).
///
/// Claims give the text, and the library compares whole names: `reports:write` is not in
/// `reports:writeall`.
///
/// ```
/// use glassbox::web::Scoped;
///
/// #[derive(serde::Deserialize)]
/// struct User {
///     scope: Option<String>,
/// }
///
/// impl Scoped for User {
///     fn scope(&self) -> Option<&str> {
///         self.scope.as_deref()
///     }
/// }
///
/// let user = User { scope: Some("reports:writeall profile".into()) };
/// assert!(user.has_scope("profile"));
/// assert!(!user.has_scope("reports:write"));
/// ```
pub trait Scoped {
    /// The claim `scope`: names with spaces between (RFC 6749 §3.3).
    fn scope(&self) -> Option<&str>;

    /// Whether `wanted` is one of the names, whole and with the same case.
    ///
    /// For claims that have their scope in another form, such as a list, write this, too.
    fn has_scope(&self, wanted: &str) -> bool {
        let mut names = self.scope().unwrap_or_default().split(' ');
        !wanted.is_empty() && names.any(|name| name == wanted)
    }
}

/// The member `scope`, if it is a string.
impl Scoped for Value {
    fn scope(&self) -> Option<&str> {
        self.get("scope")?.as_str()
    }
}

/// The scope of your own claims.
impl<C: Scoped> Scoped for Claims<C> {
    fn scope(&self) -> Option<&str> {
        self.custom.scope()
    }

    fn has_scope(&self, wanted: &str) -> bool {
        self.custom.has_scope(wanted)
    }
}
