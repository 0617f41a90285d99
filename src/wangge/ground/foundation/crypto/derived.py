"""Opening what somebody sealed with a key derived from a secret that both know."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .cipher import NONCE, CannotDecrypt

KEY_BYTES = 32


def open_derived(*, sealed: bytes, secret: str, salt: bytes, purpose: str, aad: str) -> bytes:
    """What was sealed by AES-256-GCM, nonce first, with HKDF-SHA-256 of a secret. Raises CannotDecrypt."""
    key = HKDF(SHA256(), KEY_BYTES, salt, purpose.encode()).derive(secret.encode())
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad.encode())
    except (InvalidTag, ValueError) as fault:
        raise CannotDecrypt("damaged, or sealed with another secret") from fault
