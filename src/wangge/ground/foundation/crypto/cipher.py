"""Encrypting one value for one place: it opens nowhere else.

An encrypted value is: version (1 byte), key id (4), nonce (12), ciphertext, tag (16). Version and key
id are authenticated together with the place.
"""

import os
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keyring import KEY_ID_BYTES, DataKey, forget_keyring, keyring

VERSION = b"\x01"
HEADER = len(VERSION) + KEY_ID_BYTES
NONCE = 12
TAG = 16

_SEPARATORS = str.maketrans("", "", " -\t\u3000")


class CannotDecrypt(Exception):
    """An encrypted value is damaged, stands in another place than its own, or its key is gone."""


class _Sealer(NamedTuple):
    seal: Callable[[bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes], bytes]


def encrypt(value: str, aad: str) -> bytes:
    """Encrypt for the place named by `aad` ("table.column:row id") with the active key."""
    key = keyring().active
    header, nonce = VERSION + key.id, os.urandom(NONCE)
    return header + nonce + _sealer(key).seal(nonce, value.encode(), header + aad.encode())


def decrypt(sealed: bytes, aad: str) -> str:
    """The value again, with whichever key encrypted it. Raises CannotDecrypt."""
    if len(sealed) < HEADER + NONCE + TAG or sealed[:1] != VERSION:
        raise CannotDecrypt("not an encrypted value")
    header, nonce, body = sealed[:HEADER], sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :]
    sealer = _sealer(_key(header[len(VERSION) :]))
    try:
        return sealer.open(nonce, body, header + aad.encode()).decode()
    except InvalidTag as error:
        raise CannotDecrypt(f"damaged, or moved to {aad}") from error


def blind_index(value: str, purpose: str) -> bytes:
    """A keyed hash (HMAC-SM3, 32 bytes) by which an encrypted value is found again.

    Width, case, spaces and hyphens make no difference; equal values of two purposes look different.
    """
    mac = _index_mac(keyring().index_secret, purpose).copy()
    mac.update(unicodedata.normalize("NFKC", value).translate(_SEPARATORS).upper().encode())
    return mac.finalize()


def _key(key_id: bytes) -> DataKey:
    key = keyring().keys.get(key_id)
    if key is None:
        forget_keyring()
        key = keyring().keys.get(key_id)
    if key is None:
        raise CannotDecrypt(f"the key {key_id.hex()} is not in the key file")
    return key


@lru_cache(maxsize=64)
def _sealer(key: DataKey) -> _Sealer:
    if key.algorithm == "sm4-gcm":
        return _sm4(key.secret)
    aes = AESGCM(key.secret)
    return _Sealer(aes.encrypt, aes.decrypt)


def _sm4(secret: bytes) -> _Sealer:
    algorithm = algorithms.SM4(secret)

    def seal(nonce: bytes, value: bytes, aad: bytes) -> bytes:
        encryptor = Cipher(algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(value) + encryptor.finalize() + encryptor.tag

    def open_(nonce: bytes, body: bytes, aad: bytes) -> bytes:
        decryptor = Cipher(algorithm, modes.GCM(nonce, body[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(body[:-TAG]) + decryptor.finalize()

    return _Sealer(seal, open_)


@lru_cache(maxsize=64)
def _index_mac(secret: bytes, purpose: str) -> hmac.HMAC:
    derive = hmac.HMAC(secret, hashes.SM3())
    derive.update(purpose.encode())
    return hmac.HMAC(derive.finalize(), hashes.SM3())
