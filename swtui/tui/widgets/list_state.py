"""ListState: the filter, its rows, the cursor and the window over them, without drawing."""

from __future__ import annotations

from collections.abc import Sequence

from swtui.roles.role import Role
from swtui.tui.listing import Listing, Row
from swtui.tui.widgets.filter_line import FilterLine


class ListState:
    """The user's place in the list."""

    def __init__(self, words: str = "") -> None:
        self.listing: Listing | None = None
        self.line = FilterLine(words, len(words))
        self.grouped = False
        self.rows: Sequence[Row] = ()
        self.cursor = 0
        """The cursor's place in `rows`."""
        self.top = 0
        """The place of the first row in the window."""
        self.height = 1
        """The number of rows that the window shows."""

    @property
    def role(self) -> Role | None:
        """The role under the cursor."""
        if self.listing is None or not self.rows:
            return None
        return self.listing.role(self.rows[self.cursor])

    @property
    def shown_roles(self) -> list[Role]:
        """The roles in the window, from the top."""
        if self.listing is None:
            return []
        rows = self.rows[self.top : self.top + self.height]
        return [role for row in rows if (role := self.listing.role(row)) is not None]

    @property
    def count(self) -> int:
        """The number of roles that the filter leaves."""
        if self.listing is None:
            return 0
        return len(self.rows) - (len(self.listing.groups) if self.grouped else 0)

    def edit(self, line: FilterLine) -> None:
        """Put another filter in; the best match is then under the cursor."""
        changed = line.text != self.line.text
        stay = self.role.name if self.role and not line.text else ""
        self.line = line
        if changed:
            self.search(stay)

    def search(self, keep: str = "") -> None:
        """Find the rows again; the cursor goes to the role named `keep` if it is among them."""
        if self.listing is None:
            return
        self.rows = self.listing.rows(self.line.text, grouped=self.grouped)
        self.cursor = self.top = 0
        if keep:
            self.cursor = self._find_place(keep)
        elif self.listing.here >= 0 and not self.line.text.strip() and not self.grouped:
            self.cursor = 1  # below the role one has already: Enter goes to another
        self.move(0)

    def _find_place(self, name: str) -> int:
        assert self.listing is not None  # noqa: S101 - rows are of a listing
        listing, typed = self.listing, self.listing.typed
        at = listing.roles.position(name)
        if at is None and typed is not None and typed.name == name:
            at = len(listing.roles)
        return self.rows.index(at) if at in self.rows else 0

    def move(self, by: int) -> None:
        """Move the cursor by so many rows; it skips headings and stays in the list."""
        last = max(0, len(self.rows) - 1)
        self.cursor = min(max(self.cursor + by, 0), last)
        if self.rows and self.rows[self.cursor] < 0:
            step = -1 if by < 0 and self.cursor > 0 else 1
            self.cursor = min(self.cursor + step, last)
        above = 1 if self.cursor and self.rows[self.cursor - 1] < 0 else 0
        lowest = max(0, len(self.rows) - self.height)
        top = max(self.top, self.cursor - self.height + 1)
        self.top = max(0, min(top, self.cursor - (above if self.height > 1 else 0), lowest))

    def resize(self, height: int) -> None:
        """Take a window of another height; a taller one shows more of what is above the cursor.

        Before the first frame the height is 1, and the cursor is below the present role.
        """
        self.top = max(0, self.top - max(0, height - self.height))
        self.height = height
        self.move(0)

    def scroll_bar(self) -> tuple[int, int] | None:
        """Return where the bar's thumb starts and how long it is, in lines; None if all is seen."""
        height, total = self.height, len(self.rows)
        if total <= height:
            return None
        size = max(1, height * height // total)
        return self.top * (height - size) // (total - height), size
