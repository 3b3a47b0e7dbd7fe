"""botocore is loaded without its documentation writer, which stays importable."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(code: str) -> str:
    """Run some Python in a fresh process, and return what it wrote."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


LOADED = """
import sys
from swtui.aws.botocore_parts import session_class
session_class()
"""


def test_the_documentation_writer_is_not_loaded() -> None:
    modules = "sorted(name for name in sys.modules if name.startswith('botocore.docs'))"
    assert run(LOADED + f"print({modules})") == "['botocore.docs.utils']"


@pytest.mark.parametrize("module", ["boto3", "boto3.session", "botocore.docs.service"])
def test_what_needs_it_can_be_imported_afterwards(module: str) -> None:
    assert run(LOADED + f"import {module}\nprint('fine')") == "fine"


def test_where_botocore_is_loaded_already_it_is_left_alone() -> None:
    code = "import botocore.session, botocore.docs as docs\n" + LOADED
    assert run(code + "print(sys.modules['botocore.docs'] is docs)") == "True"


def test_a_client_calls_as_ever_and_paginates() -> None:
    code = """
session = session_class()()
client = session.create_client("iam", region_name="us-east-1",
    aws_access_key_id="a", aws_secret_access_key="b")
client.get_waiter("role_exists")
print(client.can_paginate("list_roles"), type(client.get_paginator("list_roles")).__name__)
"""
    assert run(LOADED + code) == "True IAM.Paginator.ListRoles"
