"""封存: a value becomes bytes that only this installation opens, and only at the place for which they were sealed.

AES-256-GCM or SM4-GCM, by the setting; each value says which. Layout: version (1), cipher (1), number of the key (4),
nonce (12, drawn), ciphertext, tag (16). Head and context are authenticated: a value moved to another row does not open.
Each cipher has a key of its own, derived from the one secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gangju.desk.vault.keys import NUMBER_BYTES, Key, KeyProblem, ring

VERSION = b"\x01"
AES, SM4 = b"\x01", b"\x02"
CIPHERS = {"aes": AES, "sm4": SM4}
HEAD_BYTES = 2 + NUMBER_BYTES
NONCE_BYTES, TAG_BYTES = 12, 16
OVERHEAD = HEAD_BYTES + NONCE_BYTES + TAG_BYTES
_BETWEEN = "\x1f"

Apply = Callable[[bytes, bytes, bytes], bytes]


def context(*parts: str | int) -> bytes:
    """Where a value lies: table, column, number of the row."""
    return _BETWEEN.join(map(str, parts)).encode()


def seal(plain: bytes, *, context: bytes) -> bytes:
    """Raises KeyProblem."""
    key, cipher = ring().sealing[-1], CIPHERS[settings.GANGJU_CIPHER]
    head, nonce = VERSION + cipher + key.number, os.urandom(NONCE_BYTES)
    return head + nonce + _encryption(cipher, key)(nonce, plain, head + context)


def open_sealed(sealed: bytes, *, context: bytes) -> bytes:
    """Raises KeyProblem: the key is not here, the value was damaged, or it was sealed for another place."""
    head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
    version, cipher, number = head[:1], head[1:2], head[2:]
    if len(sealed) < OVERHEAD or version != VERSION or cipher not in (AES, SM4):
        raise KeyProblem("这项加密保存的内容已损坏,读不出来。请从备份恢复,或重新填写这一项")
    try:
        return _decryption(cipher, ring().sealed_by(number))(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], head + context)
    except InvalidTag as error:
        raise KeyProblem("这项加密保存的内容被改动过或不属于这里,没有打开。请从备份恢复,或重新填写这一项") from error


def sealed_by(sealed: bytes) -> bytes:
    """The number of the key."""
    return sealed[2:HEAD_BYTES]


def is_current(sealed: bytes) -> bool:
    """Sealed by the current key and the chosen cipher?"""
    return sealed[:HEAD_BYTES] == VERSION + CIPHERS[settings.GANGJU_CIPHER] + ring().sealing[-1].number


@lru_cache(maxsize=32)
def _encryption(cipher: bytes, key: Key) -> Apply:
    return AESGCM(_derived(key, cipher)).encrypt if cipher == AES else _Sm4(_derived(key, cipher)).encrypt


@lru_cache(maxsize=32)
def _decryption(cipher: bytes, key: Key) -> Apply:
    return AESGCM(_derived(key, cipher)).decrypt if cipher == AES else _Sm4(_derived(key, cipher)).decrypt


def _derived(key: Key, cipher: bytes) -> bytes:
    """No key serves two ciphers; the national algorithms stay among themselves."""
    if cipher == AES:
        return HKDF(hashes.SHA256(), 32, None, b"gangju seal aes-256-gcm").derive(key.secret)
    return HKDF(hashes.SM3(), 16, None, b"gangju seal sm4-gcm").derive(key.secret)


class _Sm4:
    """SM4-GCM with the same calls as `AESGCM`."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(about)
        return encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
        decryptor.authenticate_additional_data(about)
        return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()
