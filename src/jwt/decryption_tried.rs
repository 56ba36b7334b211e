//! What happened with each key that was tried on an encrypted token.

use alloc::string::String;

use zeroize::Zeroizing;

use super::explanation::Explanation;

#[cfg(feature = "jwe")]
pub(super) use with::explain;

/// The explanation of the decryption, that of `cty`, and the signed token within.
pub(super) struct DecryptionTried {
    pub(super) encryption: Explanation,
    pub(super) cty: Explanation,
    pub(super) inner: Option<Zeroizing<String>>,
}

/// Without the feature `jwe`, a verifier decrypts nothing.
#[cfg(not(feature = "jwe"))]
pub(super) const fn explain(
    _incoming: &super::envelope::Incoming,
    _token: &str,
    _verification: &crate::jws::Verification<'_>,
    _now: &crate::key::Now<'_>,
) -> Option<DecryptionTried> {
    None
}

#[cfg(feature = "jwe")]
mod with {
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use zeroize::Zeroizing;

    use crate::codec::base64url;
    use crate::error::{Escaped, HeaderError};
    use crate::jwe::{
        ContentType, DecryptError, Decryption, EncryptedHeader, MAX_CANDIDATES, Opened, Wanted,
    };
    use crate::jws::Verification;
    use crate::jwt::decryption_tried::DecryptionTried;
    use crate::jwt::envelope::Incoming;
    use crate::jwt::explanation::Explanation;
    use crate::key::sealed::{Eligibility, Ours};
    use crate::key::{KeyId, Now};

    /// `None` if the verifier decrypts nothing.
    pub(crate) fn explain(
        incoming: &Incoming,
        token: &str,
        verification: &Verification<'_>,
        now: &Now<'_>,
    ) -> Option<DecryptionTried> {
        let decryption = incoming.decryption(verification)?;
        let mut content = Zeroizing::new(Vec::new());
        let opened = decryption.decrypt(token.as_bytes(), now, &mut content);
        let is_within_limits = !matches!(
            opened,
            Err(DecryptError::TooLarge { .. } | DecryptError::Header(HeaderError::TooLarge { .. }))
        );
        let segment = token.split_once('.').filter(|_| is_within_limits);
        let segment = segment.map_or("", |(header, _)| header);
        let json = base64url::decode_vec(segment.as_bytes()).unwrap_or_default();
        let header = EncryptedHeader::parse(&json).ok();
        let mut encryption = Explanation {
            found: (opened.as_ref().err() == Some(&DecryptError::Malformed)).then(|| sizes(token)),
            ..Explanation::default()
        };
        if let Some(header) = &header {
            let wanted = Wanted {
                algorithm: header.algorithm,
                encryption: header.encryption,
                key_id: header.view.key_id.as_deref(),
                now,
            };
            let kid = header.view.key_id.as_deref();
            let kid = kid.map_or("no kid".into(), |kid| format!("kid \"{}\"", Escaped(kid)));
            let algorithms = format!("{}, {}, {kid}", header.algorithm, header.encryption);
            encryption.found = Some(match encryption.found {
                Some(sizes) => format!("{algorithms}; {sizes}"),
                None => algorithms,
            });
            encryption.details = keys(&decryption, &wanted, opened.as_ref());
        } else if token.split('.').nth(3).is_none() {
            encryption.found = Some("not encrypted".into());
            encryption.not_configured = incoming.or_unencrypted;
        }
        let expected = match incoming.allows_missing_cty {
            true => "absent or \"JWT\"",
            false => "\"JWT\"",
        };
        let is_accepted = |opened: &Opened| match opened.content_type {
            ContentType::Jwt => true,
            ContentType::Absent => incoming.allows_missing_cty,
            ContentType::Other => false,
        };
        let is_nested = opened.as_ref().is_ok_and(is_accepted);
        let cty = header.as_ref().map(|header| header.view.cty.as_deref());
        let quoted = |cty: &str| format!("\"{}\"", Escaped(cty));
        Some(DecryptionTried {
            encryption,
            cty: Explanation {
                expected: Some(expected.into()),
                found: cty.map(|cty| cty.map_or("absent".into(), quoted)),
                fails: opened.is_ok() && !is_nested,
                not_configured: header.is_none(),
                ..Explanation::default()
            },
            inner: text(content).filter(|_| is_nested),
        })
    }

    /// Of a content that is no text, nothing.
    fn text(mut content: Zeroizing<Vec<u8>>) -> Option<Zeroizing<String>> {
        let text = String::from_utf8(core::mem::take(&mut content));
        let text = text.map_err(|error| Zeroizing::new(error.into_bytes()));
        text.ok().map(Zeroizing::new)
    }

    /// The parts of a text that is malformed, by their sizes alone.
    fn sizes(token: &str) -> String {
        const MOST: usize = 6;
        let sizes: Vec<_> = token
            .split('.')
            .take(MOST)
            .map(|part| part.len().to_string())
            .collect();
        let more = if sizes.len() == MOST { ", …" } else { "" };
        format!("{} characters, between dots", sizes.join(", ") + more)
    }

    /// A line for each key.
    fn keys(
        decryption: &Decryption<'_>,
        wanted: &Wanted<'_>,
        opened: Result<&Opened, &DecryptError>,
    ) -> Vec<String> {
        let (mut lines, mut tried) = (Vec::new(), 0_usize);
        // The source is asked a second time, and shows its keys in the same order.
        let became = |place: usize| match opened {
            Ok(opened) if place == opened.tried_before => "candidate: opens it".into(),
            Ok(opened) if place > opened.tried_before => "not tried".into(),
            Err(DecryptError::Decryption) if place >= MAX_CANDIDATES => {
                format!("passed over: {MAX_CANDIDATES} candidates were tried before")
            }
            Ok(_) | Err(DecryptError::Decryption) => "candidate: does not open it".into(),
            Err(_) => "not tried".into(),
        };
        let shown = decryption.keys.show_every_key(
            wanted,
            &mut |key, eligibility| {
                let id = key.key_id().map(KeyId::as_str);
                let name = id.map_or("without an id".into(), |id| format!("\"{}\"", Escaped(id)));
                let is_of_these = key.algorithm() == wanted.algorithm()
                    && key.encryption() == wanted.encryption();
                let became = match eligibility {
                    Eligibility::OtherKeyId => "passed over: another key id".into(),
                    Eligibility::Retired(until) => format!("passed over: retired since {until:?}"),
                    Eligibility::Candidate if !is_of_these => {
                        "passed over: other algorithms".into()
                    }
                    Eligibility::Candidate => {
                        tried = tried.saturating_add(1);
                        became(tried.saturating_sub(1))
                    }
                };
                let (algorithm, encryption) = (key.algorithm(), key.encryption());
                lines.push(format!("key {name} ({algorithm}, {encryption}): {became}"));
            },
            Ours(()),
        );
        if shown.is_err() {
            lines.push("the source of the keys is unavailable".into());
        }
        lines
    }
}
