"""Encryption of single fields, and keyed hashes to find what is encrypted."""

from .cipher import CannotDecrypt, blind_index, decrypt, encrypt
from .derived import open_derived
from .fields import EncryptedText, Sealed

__all__ = ["CannotDecrypt", "EncryptedText", "Sealed", "blind_index", "decrypt", "encrypt", "open_derived"]
