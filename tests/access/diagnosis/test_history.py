"""What changed since a role last worked: noted on success, told and weighed on a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.access.diagnosis.explain import Explanation, explain
from swtui.access.diagnosis.history import History, ago, compare_history
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.recent import Worked, load_recent
from swtui.sessions.broker import Broker
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.settings import Settings
from tests.demo_fixture import Demo
from tests.sessions.broker_harness import Store

NAME = "partner-globex-acme-support"


class Before:
    """A role of the demo that worked, and then something changed."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.env = {**demo.env, "SWTUI_DEMO": str(demo.home)}
        self.config: Path = demo.home / ".aws/config"
        self.store = Store()
        self.broker().session(self.catalogue().find(NAME), ask=self.ask)

    def ask(self, _question: MfaQuestion) -> MfaAnswer:
        return MfaAnswer(self.demo.code())

    def catalogue(self) -> Catalogue:
        return load_catalogue(self.env, Settings())

    def broker(self) -> Broker:
        return Broker(self.env, Settings(), self.catalogue(), self.store)

    def change(self, old: str, new: str) -> None:
        text = self.config.read_text()
        assert old in text
        self.config.write_text(text.replace(old, new))

    def explanation(self, clock: float = 0.0) -> Explanation:
        catalogue = self.catalogue()
        at = load_recent(self.env).worked[NAME].at
        return explain(
            catalogue.find(NAME),
            broker=self.broker(),
            catalogue=catalogue,
            ask=self.ask,
            clock=lambda: at + clock,
        )


@pytest.fixture
def before(demo: Demo) -> Before:
    return Before(demo)


def told(found: Explanation) -> str:
    return next(check.sentence for check in found.checks if check.name == "last-worked")


def test_an_external_id_that_was_removed_is_told_and_ranks_first(before: Before) -> None:
    before.change("external_id = acme-demo-7f3a\n", "")
    found = before.explanation(86400 * 3)
    assert told(found) == "since it last worked (3 days ago): external_id was removed"
    first = found.hops[0].causes[1]
    assert first.kind == "external-id-missing"
    assert first.evidence[0] == "since this role last worked: external_id was removed"


def test_a_role_that_was_renamed_here_ranks_the_missing_role_first(before: Before) -> None:
    before.change("role/AcmeSupport\n", "role/AcmeSuport\n")
    found = before.explanation()
    assert "role_arn changed" in told(found)
    assert found.hops[0].causes[1].kind == "no-such-role"


def test_where_nothing_of_ours_changed_the_other_side_did(before: Before) -> None:
    organisation = before.demo.server.organisation
    del organisation.roles[organisation.role("partner-globex/AcmeSupport").arn]
    found = before.explanation(7200)
    assert told(found) == "it last worked 2 hours ago; nothing on your side changed since"
    assert found.hops[0].causes[1].kind in ("not-trusted", "no-such-role")


def test_a_role_that_never_worked_has_no_history(before: Before) -> None:
    catalogue = before.catalogue()
    found = explain(
        catalogue.find("legacy-prod-admin"),
        broker=before.broker(),
        catalogue=catalogue,
        ask=before.ask,
    )
    assert found.hops[-1].causes
    assert "last-worked" not in {check.name for check in found.checks}


def test_nothing_that_was_noted_can_be_read_back(before: Before) -> None:
    text = (before.demo.home / ".local/state/swtui/state.json").read_text()
    assert NAME in text
    for value in ("acme-demo-7f3a", "AKIADEMOJO", "DEMO/not/a/secret"):
        assert value not in text


def test_changes_are_named_by_what_became_of_them() -> None:
    worked = Worked(100.0, {"a": "1", "b": "1", "c": "", "d": "1"})
    history = compare_history(worked, {"a": "1", "b": "2", "c": "1"})
    assert history is not None
    assert [str(change) for change in history.changes] == [
        "b changed",
        "c was added",
        "d was removed",
    ]
    assert compare_history(None, {"a": "1"}) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (60, "just now"),
        (600, "10 minutes ago"),
        (7200, "2 hours ago"),
        (86400 * 2, "2 days ago"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert ago(seconds) == words
    assert words in History(0.0, ()).words(seconds)
