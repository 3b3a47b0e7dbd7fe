"""AWS files for the tests of roles, written from plain text, and their catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from swtui.roles.aws_config import AwsFiles, read_aws_files
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.settings import AccountSettings, Settings
from tests.roles.sample_config import CONFIG

WriteFiles = Callable[..., Mapping[str, str]]
CatalogueOf = Callable[..., Catalogue]
NAMED = Settings(accounts={"111122223333": AccountSettings(name="payments", color="red")})


@pytest.fixture
def write(home: Path) -> WriteFiles:
    """Return what writes both files and returns the environment that finds them."""

    def write_files(config: str | bytes = "", credentials: str | bytes = "") -> Mapping[str, str]:
        folder = home / ".aws"
        folder.mkdir(exist_ok=True)
        for name, content in (("config", config), ("credentials", credentials)):
            path = folder / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            path.chmod(0o600)
        return {"HOME": str(home)}

    return write_files


@pytest.fixture
def files_of(write: WriteFiles) -> Callable[..., AwsFiles]:
    """Return what writes both files and reads them."""
    return lambda *texts: read_aws_files(write(*texts))


@pytest.fixture
def catalogue_of(write: WriteFiles) -> CatalogueOf:
    """Return what writes both files and lists them, by the settings given."""
    defaults = Settings()
    return lambda *texts, settings=defaults: load_catalogue(write(*texts), settings)


@pytest.fixture
def catalogue(catalogue_of: CatalogueOf) -> Catalogue:
    """Return the sample config's catalogue, one account named by the settings."""
    return catalogue_of(CONFIG, settings=NAMED)
