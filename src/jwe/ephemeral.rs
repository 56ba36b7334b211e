//! The key that is made for one token, in its header (`epk`, RFC 7518 §4.6.1.1).

use alloc::string::String;
use alloc::vec::Vec;

use crate::codec::{base64url, json};
use crate::key::pair::agreement::{AgreementPublic, EcdhCurve, Peer};

/// The longest coordinate in bytes.
const LONGEST: usize = 48;

pub(super) fn write(public: &AgreementPublic) -> String {
    let curve = public.curve();
    let mut json = Vec::with_capacity(192);
    for part in [
        "{\"kty\":\"",
        curve.key_type(),
        "\",\"crv\":\"",
        curve.name(),
    ] {
        json.extend_from_slice(part.as_bytes());
    }
    for (name, coordinate) in ["\",\"x\":\"", "\",\"y\":\""]
        .into_iter()
        .zip(public.coordinates())
    {
        if !coordinate.is_empty() {
            json.extend_from_slice(name.as_bytes());
            base64url::encode(coordinate, &mut json);
        }
    }
    json.extend_from_slice(b"\"}");
    // It is text.
    String::from_utf8(json).unwrap_or_default()
}

/// `None` for what is no key on the curve of the recipient.
pub(super) fn read(json: &str, curve: EcdhCurve) -> Option<Peer> {
    let (mut x, mut y) = (None, None);
    let (mut has_type, mut has_curve) = (false, false);
    for (name, value) in json::members(json) {
        match &*json::text(name)? {
            "kty" => has_type = json::text(value)? == curve.key_type(),
            "crv" => has_curve = json::text(value)? == curve.name(),
            "x" => x = Some(json::text(value)?),
            "y" => y = Some(json::text(value)?),
            _ => {}
        }
    }
    if !has_type || !has_curve {
        return None;
    }
    let (x, y) = match curve {
        EcdhCurve::X25519 => (x?, None),
        EcdhCurve::P256 | EcdhCurve::P384 => (x?, Some(y?)),
    };
    let mut point = [4; 1 + 2 * LONGEST];
    let mut end = 1_usize;
    for coordinate in [Some(x), y].into_iter().flatten() {
        let room = point.get_mut(end..)?.get_mut(..curve.len())?;
        decode_exactly(coordinate.as_bytes(), room)?;
        end = end.checked_add(curve.len())?;
    }
    let start = usize::from(curve == EcdhCurve::X25519);
    Peer::new(curve, point.get(start..end)?)
}

/// A coordinate has exactly the length of its field, zeros before it too.
fn decode_exactly(text: &[u8], coordinate: &mut [u8]) -> Option<()> {
    let mut room = [0; LONGEST];
    if text.len() != base64url::encoded_len(coordinate.len()) {
        return None;
    }
    let decoded = base64url::decode(text, &mut room).ok()?;
    (decoded.len() == coordinate.len()).then(|| coordinate.copy_from_slice(decoded))
}
