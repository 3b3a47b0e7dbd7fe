"""MFA codes: RFC 6238, and each good once."""

from __future__ import annotations

import pytest

from swtui.demo.mfa import MfaDevices, totp

JO, SAM = "arn:aws:iam::123456789012:mfa/jo", "arn:aws:iam::123456789012:mfa/sam"


class Clock:
    now = 1_000_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def devices(clock: Clock) -> MfaDevices:
    return MfaDevices([JO, SAM], clock=clock)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(at: int, code: str) -> None:
    assert totp(b"12345678901234567890", at) == code


def test_a_code_is_good_once(devices: MfaDevices) -> None:
    code = devices.code()
    assert [devices.accepts(JO, code) for _ in range(2)] == [True, False]


def test_each_device_counts_for_itself(devices: MfaDevices) -> None:
    code = devices.code()
    assert devices.accepts(JO, code)
    assert devices.accepts(SAM, code)


def test_a_code_typed_slowly_is_taken_one_window_late(devices: MfaDevices, clock: Clock) -> None:
    code = devices.code()
    clock.now += 30
    assert devices.accepts(JO, code)
    assert devices.accepts(JO, devices.code())


def test_a_code_of_two_windows_ago_is_not(devices: MfaDevices, clock: Clock) -> None:
    code = devices.code()
    clock.now += 60
    assert not devices.accepts(JO, code)


def test_after_a_newer_code_an_older_one_is_not_taken(devices: MfaDevices, clock: Clock) -> None:
    older = devices.code()
    clock.now += 30
    assert devices.accepts(JO, devices.code())
    assert not devices.accepts(JO, older)


def test_the_window_is_a_parameter(clock: Clock) -> None:
    devices = MfaDevices([JO], window=1, clock=clock)
    first = devices.code()
    clock.now += 1
    assert devices.code() != first
    assert 0 < devices.seconds_left() <= 1


def test_used_codes_can_be_made_good_again(devices: MfaDevices) -> None:
    code = devices.code()
    assert devices.accepts(JO, code)
    devices.forget_used()
    assert devices.accepts(JO, code)
