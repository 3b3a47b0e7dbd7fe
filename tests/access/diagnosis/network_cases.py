"""No answer, or not AWS's."""

from __future__ import annotations

from tests.access.case import Case
from tests.access.diagnosis.case_parts import BEHIND, DEAD, LOST, NAMED

NETWORK = (
    Case(
        "a clock that is behind",
        "clock",
        clock=3600,
        words=("60 min behind",),
        absent=(*NAMED, "signature", "expired"),
    ),
    Case(
        "a clock that is ahead",
        "clock",
        clock=-7200,
        words=("120 min ahead",),
        absent=(*NAMED, "signature"),
    ),
    Case(
        "a call that was too old, by AWS's words",
        "clock",
        fault=("SignatureDoesNotMatch", BEHIND),
        words=("60 min behind",),
        absent=(*NAMED, "signature"),
    ),
    Case(
        "a call that was too old, by the answer's Date",
        "clock",
        clock=1800,
        fault=("RequestExpired", "Request has expired."),
        words=("30 min behind", "Date header"),
        absent=(*NAMED, "expired-request"),
    ),
    Case(
        "an endpoint override where nothing listens",
        "endpoint-override",
        env={"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_STS": DEAD, "SWTUI_DEMO": ""},
        words=("127.0.0.1:9", "unset AWS_ENDPOINT_URL_STS"),
        also=("refused-connection",),
        exit_code=5,
        absent=NAMED,
    ),
    Case(
        "an endpoint override that does not know the key",
        "endpoint-override",
        keys=LOST,
        env={"SWTUI_DEMO": ""},
        also=("unknown-key",),
        absent=NAMED,
    ),
    Case(
        "a proxy where nothing listens",
        "proxy",
        env={"http_proxy": DEAD},
        words=("127.0.0.1:9",),
        exit_code=5,
        absent=(*NAMED, "endpoint-override"),
    ),
    Case(
        "nothing listens at the stand-in",
        "refused-connection",
        env={"AWS_ENDPOINT_URL": DEAD},
        exit_code=5,
        absent=NAMED,
    ),
)
