"""The explorer as a widget: what the kernel and the browser both know of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from .assets import module, style


class Panel(anywidget.AnyWidget):
    """A record, sent once and packed, and the choice, which both sides set."""

    _esm = module()
    _css = style()
    record = traitlets.Bytes().tag(sync=True)
    choice: traitlets.Dict = traitlets.Dict().tag(sync=True)

    def __init__(self, record: bytes, choice: dict, normal_choice: Callable[[dict], dict]) -> None:
        self._normal_choice = normal_choice
        super().__init__(record=record, choice=choice)

    @traitlets.validate("choice")
    def _valid(self, proposal: Any) -> dict:
        return self._normal_choice(proposal["value"])
