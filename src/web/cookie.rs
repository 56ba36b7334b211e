use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use super::answer::Answer;
use super::cookie_error::{CookieError, CookieRefusal};
use super::credential::cookie;
use super::endpoint::{INVALID_REQUEST, token_error, tokens};
use super::head::Head;
use super::header_text::{is_cookie_name, is_cookie_value};
use super::origin::SameOrigin;
use crate::session::{ClientAction, RefreshError, Refreshed};

/// The cookie in which a browser keeps a refresh token, and the answers of the routes that read it:
/// login, refresh, logout. Cheap to clone.
///
/// No script can read it (`HttpOnly`), it travels over TLS alone (`Secure`), no other site's page makes
/// the browser send it (`SameSite=Strict`), and no other host can set it (the prefix `__Host-`). The
/// access token stands in the body of the answer, and the page keeps it in memory.
///
/// ```
/// use glassbox::session::{Presenter, SessionStore, Sessions};
/// use glassbox::web::{Answer, Head, TokenCookie};
///
/// /// `POST /refresh`, for `let cookie = TokenCookie::host("rt").build()?`.
/// async fn refresh<S: SessionStore>(
///     sessions: &Sessions<S>,
///     cookie: &TokenCookie,
///     request: &impl Head,
/// ) -> Answer {
///     match cookie.read(request) {
///         Ok(token) => cookie.refreshed(&sessions.refresh(token, &Presenter::first_party()).await),
///         Err(refusal) => cookie.refused(refusal), // another site's page, no cookie, two of them
///     }
/// }
/// ```
///
/// A login asks [`SameOrigin`] first, because another site's page could log the user in as somebody else
/// (login CSRF), and answers with [`refreshed`](Self::refreshed). A server with a database of users
/// calls [`present`](crate::session::Sessions::present) and
/// [`grant`](crate::session::Presented::grant); the answer is the same.
#[derive(Clone)]
pub struct TokenCookie(Arc<Parts>);

struct Parts {
    name: Box<str>,
    /// What follows the value, up to the number of seconds. Whatever sets and clears the cookie uses it:
    /// with other attributes a browser would keep the old one.
    attributes: &'static str,
    origin: SameOrigin,
}

/// Browsers keep no cookie longer (RFC 6265bis §5.5), and not all can read any number.
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// Browsers need not keep a larger one: name, value and attributes in bytes (RFC 6265 §6.1).
const LARGEST: usize = 4096;

impl TokenCookie {
    /// A cookie `__Host-{name}; Path=/; Secure; HttpOnly; SameSite=Strict` (RFC 6265bis §4.1.3.2). Give the
    /// name without the prefix.
    ///
    /// ```
    /// let cookie = glassbox::web::TokenCookie::host("rt").build()?;
    /// assert_eq!(cookie.name(), "__Host-rt");
    /// # Ok::<(), glassbox::web::CookieError>(())
    /// ```
    pub fn host(name: impl AsRef<str>) -> TokenCookieBuilder {
        TokenCookieBuilder::new(name.as_ref(), true)
    }

    /// A cookie `{name}; Path=/; HttpOnly; SameSite=Strict`, for a server without TLS, on a developer's
    /// machine. Whoever is on the network reads it, and other hosts of the domain can set one of its
    /// name. (`http://localhost` needs it in browsers that take no `Secure` cookie there.)
    pub fn insecure_for_plain_http(name: impl AsRef<str>) -> TokenCookieBuilder {
        TokenCookieBuilder::new(name.as_ref(), false)
    }

    /// The name, with its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The refresh token of a request: asks first whether the request comes from a page of the same
    /// origin, and then reads the one cookie of this name. A value that is no text is given as an empty
    /// one, which is no token.
    ///
    /// # Errors
    /// [`CrossSite`](CookieRefusal::CrossSite), [`Missing`](CookieRefusal::Missing), and
    /// [`Ambiguous`](CookieRefusal::Ambiguous) for two cookies of the name, in one field or in several.
    /// [`refused`](Self::refused) is the answer.
    pub fn read<'h>(&self, head: &'h impl Head) -> Result<&'h str, CookieRefusal> {
        self.0.origin.check(head)?;
        cookie(head, self.name())?.ok_or(CookieRefusal::Missing)
    }

    /// The answer to a login or a refresh: 200 with the access token in the body (`access_token`,
    /// `token_type`, `expires_in`, `scope`), and the refresh token in the cookie, for as long as it is
    /// valid (400 days at most); or what [`failed`](Self::failed) answers.
    #[must_use]
    pub fn refreshed(&self, result: &Result<Refreshed, RefreshError>) -> Answer {
        match result {
            Ok(refreshed) => {
                let cookie = self.text(refreshed.refresh_token(), refreshed.refresh_expires_in());
                tokens(refreshed, None).header("set-cookie", cookie)
            }
            Err(error) => self.failed(error),
        }
    }

    /// The answer to a logout: 204, and the cookie is deleted; or what [`failed`](Self::failed) answers,
    /// because a session that may go on keeps its cookie.
    #[must_use]
    pub fn logged_out<T>(&self, result: &Result<T, RefreshError>) -> Answer {
        match result {
            Ok(_) => Answer::empty(204).header("set-cookie", self.clear()),
            Err(error) => self.failed(error),
        }
    }

    /// The answer to an error: that of [`token_error`]. The cookie is deleted only if the token is of no
    /// more use ([`Reauthenticate`](ClientAction::Reauthenticate)): a store that is down logs nobody
    /// out.
    #[must_use]
    pub fn failed(&self, error: &RefreshError) -> Answer {
        let answer = token_error(error);
        match error.client_action() {
            ClientAction::Reauthenticate => answer.header("set-cookie", self.clear()),
            ClientAction::Retry | ClientAction::ChangeRequest => answer,
        }
    }

    /// The answer to a request that gave no token: 403 for another origin, 400 without a cookie and for
    /// two. Two are deleted, as far as this host may.
    #[must_use]
    pub fn refused(&self, refusal: CookieRefusal) -> Answer {
        match refusal {
            CookieRefusal::CrossSite(refusal) => refusal.answer(),
            CookieRefusal::Missing => INVALID_REQUEST.answer(),
            CookieRefusal::Ambiguous(_) => {
                INVALID_REQUEST.answer().header("set-cookie", self.clear())
            }
        }
    }

    /// The value of a header `Set-Cookie` that keeps a token, such as an access token that
    /// [`or_cookie`](super::ProtectBuilder::or_cookie) reads. `max_age` counts in whole seconds, up to 400
    /// days, which is as long as browsers keep a cookie. With less than a second the cookie is deleted.
    ///
    /// # Errors
    /// [`Value`](CookieError::Value) for a text that cannot stand in a cookie, and so is no token, and
    /// [`TooLarge`](CookieError::TooLarge) for a token with so many claims that browsers would drop the
    /// cookie without a word.
    pub fn set(&self, token: &str, max_age: Duration) -> Result<String, CookieError> {
        if !is_cookie_value(token) {
            return Err(CookieError::Value);
        }
        let text = self.text(token, max_age);
        match text.len() <= LARGEST {
            true => Ok(text),
            false => Err(CookieError::TooLarge),
        }
    }

    /// The value of a header `Set-Cookie` that deletes the cookie.
    #[must_use]
    pub fn clear(&self) -> String {
        self.text("", Duration::ZERO)
    }

    fn text(&self, value: &str, max_age: Duration) -> String {
        let Parts {
            name, attributes, ..
        } = &*self.0;
        let max_age = max_age.min(LONGEST).as_secs();
        format!("{name}={value}{attributes}{max_age}")
    }
}

impl fmt::Debug for TokenCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCookie")
            .field("name", &self.0.name)
            .field("attributes", &self.0.attributes)
            .field("origin", &self.0.origin)
            .finish()
    }
}

/// Makes a [`TokenCookie`], from [`TokenCookie::host`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing before .build()"]
pub struct TokenCookieBuilder {
    name: Box<str>,
    is_secure: bool,
    is_lax: bool,
    origin: SameOrigin,
}

impl TokenCookieBuilder {
    fn new(name: &str, is_secure: bool) -> Self {
        Self {
            name: name.into(),
            is_secure,
            is_lax: false,
            origin: SameOrigin::new(),
        }
    }

    /// `SameSite=Lax`: the browser also sends the cookie when the user follows a link from another site.
    /// For a cookie with an access token that pages are served by, without a script. A refresh token
    /// needs it nowhere.
    pub fn same_site_lax(mut self) -> Self {
        self.is_lax = true;
        self
    }

    /// Whose pages may use the cookie; by default those of the request's own origin.
    pub fn origin(mut self, origin: SameOrigin) -> Self {
        self.origin = origin;
        self
    }

    /// Makes it.
    ///
    /// # Errors
    /// [`Name`](CookieError::Name), [`Prefix`](CookieError::Prefix) and
    /// [`Origin`](CookieError::Origin).
    pub fn build(self) -> Result<TokenCookie, CookieError> {
        if !is_cookie_name(&self.name) {
            return Err(CookieError::Name);
        }
        // Browsers have rules for some of these.
        if self.name.starts_with("__") {
            return Err(CookieError::Prefix);
        }
        self.origin.check_configuration()?;
        let attributes = match (self.is_secure, self.is_lax) {
            (true, false) => "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=",
            (true, true) => "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=",
            (false, false) => "; Path=/; HttpOnly; SameSite=Strict; Max-Age=",
            (false, true) => "; Path=/; HttpOnly; SameSite=Lax; Max-Age=",
        };
        let name = match self.is_secure {
            true => format!("__Host-{}", self.name).into_boxed_str(),
            false => self.name,
        };
        Ok(TokenCookie(Arc::new(Parts {
            name,
            attributes,
            origin: self.origin,
        })))
    }
}
