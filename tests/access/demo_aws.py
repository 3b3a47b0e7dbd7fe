"""A laboratory: one role, one caller and one profile for each refusal, on the demo's STS."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from swtui.access.diagnosis.explain import Explanation, explain
from swtui.demo.accounts import build_organisation
from swtui.demo.callers import role_as_caller, user_as_caller
from swtui.demo.organisation import HOUR, DemoAccount, DemoRole, DemoUser
from swtui.demo.policy import Document
from swtui.demo.policy_shorthand import READ, trusting
from swtui.demo.server import DemoServer
from swtui.errors import MfaError
from swtui.roles.catalogue import load_catalogue
from swtui.sessions.broker import Broker
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.settings import Settings
from tests.access.case import EVERYONE, PARTNER, PEOPLE, Case
from tests.sessions.broker_harness import Store

_number = count(1)


def section(header: str, values: Mapping[str, str]) -> str:
    return f"[{header}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


class DemoAws:
    """A server that lives as long as a module's tests; every case has its own people and roles."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.server = DemoServer(build_organisation(), clock)
        self.server.start()

    def run(
        self,
        case: Case,
        home: Path,
        *,
        read: bool = False,
        held: bool = False,
        read_with: str = "",
        again: bool = False,
    ) -> Explanation:
        """Set a case up, explain its role, and leave nothing behind that another would meet.

        With `read` IAM is asked as the caller, with `held` for its policies too; `read_with` is
        `reader`, a role that may read. `again` leaves people, roles and files as they are.
        """
        organisation = self.server.organisation
        people = organisation.accounts[PEOPLE]
        organisation.add(replace(people, service_control=case.scp))
        organisation.add(_home_of(case))
        if not again:
            self._set_up(case, home)
        if case.fault[0]:
            self.server.api.fail_next(*case.fault, action=case.action)
        try:
            return self._explain(case, home, read, held, read_with)
        finally:
            organisation.add(people)

    def _set_up(self, case: Case, home: Path) -> None:
        organisation = self.server.organisation
        user = DemoUser(
            account_id=PEOPLE,
            name=f"u{next(_number):04}",
            policies=case.policies,
            boundary=case.boundary,
            attached=case.attached,
            groups=case.groups,
        )
        role = DemoRole(
            account_id=case.account, name=f"R{user.name}", trust=case.trust or {}, path=case.path
        )
        reader = DemoRole(
            account_id=case.account, name="Reader", trust=trusting(EVERYONE), policies=(READ,)
        )
        organisation.add(user, reader)
        via = self._via(case, user)
        if via is not None:
            organisation.add(via)
        if case.trust is not None:
            organisation.add(replace(role, trust=_filled(case.trust, user, via)))
        self._write(case, home, user, role, via)

    def _via(self, case: Case, user: DemoUser) -> DemoRole | None:
        if case.via is None:
            return None
        return replace(case.via, account_id=PEOPLE, name=f"J{user.name}", trust=trusting(user.arn))

    def _write(
        self, case: Case, home: Path, user: DemoUser, role: DemoRole, via: DemoRole | None
    ) -> None:
        config = section("profile caller", {"region": "eu-west-1"})
        source = "caller"
        if via is not None and case.session is None:
            source = "between"
            config += section("profile between", {"role_arn": via.arn, "source_profile": "caller"})
        values = {"role_arn": role.arn, "source_profile": source, "region": "eu-west-1"}
        values |= case.profile
        if "credential_source" in values or "sso_session" in values:
            del values["source_profile"]
        (home / "token").write_text("e30.e30.")
        config += section("profile it", {key: value for key, value in values.items() if value})
        reader = {
            "role_arn": f"arn:aws:iam::{case.account}:role/Reader",
            "source_profile": "reading",
        }
        config += section("profile reader", reader)
        config += case.beside.replace("{account}", role.account_id).replace("{arn}", role.arn)
        folder = home / ".aws"
        folder.mkdir(exist_ok=True)
        config += section("profile reading", {"region": "eu-west-1"})
        (folder / "config").write_text(config.replace("{home}", str(home)))
        who = self.server.organisation.user("jo")
        keys = section(
            "reading",
            {
                "aws_access_key_id": who.access_key_id,
                "aws_secret_access_key": who.secret_access_key,
            },
        )
        (folder / "credentials").write_text((case.keys or self._keys(case, user, via)) + keys)
        (folder / "credentials").chmod(0o600)

    def _keys(self, case: Case, user: DemoUser, via: DemoRole | None) -> str:
        if case.session is None:
            return section(
                "caller",
                {
                    "aws_access_key_id": user.access_key_id,
                    "aws_secret_access_key": user.secret_access_key,
                },
            )
        base = role_as_caller(via, "work") if via is not None else user_as_caller(user)
        ends = self.server.clock() + (-10 if case.expired else HOUR)
        keys = self.server.keys.issue(case.session(base), ends)
        return section(
            "caller",
            {
                "aws_access_key_id": keys.access_key_id,
                "aws_secret_access_key": keys.secret_access_key,
                "aws_session_token": keys.token,
            },
        )

    def _explain(
        self, case: Case, home: Path, read: bool, held: bool, read_with: str
    ) -> Explanation:
        env = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SWTUI_DEMO": str(home),
            **{key: value.replace("{url}", self.server.url) for key, value in case.env.items()},
        }
        env = {key: value for key, value in env.items() if value}
        settings = Settings()
        catalogue = load_catalogue(env, settings)
        store = Store()
        broker, ask = Broker(env, settings, catalogue, store), self._asker(case)
        reader = catalogue.find(read_with) if read_with else None
        found = explain(
            catalogue.find("it"),
            AssumeOptions(**case.options),
            broker=broker,
            catalogue=catalogue,
            ask=ask,
            read=read,
            held=held,
            read_with=None if reader is None else lambda: broker.session(reader, ask=ask),
        )
        assert len(store.kept) <= (reader is not None), "nothing of it may be kept"
        return found

    def _asker(self, case: Case) -> Callable[[MfaQuestion], MfaAnswer]:
        left = list(case.codes)

        def ask(_question: MfaQuestion) -> MfaAnswer:
            if not left:
                raise MfaError("no MFA code was given")
            code = left.pop(0)
            if code == "right":
                self.server.mfa.forget_used()
                code = self.server.mfa.code()
            return MfaAnswer(code)

        return ask


def _home_of(case: Case) -> DemoAccount:
    if case.account == PARTNER:
        return DemoAccount(id=PARTNER, name="partner-globex", organization="o-globexdemo9")
    return DemoAccount(id=case.account, name="lab", resource_control=case.rcp)


def _filled(trust: Document, user: DemoUser, via: DemoRole | None) -> Document:
    """Put the caller's ARN where a trust policy says CALLER."""
    arn = via.arn if via is not None else user.arn
    filled: Document = json.loads(json.dumps(trust).replace("CALLER", arn))
    return filled
