"""Process folders on disk: what one deployment takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.identity import SYSTEM

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.process.errors import FileFinding

_PACKAGE = Path(__file__).resolve().parents[1]
_IN_A_WHEEL = _PACKAGE / "shipped"
SHIPPED = _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else _PACKAGE.with_name("processes")
"""The processes that come with Baton: within the package where a wheel was installed, else beside it."""

SUFFIXES = frozenset({".bpmn", ".dmn", ".form"})


def folders(paths: tuple[Path, ...], suffixes: frozenset[str] = frozenset({".bpmn"})) -> list[Path]:
    """Every folder at or below *paths* that holds a process, or whatever else is asked for."""
    found = {one.parent for path in paths for one in ([path] if path.is_file() else path.rglob("*.*"))
             if path.is_file() or one.suffix in suffixes}  # fmt: skip
    return sorted(found)


def paths(folder: Path) -> list[Path]:
    """What belongs to the process in *folder*: models, decisions and forms."""
    return [path for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]


def files(folder: Path) -> dict[str, bytes]:
    """What belongs to the process in *folder*, by name."""
    return {path.name: path.read_bytes() for path in paths(folder)}


def deploy_shipped(engine: Engine) -> None:
    """Deploy the processes that come with Baton; one that did not change makes no new version."""
    for folder in folders((SHIPPED,)):
        engine.deploy(files(folder), by=SYSTEM, name=folder.name, why="Shipped with Baton")


def told(folder: Path, finding: FileFinding) -> str:
    """One finding in a line, with its place first, as editors understand it."""
    place = f"{folder / finding.file}" + (f":{finding.line}" if finding.line else "")
    return (
        f"{place}: {finding.severity}: {finding.place}: {finding.message} {finding.remedy} [{finding.rule}]"
    )
