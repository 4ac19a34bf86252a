"""The hatchling hook: bundles the front end (see webui/assets.py) and packs the shipped processes into a wheel."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType


class FrontEnd(BuildHookInterface[Any]):
    """Builds ``webui/static/dist`` before a wheel, editable ones included."""

    def dependencies(self) -> list[str]:
        """Node, 61 MB of it, only when there is something to build."""
        assets = self._assets()
        return [] if assets.is_current() else [assets.NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            self._assets().build()
            if version == "standard":  # an editable installation finds the folder at its place
                build_data["force_include"]["processes"] = "engine/shipped"

    def _assets(self) -> ModuleType:
        """webui/assets.py by its path: Baton is not installed yet."""
        path = Path(self.root) / "webui" / "assets.py"
        spec = importlib.util.spec_from_file_location("baton_assets", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
