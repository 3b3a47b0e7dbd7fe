"""Read a link to the AWS console, and the role that it names.

Forms: the link to switch roles (IAM User Guide, "Granting permissions to switch roles"), a role's
page in the IAM console, which names the account in a multi-session link alone, and a shortcut of
the AWS access portal. Links within links and HTML's `&amp;` are read as well.
"""

from __future__ import annotations

import re

from swtui.records import record
from swtui.roles.arn import is_account_id

HOSTS = {
    "aws": ("aws.amazon.com", "awsapps.com", "app.aws"),
    "aws-cn": ("amazonaws.cn", "www.amazonaws.cn", "awsapps.cn"),
    "aws-us-gov": ("amazonaws-us-gov.com", "us-gov-home.awsapps.com"),
    "aws-eusc": ("amazonaws-eusc.eu",),
    "aws-iso": ("c2shome.ic.gov",),
    "aws-iso-b": ("sc2shome.sgov.gov",),
    "aws-iso-e": ("csphome.adc-e.uk",),
    "aws-iso-f": ("csphome.hci.ic.gov",),
}
"""Partition → the endings of the host names of its console, sign-in and portal."""
_LINK = re.compile(r"https?(?:://|%3a%2f%2f)", re.IGNORECASE | re.ASCII)
_HOST = re.compile(r"([\w.-]+)/", re.ASCII)
_PORTALS = ("awsapps.com", "app.aws", "awsapps.cn", "us-gov-home.awsapps.com")
_SESSION = re.compile(r"(\d{12})-[a-z0-9]+\.", re.ASCII)
"""The beginning of the host of a multi-session link."""
_SIGN_IN = re.compile(r"([a-z0-9-]+)\.signin\.", re.ASCII)
_ROLE_PAGE = re.compile(r"/roles/(?:details/)?([^/?#]+)")
_GROUPED = re.compile(r"\d{4}-\d{4}-\d{4}", re.ASCII)
_DEEPEST = 3
"""Links within links that are followed: a mail's guard, the sign-in, the page."""


@record
class ConsoleLink:
    """The parts of a console link; an absent part is empty."""

    partition: str
    account: str = ""
    """12 digits, or else the account's alias."""
    role: str = ""
    """The role's name, its path before it if it has one; with a portal the permission set's."""
    is_portal: bool = False
    """Whether it is a link of the AWS access portal, which gives no IAM role to assume."""

    @property
    def lack(self) -> str:
        """The reason why no role is named, as the end of a sentence that begins with the link."""
        if self.account and not is_account_id(self.account):
            if self.account.isdigit():
                return f"names an account of {len(self.account)} digits; AWS account IDs have 12"
            return f"names the account by its alias '{self.account}', not by its 12 digits"
        if not self.account:
            return "names no account: only links to switch roles and multi-session links do"
        return "" if self.role else f"names the account {self.account}, but no role"


def looks_like_link(text: str) -> bool:
    """Return whether a typed text is a link, also without its scheme or percent-encoded."""
    text = _strip(text)
    host = _HOST.match(text)
    return bool(_LINK.match(text) or (host and _partition(host[1].lower())))


def parse_link(text: str) -> ConsoleLink | None:
    """Return the parts of a console link; None for any other link."""
    return _parse_link(_strip(text).replace("&amp;", "&"), _DEEPEST)


def _strip(text: str) -> str:
    return text.strip().strip("<>\"'")


def _parse_link(text: str, depth: int) -> ConsoleLink | None:
    from urllib.parse import parse_qsl, unquote, urlsplit

    if re.match(r"https?%", text, re.IGNORECASE):
        text = unquote(text)
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return None
    fragment_path, _, fragment_query = parts.fragment.partition("?")
    query = [*parse_qsl(parts.query), *parse_qsl(fragment_query)]
    for _, value in query if depth else []:
        inner = _parse_link(value, depth - 1) if _LINK.match(value) else None
        if inner is not None and inner.role:
            return inner
    partition = _partition(host)
    if not partition:
        return None
    values = {key.lower().replace("_", ""): value.strip() for key, value in query}
    if host.endswith(_PORTALS):
        account, role = values.get("accountid", ""), values.get("rolename", "")
        return ConsoleLink(
            partition=partition, account=remove_dashes(account), role=role, is_portal=True
        )
    if "switchrole" in parts.path.lower():
        role = values.get("rolename", "").strip("/")
        return ConsoleLink(
            partition=partition, account=remove_dashes(values.get("account", "")), role=role
        )
    page = _ROLE_PAGE.search(fragment_path) or _ROLE_PAGE.search(parts.path)
    role = unquote(page[1]) if page else ""
    return ConsoleLink(partition=partition, account=_read_account(host), role=role)


def _partition(host: str) -> str:
    """Return the partition whose console a host belongs to; empty for any other host."""
    fitting = [
        (len(ending), partition)
        for partition, endings in HOSTS.items()
        for ending in endings
        if f".{host}".endswith(f".{ending}")
    ]
    return max(fitting)[1] if fitting else ""


def _read_account(host: str) -> str:
    """Return the account that a host names: by its digits, or on a sign-in page by its alias."""
    session = _SESSION.match(host)
    if session:
        return session[1]
    sign_in = _SIGN_IN.match(host)
    is_region = sign_in and re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", sign_in[1])
    return sign_in[1] if sign_in and not is_region else ""


def remove_dashes(account: str) -> str:
    """Return an account ID without the dashes that the console shows in it."""
    return account.replace("-", "") if _GROUPED.fullmatch(account) else account
