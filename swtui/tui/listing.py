"""Listing: the catalogue as rows, in the order and selection of a filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from swtui.errors import ConfigError, MistypedRole
from swtui.records import pair, replace
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.catalogue import Catalogue
from swtui.roles.console_link import looks_like_link
from swtui.roles.lookup import find_typing_error
from swtui.roles.role import Role
from swtui.roles.role_table import RoleTable
from swtui.roles.search import Index
from swtui.tui.widgets.columns import Layout, Measured, lay_out, measure

if TYPE_CHECKING:
    from swtui.roles.recent import Recent
    from swtui.tui.context import PickerContext

Row = int
"""A role's position in the catalogue; below zero, `-1 - g` is the heading of group `g`."""


@pair
class Group:
    """A heading of the grouped list."""

    label: str
    """The account's name, or its id, or a dash (raw text)."""
    account_id: str
    count: int


class Listing:
    """One reading of the configuration, with its index and order."""

    def __init__(
        self,
        catalogue: Catalogue,
        recent: Recent,
        *,
        now: float,
        current: str = "",
        sign_in: str = "",
    ) -> None:
        from swtui.roles.recent import frecency

        self.catalogue = catalogue
        self.recent = recent
        self.sign_in = sign_in
        """The command that signs in, when no role works without it."""
        self.roles: RoleTable = catalogue.roles
        self.index = Index(catalogue.roles)
        self.boost: Mapping[str, float] = frecency(recent, now)
        here = catalogue.roles.position(current)
        self.here = -1 if here is None else here
        """The place of the role that the surrounding shell has; -1 for none."""
        order = catalogue.order(recent, current)
        if self.here >= 0:
            order.remove(self.here)
            order.insert(0, self.here)
        self.order = order
        self.measured: Measured = measure(catalogue.roles)
        self.groups: list[Group] = []
        self.typed: Role | None = None
        self.typed_source = ""
        """The profile that a typed role starts from; empty for where the commands start it."""
        self.refusal: tuple[str, ...] = ()
        """Why what was typed can be no role's ARN or link, and what to do about it."""
        self._layouts: dict[tuple[int, bool], Layout] = {}
        self._by_account: tuple[list[int], list[tuple[str, str]]] | None = None

    def rows(self, words: str, *, grouped: bool) -> Sequence[Row]:
        """Return the rows for a filter, best first; an ARN or a link that is no row becomes one."""
        places = self.index.search(words, boost=self.boost) if words.strip() else self.order
        self.typed, self.refusal = None, ()
        text = words.strip()
        if "/" in text or looks_like_link(text):
            places = self._with_typed_row(text, places)
        return self._grouped(places) if grouped else places

    def _with_typed_row(self, text: str, places: Sequence[int]) -> Sequence[int]:
        """Return what was found and the role that was typed, or nothing for what can be none."""
        if looks_like_link(text):
            places = []
        is_arn = isinstance(parse_role_arn(text), RoleArn)
        if is_arn:  # letters that stand in it are no reason to offer another account's role
            places = [row for row in places if self.roles.arns[row].startswith(text)]
        if places and (not is_arn or any(self.roles.arns[row] == text for row in places)):
            mistake = find_typing_error(text)
            self.refusal = (mistake.message, mistake.hint) if mistake else ()
            return () if mistake else places
        try:
            role = self._find_typed(text)
        except MistypedRole as mistake:
            self.refusal = (mistake.message, mistake.hint)
            return ()
        except ConfigError:
            return places
        listed = self.roles.position(role.name)
        self.typed = role if listed is None else None
        row = len(self.roles) if listed is None else listed
        return [*places, row]

    def role(self, row: Row) -> Role | None:
        """Return the role of a row; None for a heading."""
        if row < 0:
            return None
        return self.roles[row] if row < len(self.roles) else self.typed

    def spans(self, row: Row, words: str) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Return where the words match in the fields of a row, in raw text, half-open."""
        if not words.strip() or not 0 <= row < len(self.roles):
            return {}
        return self.index.spans(row, words).spans

    def layout(self, width: int, *, grouped: bool) -> Layout:
        """Return the columns for a list of that width."""
        if (width, grouped) not in self._layouts:
            self._layouts[width, grouped] = lay_out(width, self.measured, grouped=grouped)
        return self._layouts[width, grouped]

    def _find_typed(self, text: str) -> Role:
        """Return the role that a text names, starting where the commands start it.

        But in a swtui shell at the profile `default`: its keys are of the role it was opened for.
        Raises ConfigError where it names none.
        """
        is_switched = bool(self.catalogue.env.get("SWTUI_LEVEL"))
        usual = "default" if is_switched and "default" in self.catalogue.files.profiles else ""
        return self.catalogue.find(text, source_profile=self.typed_source or usual)

    def starts(self) -> list[Role]:
        """Return the profiles that a typed role can start from, in the order of the list.

        Those that hold credentials come before roles, which make the chain longer.
        """
        usable = [self.roles[row] for row in self.order]
        usable = [role for role in usable if role.problem is None and role.kind != "none"]
        return sorted(usable, key=lambda role: role.kind == "role" or role.origin == "typed")

    def find_typed(self, text: str, source_profile: str) -> Role:
        """Return the role that a text names, started from a profile. Raises ConfigError."""
        return self.catalogue.find(text, source_profile=source_profile)

    def _grouped(self, places: Sequence[int]) -> Sequence[Row]:
        numbers, accounts = self._accounts()
        members: dict[int, list[int]] = {}
        for place in places:
            number = numbers[place] if place < len(numbers) else -1
            if number in members:
                members[number].append(place)
            else:
                members[number] = [place]
        self.groups = []
        rows: list[Row] = []
        for group, (number, places) in enumerate(members.items()):
            label, account_id = accounts[number] if number >= 0 else ("", "")
            self.groups.append(Group(label, account_id, len(places)))
            rows.append(-1 - group)
            rows.extend(places)
        return rows

    def _accounts(self) -> tuple[list[int], list[tuple[str, str]]]:
        """Return each role's account as a number, and the accounts; made when first grouped."""
        if self._by_account is None:
            known: dict[tuple[str, str], int] = {}
            numbers = [
                known.setdefault((account.label, account.id), len(known))
                for account in self.roles.accounts
            ]
            self._by_account = (numbers, list(known))
        return self._by_account


def read_listing(context: PickerContext) -> Listing:
    """Read the configuration and make it ready; runs in any thread, raises nothing of its own."""
    from swtui.sessions.sign_in import sign_in_for_all

    catalogue, now = context.load_catalogue(), context.now()
    listing = Listing(
        _with_typed(catalogue, context.env),
        context.memory.load(),
        now=now,
        current=context.env.get("SWTUI_ROLE", ""),
        sign_in=sign_in_for_all(catalogue, context.env, now),
    )
    listing.typed_source = context.source_profile
    return listing


def _with_typed(catalogue: Catalogue, env: Mapping[str, str]) -> Catalogue:
    """Make a row of the surrounding shell's role where no profile names it: it was typed."""
    name, source = env.get("SWTUI_ROLE", ""), env.get("SWTUI_SOURCE_PROFILE", "")
    if not name or catalogue.roles.position(name) is not None:
        return catalogue
    try:
        role = catalogue.find(name, source_profile=source)
    except ConfigError:
        return catalogue
    if role.name != name:
        return catalogue
    return replace(catalogue, roles=catalogue.roles.with_row(role))
