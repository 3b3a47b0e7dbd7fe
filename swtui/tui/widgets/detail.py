"""The pane beside the list: the role under the cursor and how it is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.reactive import reactive

from swtui.roles.chain import Chain
from swtui.roles.role import Role
from swtui.tui.widgets.detail_lines import Known, detail_lines, way_in_one_line
from swtui.tui.widgets.drawn import Drawn
from swtui.tui.widgets.pens import Pens, Piece

if TYPE_CHECKING:
    from swtui.roles.recent import Used
    from swtui.settings import Settings


class DetailPane(Drawn):
    """The whole story when there is room for it, else the chain in one line."""

    role: reactive[Role | None] = reactive(None)
    chain: reactive[Chain | None] = reactive(None)
    held: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    requests: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    used: reactive[Mapping[str, Used]] = reactive[Mapping[str, "Used"]]({})

    def __init__(
        self, env: Mapping[str, str], settings: Settings, now: Callable[[], float]
    ) -> None:
        super().__init__(id="detail")
        self._env = env
        self._settings = settings
        self._now = now

    def watch_role(self) -> None:
        """Draw anew."""
        self.renew()

    def watch_chain(self) -> None:
        """Draw anew."""
        self.renew()

    def watch_held(self) -> None:
        """Draw anew."""
        self.renew()

    def watch_requests(self) -> None:
        """Draw anew."""
        self.renew()

    def watch_used(self) -> None:
        """Draw anew."""
        self.renew()

    def lines(self, width: int, height: int, pens: Pens) -> list[list[Piece]]:
        """Return the lines for the size."""
        if self.role is None:
            return []
        if height < 4:
            return [[], [("   ", pens.text), *way_in_one_line(self.role, self.chain, pens)]][
                -height:
            ]
        name = self.role.name
        known = Known(
            self._env,
            self._settings,
            self._now(),
            self.used.get(name),
            self.held.get(name, ""),
            self.requests.get(name, ""),
        )
        return detail_lines(self.role, self.chain, known, width, pens)
