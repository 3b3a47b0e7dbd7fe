"""Reading: the configuration is read in a thread while Textual is imported."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swtui.tui.context import PickerContext
    from swtui.tui.listing import Listing


class ConfigLoader:
    """The configuration that is being read in a thread; `result` waits for it."""

    def __init__(self, context: PickerContext) -> None:
        self._world = context
        self._listing: Listing | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._read, daemon=True, name="swtui-read")

    def start(self) -> ConfigLoader:
        """Begin."""
        self._thread.start()
        return self

    def _read(self) -> None:
        from swtui.tui.listing import read_listing

        try:
            self._listing = read_listing(self._world)
        except BaseException as error:
            self._error = error  # raised where the result is asked for

    def wait(self, seconds: float | None = None) -> bool:
        """Wait at most so long; whether it is finished."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Listing:
        """Return the listing, waiting for it; raises what reading raised."""
        self.wait()
        if self._error is not None:
            raise self._error
        assert self._listing is not None  # noqa: S101 - there was no error
        return self._listing
