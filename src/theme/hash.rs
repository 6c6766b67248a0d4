//! Digests for cache busting and subresource integrity.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384, Sha512};

fn digest(kind: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match kind {
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha384" => Sha384::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
}

/// The digest of a kind (`sha256`, `sha384`, `sha512`) in hexadecimal digits.
pub fn hex(kind: &str, bytes: &[u8]) -> Option<String> {
    use std::fmt::Write;
    let mut hex = String::new();
    for byte in digest(kind, bytes)? {
        let _ = write!(hex, "{byte:02x}");
    }
    Some(hex)
}

/// A digest in base 64, as `integrity` attributes have it after the name.
pub(super) fn base64(kind: &str, bytes: &[u8]) -> Option<String> {
    Some(STANDARD.encode(digest(kind, bytes)?))
}
