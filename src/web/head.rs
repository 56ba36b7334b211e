use crate::error::error_debug;

/// What is read of a request: its method and its header fields.
///
/// Each framework needs one implementation, the [module](super) shows one. A test writes a request as
/// a tuple: `("GET", [("Authorization", "Bearer …")])`.
pub trait Head {
    /// The method, such as `GET`.
    fn method(&self) -> &str;

    /// The values of all header fields of this name, in their order. `name` is in lower case, and a
    /// field's name is compared without case (RFC 9110 §5.1).
    ///
    /// Leave out none: a request with two credentials is refused, and HTTP/2 gives the cookies in
    /// several fields (RFC 9113 §8.2.3).
    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]>;

    /// The authority of the target, its host and port, if the target has one. HTTP/2 and HTTP/3 send it in
    /// the place of `Host` (RFC 9113 §8.3.1), so give it if the server speaks them. If there is none,
    /// `Host` counts.
    fn authority(&self) -> Option<&[u8]> {
        None
    }
}

/// A request has two of what it may have once, such as two tokens. Which is meant is not guessed.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the request has two credentials where one is allowed, and it is not guessed which is meant"
)]
pub struct Ambiguous;

error_debug! { Ambiguous }

/// The value, if there is one.
pub(super) fn at_most_one<T>(mut values: impl Iterator<Item = T>) -> Result<Option<T>, Ambiguous> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(Ambiguous),
    }
}

impl<H: Head + ?Sized> Head for &H {
    fn method(&self) -> &str {
        (**self).method()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        (**self).values(name)
    }

    fn authority(&self) -> Option<&[u8]> {
        (**self).authority()
    }
}

/// A method and header fields, as a test writes a request.
impl<const N: usize> Head for (&str, [(&str, &str); N]) {
    fn method(&self) -> &str {
        self.0
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        let fields = self.1.iter();
        let fields = fields.filter(move |(field, _)| field.eq_ignore_ascii_case(name));
        fields.map(|(_, value)| value.as_bytes())
    }
}
