"""What is sealed opens here, at its place, and nowhere else; keyed hashes match and tell nothing."""

from __future__ import annotations

import hashlib
import hmac
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gangju.desk.vault import keys
from gangju.desk.vault.hashing import HASH_BYTES, candidates, keyed_hash
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.sealing import OVERHEAD, context, is_current, open_sealed, seal

pytestmark = pytest.mark.usefixtures("nothing_sealed")

PLACE = context("identity_personidentity", "number", 7)
PLAIN = b"110101199003070000"
FILLED = examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.fixture(params=["aes", "sm4"])
def cipher(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.GANGJU_CIPHER = request.param
    return str(request.param)


@given(plain=st.binary(max_size=200))
@FILLED
def test_what_is_sealed_opens_again(cipher: str, plain: bytes) -> None:
    sealed = seal(plain, context=PLACE)
    assert len(sealed) == len(plain) + OVERHEAD
    assert open_sealed(sealed, context=PLACE) == plain


def test_the_same_value_is_never_sealed_to_the_same_bytes(cipher: str) -> None:
    assert len({seal(PLAIN, context=PLACE) for _ in range(100)}) == 100


def test_a_value_moved_to_another_row_does_not_open(cipher: str) -> None:
    sealed = seal(PLAIN, context=PLACE)
    with pytest.raises(KeyProblem, match="不属于这里"):
        open_sealed(sealed, context=context("identity_personidentity", "number", 8))


@given(data=st.data())
@FILLED
def test_no_flipped_bit_opens(cipher: str, data: st.DataObject) -> None:
    sealed = bytearray(seal(PLAIN, context=PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(KeyProblem):
        open_sealed(bytes(sealed), context=PLACE)


@pytest.mark.parametrize("cut", [0, 1, 6, 20, OVERHEAD - 1, OVERHEAD + 3])
def test_a_cut_value_does_not_open(cipher: str, cut: int) -> None:
    with pytest.raises(KeyProblem):
        open_sealed(seal(PLAIN, context=PLACE)[:cut], context=PLACE)


def test_values_of_both_ciphers_open_whatever_the_setting_is(settings: Any) -> None:
    settings.GANGJU_CIPHER = "aes"
    old = seal(PLAIN, context=PLACE)
    settings.GANGJU_CIPHER = "sm4"
    new = seal(PLAIN, context=PLACE)
    assert open_sealed(old, context=PLACE) == open_sealed(new, context=PLACE) == PLAIN
    assert (is_current(old), is_current(new)) == (False, True)


def test_parts_of_a_context_do_not_run_together() -> None:
    assert context("a", "bc") != context("ab", "c")


def test_equal_values_have_equal_hashes_and_no_others(cipher: str) -> None:
    hashed = keyed_hash(PLAIN, purpose="identity.number")
    assert hashed == keyed_hash(PLAIN, purpose="identity.number")
    assert len(hashed) == HASH_BYTES
    assert hashed != keyed_hash(PLAIN, purpose="identity.phone")
    assert hashed != keyed_hash(PLAIN + b" ", purpose="identity.number")
    assert candidates(PLAIN, purpose="identity.number") == (hashed,)


def test_a_hash_is_the_published_hmac_under_the_key_of_its_purpose(settings: Any) -> None:
    settings.GANGJU_CIPHER = "aes"
    key = keys.ring().hashing[-1]
    derived = hmac.digest(key.secret, b"gangju hash identity.number", "sha256")
    assert keyed_hash(PLAIN, purpose="identity.number")[4:] == hmac.digest(derived, PLAIN, "sha256")


def test_a_national_hash_is_made_with_sm3(settings: Any) -> None:
    settings.GANGJU_CIPHER = "sm4"
    key = keys.ring().hashing[-1]
    if "sm3" not in hashlib.algorithms_available:
        pytest.skip("hashlib 没有 SM3 · hashlib lacks SM3")
    derived = hmac.digest(key.secret, b"gangju hash identity.number", "sm3")
    assert keyed_hash(PLAIN, purpose="identity.number")[4:] == hmac.digest(derived, PLAIN, "sm3")


def test_a_changed_setting_does_not_make_known_people_unknown(settings: Any) -> None:
    settings.GANGJU_CIPHER = "aes"
    before = keyed_hash(PLAIN, purpose="identity.number")
    settings.GANGJU_CIPHER = "sm4"
    assert before in candidates(PLAIN, purpose="identity.number")


def test_another_installation_opens_nothing_and_matches_nothing(cipher: str, settings: Any, tmp_path: Path) -> None:
    sealed, hashed = seal(PLAIN, context=PLACE), keyed_hash(PLAIN, purpose="identity.number")
    settings.GANGJU_DATA = tmp_path / "other"
    settings.GANGJU_DATA.mkdir()
    assert keyed_hash(PLAIN, purpose="identity.number") != hashed
    with pytest.raises(KeyProblem, match="原来的密钥文件"):
        open_sealed(sealed, context=PLACE)


def test_four_hundred_thousand_members_are_sealed_in_seconds(cipher: str) -> None:
    """A bar against an accident (a key derived anew for each value), not a benchmark."""
    started = time.process_time()
    for number in range(5_000):
        seal(PLAIN, context=context("t", "c", number))
        keyed_hash(PLAIN, purpose="identity.number")
    assert time.process_time() - started < 1
