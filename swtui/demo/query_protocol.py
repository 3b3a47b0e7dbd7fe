"""Read and write the AWS query protocol: form-encoded parameters and XML answers.

Shapes: Smithy, "AWS Query protocol".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from urllib.parse import parse_qsl

from swtui.demo.service_error import ServiceError

Parameters = Mapping[str, str]
"""`Action`, `Version`, `RoleArn`, `Tags.member.1.Key`, … as they came."""
Answer = Mapping[str, object]
"""A result as it nests: texts, numbers, lists and further answers."""

NAMESPACES = {
    "2011-06-15": "https://sts.amazonaws.com/doc/2011-06-15/",
    "2010-05-08": "https://iam.amazonaws.com/doc/2010-05-08/",
}
"""By API version."""
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry."""


def read_parameters(body: bytes, query: str) -> Parameters:
    """Return the parameters of a POST's body, or of a GET's query string."""
    text = body.decode("utf-8", "replace") or query
    return dict(parse_qsl(text, keep_blank_values=True))


def members(parameters: Parameters, name: str) -> Iterator[str]:
    """Yield the values of a list of texts: `TransitiveTagKeys.member.1`, …"""
    number = 1
    while (value := parameters.get(f"{name}.member.{number}")) is not None:
        yield value
        number += 1


def structures(parameters: Parameters, name: str) -> Iterator[dict[str, str]]:
    """Yield the structures of a list: `Tags.member.1.Key` and `Tags.member.1.Value`, …"""
    number = 1
    while True:
        start = f"{name}.member.{number}."
        structure = {k[len(start) :]: v for k, v in parameters.items() if k.startswith(start)}
        if not structure:
            return
        yield structure
        number += 1


def result(parameters: Parameters, answer: Answer, request_id: str) -> bytes:
    """Return the XML of a successful answer."""
    action = parameters["Action"]
    inner = _element(f"{action}Result", answer)
    meta = _element("ResponseMetadata", {"RequestId": request_id})
    space = NAMESPACES[parameters["Version"]]
    return f'<{action}Response xmlns="{space}">{inner}{meta}</{action}Response>'.encode()


def refusal(parameters: Parameters, error: ServiceError, request_id: str) -> bytes:
    """Return the XML of an error."""
    kind = "Receiver" if error.status >= 500 else "Sender"
    inner = _element("Error", {"Type": kind, "Code": error.code, "Message": error.message})
    space = NAMESPACES.get(parameters.get("Version", ""), NAMESPACES["2011-06-15"])
    return (
        f'<ErrorResponse xmlns="{space}">{inner}{_element("RequestId", request_id)}</ErrorResponse>'
    ).encode()


def _element(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        inner = "".join(_element(key, item) for key, item in value.items() if item is not None)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inner = "".join(_element("member", item) for item in value)
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        inner = escape(_FORBIDDEN.sub("?", text), quote=False)
    return f"<{name}>{inner}</{name}>"
