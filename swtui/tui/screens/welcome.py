"""The first screen where there is nothing to list, or nothing that works without signing in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.errors import SwtuiError
from swtui.text import as_typed, clip
from swtui.tui.background import in_background
from swtui.tui.screens.modal import CAREFUL, GOOD, KEY, MUTED, Hint, Modal
from swtui.tui.widgets.table import Table

if TYPE_CHECKING:
    from textual.widget import Widget

EXAMPLE = """\
# ~/.aws/config
# A role that is assumed with keys: aws configure --profile base
[profile base]
region = eu-west-1

[profile payments-dev]
role_arn = arn:aws:iam::111122223333:role/Developer
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/your.name
region = eu-west-1

# A role of Identity Center: aws sso login --sso-session acme
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile search-dev]
sso_session = acme
sso_account_id = 222233334444
sso_role_name = Developer
region = eu-west-1
"""
"""A complete configuration to start from."""


class WelcomeScreen(Modal[None]):
    """Says what was looked for, and how to begin; `copy` puts a text on the clipboard.

    With `sign_in`, a command, it says that every profile waits for that one.
    """

    DEFAULT_CSS = """
    WelcomeScreen #panel { width: 74; }
    WelcomeScreen #example { margin-bottom: 1; padding: 0 1; border-left: solid $faint; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,y", "copy", show=False),
        Binding("enter,ctrl+j,q", "leave", show=False),
        Binding("k", "scroll_body(-1)", show=False),
        Binding("j", "scroll_body(1)", show=False),
    ]

    def __init__(
        self, searched: Sequence[str], copy: Callable[[str], str], *, sign_in: str = ""
    ) -> None:
        super().__init__()
        self._searched = tuple(str(path) for path in searched)
        self._copy = copy
        self._sign_in = sign_in

    def heading(self) -> Content:
        """Return the title."""
        if self._sign_in:
            return Content("Identity Center: sign-in needed")
        return Content("Welcome to swtui: there are no roles yet")

    def body(self) -> Iterable[Widget]:
        """Show the one command, or the files and an example."""
        if self._sign_in:
            yield Static(Content("Every profile here needs it. One command signs in again:\n"))
            yield Static(Content.styled(as_typed(self._sign_in[:300]), KEY), id="command")
            yield Static(Content.styled("\nThen press r in the list to read it again.", MUTED))
        else:
            yield Table([("looked at" if at == 0 else " ", clip(path, 300))
                         for at, path in enumerate(self._searched)], 11)  # fmt: skip
            yield Static(_demo(), classes="apart")
            yield Static(Content.styled("To start from, an example:", MUTED), classes="apart")
            yield Static(Content(EXAMPLE.rstrip()), id="example")
        yield Static(Content(""), id="copied")

    def hints(self) -> Iterable[Hint]:
        """Offer the copy."""
        what = "copy the command" if self._sign_in else "copy the example"
        yield "c", what, "screen.copy"
        if not self._sign_in:
            yield "↑ ↓", "scroll", "screen.page_body(1)"
        yield "esc", "close", "screen.leave"

    def action_copy(self) -> None:
        """Put the command or the example on the clipboard, and say how that went."""
        text = self._sign_in or EXAMPLE
        in_background(self.app, lambda: self._copy(text), self._copied, self._not_copied)

    def _copied(self, sentence: str) -> None:
        self._say(sentence, GOOD)

    def _not_copied(self, error: SwtuiError) -> None:
        self._say(error.message, CAREFUL)

    def _say(self, sentence: str, style: str) -> None:
        self.put("copied", Content.styled(f"\n{clip(sentence, 300)}", style))
        self.call_after_refresh(lambda: self.query_one("#body").scroll_end(animate=False))


def _demo() -> Content:
    return Content.assemble("Look around first, in an example organisation: ", ("swtui demo", KEY))
