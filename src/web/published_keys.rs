use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use super::answer::Answer;
use super::entity_tag;
use super::head::Head;
use crate::jwk::JwkSet;

/// The public keys of an authorization server, as it publishes them for the applications that verify
/// its tokens (RFC 7517 §5). Cheap to clone.
///
/// The answer may be kept for five minutes, or as long as [`max_age`](Self::max_age) says. A client that
/// asks whether its copy is still good (`If-None-Match`) is answered with 304 and without a body, if it
/// is. `HEAD` is answered as `GET`: the server leaves the body away. What other methods get is the
/// router's.
///
/// A [`JwkSet`] has public keys alone, so no secret can get into the answer, whatever the set was read
/// from.
///
/// To change the key that signs, publish both keys first. Sign with the new one when every copy of the
/// old set has ended, which takes `max_age`. Withdraw the old one when its last token has expired.
///
/// ```
/// use glassbox::jwk::JwkSet;
/// use glassbox::web::PublishedKeys;
/// use glassbox::{Algorithm, PrivateKey};
///
/// let key = PrivateKey::generate(Algorithm::Es256)?.with_thumbprint_key_id();
/// let keys = PublishedKeys::new(&JwkSet::of([&key.public_key()]));
///
/// let answer = keys.answer(&("GET", []));
/// assert_eq!(answer.status(), 200);
/// assert!(answer.body().starts_with(r#"{"keys":[{"kty":"EC","#));
///
/// let mut headers = answer.headers();
/// let (_, tag) = headers.find(|(name, _)| *name == "etag").unwrap();
/// let again = keys.answer(&("GET", [("If-None-Match", tag)]));
/// assert_eq!((again.status(), again.body()), (304, ""));
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone)]
pub struct PublishedKeys {
    published: Arc<Published>,
    max_age: Duration,
}

struct Published {
    body: String,
    tag: String,
}

/// As long as clients keep a set that does not say how long.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Every client reads this type, since most authorization servers send it. Some refuse
/// `application/jwk-set+json`, which RFC 7517 §8.5.2 has registered for the same JSON.
const CONTENT_TYPE: &str = "application/json";

impl PublishedKeys {
    /// The keys that a set [uses](JwkSet::keys), public halves alone.
    #[must_use]
    pub fn new(keys: &JwkSet) -> Self {
        // Texts are always written.
        let body = serde_json::to_string(keys).unwrap_or_default();
        let tag = entity_tag::of(&body);
        Self {
            published: Arc::new(Published { body, tag }),
            max_age: MAX_AGE,
        }
    }

    /// How long clients and proxies may keep the answer, in whole seconds (RFC 9111 §5.2.2.1).
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = max_age;
        self
    }

    /// The answer to a request: 200 with the keys, or 304 if the client has them already.
    #[must_use]
    pub fn answer(&self, head: &impl Head) -> Answer {
        let Published { body, tag } = &*self.published;
        let max_age = self.max_age.as_secs();
        let cache_control = alloc::format!("public, max-age={max_age}");
        let is_known = entity_tag::is_known(head, tag);
        let answer = Answer::new(if is_known { 304 } else { 200 }, cache_control);
        let answer = answer.header("etag", tag.clone());
        if is_known {
            return answer;
        }
        answer.with_body(CONTENT_TYPE, body.clone())
    }
}

impl fmt::Debug for PublishedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublishedKeys")
            .field("tag", &self.published.tag)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
