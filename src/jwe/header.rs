use alloc::vec::Vec;

use super::agreement::Agreement;
use crate::codec::{base64url, json};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{DecryptError, HeaderError, HeaderMember, JsonType, SignError};
use crate::jose::{HeaderView, KeyId, header_segment, write_member};

/// The longest `apu` and `apv` in bytes.
const LONGEST_PARTY: usize = 512;

/// What the `cty` of an encrypted token says about its content (RFC 7519 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentType {
    /// Nothing.
    Absent,
    /// It is a token.
    Jwt,
    /// It is something else.
    Other,
}

impl ContentType {
    fn of(cty: Option<&str>) -> Self {
        const PREFIX: &str = "application/";
        let Some(cty) = cty else {
            return Self::Absent;
        };
        let split = cty.split_at_checked(PREFIX.len());
        let bare = split.filter(|(start, _)| start.eq_ignore_ascii_case(PREFIX));
        let bare = bare.map_or(cty, |(_, bare)| bare);
        match bare.eq_ignore_ascii_case("JWT") {
            true => Self::Jwt,
            false => Self::Other,
        }
    }
}

/// A header of an encrypted token, as its issuer wrote it.
pub(crate) struct EncryptedHeader<'a> {
    pub(crate) view: HeaderView<'a>,
    pub(crate) algorithm: KeyManagement,
    pub(crate) encryption: ContentEncryption,
    pub(crate) content_type: ContentType,
    ephemeral_key: Option<&'a str>,
    parties: [Vec<u8>; 2],
}

impl<'a> EncryptedHeader<'a> {
    /// Reads a header and enforces RFC 7516 §4.
    pub(crate) fn parse(json: &'a [u8]) -> Result<Self, DecryptError> {
        let view = HeaderView::parse_encrypted(json)?;
        if view.other("zip").is_some() {
            return Err(HeaderError::Compressed.into());
        }
        let text = |member: HeaderMember| match view.other(member.name()).map(json::text) {
            None => Ok(None),
            Some(None) => Err(HeaderError::WrongType { name: member }),
            Some(text) => Ok(text),
        };
        let encryption = text(HeaderMember::Enc)?.ok_or(HeaderError::MissingEncryption)?;
        let party = |name| match text(name)? {
            None => Ok(Vec::new()),
            Some(text) => party(&text).ok_or(HeaderError::Party { name }),
        };
        let parties = [party(HeaderMember::Apu)?, party(HeaderMember::Apv)?];
        let ephemeral_key = view.other(HeaderMember::Epk.name());
        ephemeral_key.map_or(Ok(()), check_ephemeral_key)?;
        let algorithm = KeyManagement::from_name(&view.alg);
        let encryption = ContentEncryption::from_name(&encryption);
        let (Some(algorithm), Some(encryption)) = (algorithm, encryption) else {
            return Err(DecryptError::UnsupportedAlgorithm);
        };
        if algorithm.agrees() && ephemeral_key.is_none() {
            return Err(HeaderError::EphemeralKey.into());
        }
        Ok(Self {
            content_type: ContentType::of(view.cty.as_deref()),
            view,
            algorithm,
            encryption,
            ephemeral_key,
            parties,
        })
    }

    /// What keys are agreed on with. Of other algorithms, there is nothing.
    pub(super) fn agreement(&self) -> Agreement<'_> {
        match self.algorithm.agrees() {
            false => Agreement::default(),
            true => Agreement {
                ephemeral_key: self.ephemeral_key,
                parties: self.parties.each_ref().map(Vec::as_slice),
            },
        }
    }
}

fn party(text: &str) -> Option<Vec<u8>> {
    let is_short = text.len() <= base64url::encoded_len(LONGEST_PARTY);
    is_short.then(|| base64url::decode_vec(text.as_bytes()).ok())?
}

/// A public key as a JSON object, with each member once, and without the private half.
fn check_ephemeral_key(json: &str) -> Result<(), HeaderError> {
    if JsonType::of(json) != JsonType::Object {
        let name = HeaderMember::Epk;
        return Err(HeaderError::WrongType { name });
    }
    // Most keys have no others, and take no room here.
    let mut usual = [("kty", false), ("crv", false), ("x", false), ("y", false)];
    let mut others = Vec::new();
    for (name, _) in json::members(json) {
        let name = json::text(name).ok_or(HeaderError::EphemeralKey)?;
        if name == "d" {
            return Err(HeaderError::EphemeralKey);
        }
        match usual.iter_mut().find(|(known, _)| *known == name) {
            Some((_, true)) => return Err(HeaderError::DuplicateMember),
            Some((_, is_there)) => *is_there = true,
            None => others.push(name),
        }
    }
    others.sort_unstable();
    let mut pairs = others.windows(2);
    match pairs.any(|pair| matches!(pair, [one, other] if one == other)) {
        true => Err(HeaderError::DuplicateMember),
        false => Ok(()),
    }
}

/// Whether a text is what others may be sent as `epk`.
pub(super) fn is_public_key(json: &str) -> bool {
    json::is_json(json) && !json::is_too_deep(json.as_bytes()) && check_ephemeral_key(json).is_ok()
}

/// The characters of a header and the dot after them.
pub(super) fn segment(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    key_id: Option<&KeyId>,
    is_nested: bool,
    ephemeral_key: Option<&str>,
) -> Result<Vec<u8>, SignError> {
    let room = ephemeral_key.map_or(64, |key| key.len().saturating_add(128));
    let mut json = Vec::with_capacity(room);
    let members = [
        ("alg", Some(algorithm.name())),
        ("enc", Some(encryption.name())),
        ("cty", is_nested.then_some("JWT")),
        ("kid", key_id.map(KeyId::as_str)),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            write_member(name, value, &mut json)?;
        }
    }
    if let Some(ephemeral_key) = ephemeral_key {
        json.extend_from_slice(b",\"epk\":");
        json.extend_from_slice(ephemeral_key.as_bytes());
    }
    json.push(b'}');
    Ok(header_segment(&json))
}
