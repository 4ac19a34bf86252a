"""Every English text that a page can show and a translator must know."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from babel.messages.extract import extract, extract_from_dir

import engine
from engine.errors import BatonError

WEBUI = Path(__file__).resolve().parents[2] / "webui"
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_PLURALS = {"ngettext": (1, 2), "lazy_ngettext": (1, 2), "_n": (1, 2)}
_KEYWORDS = dict.fromkeys(("_", "gettext", "_l", "lazy_gettext")) | _PLURALS
_NOT_SHOWN = {
    "BackupExists",
    "NoBackup",
    "NotEmpty",
    "ProgramFailed",
    "ProgramMissing",
    "ConfigurationError",
    "FrontEndMissing",
    "BuildError",
    "NoJson",
    "UnfitInput",
    "UnreadableTests",
    "Untranslatable",
}
"""They stop a command, where there is no page; the last one is told as a finding of the linter."""


def of_pages() -> set[str]:
    """Texts in templates and views."""
    found = extract_from_dir(
        WEBUI,
        _METHODS,
        keywords=_KEYWORDS,
        options_map={"**/templates/**.html": {"trimmed": "true", "silent": "false"}},
        directory_filter=lambda folder: Path(folder).name not in {"node_modules", "static", "assets"},
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def of_errors() -> set[str]:
    """Texts of the error tree, wherever a class stands."""
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if not module.name.startswith(("engine.migrations", "engine.commands", "engine.cli")):
            importlib.import_module(module.name)
    return {one.text for one in _below(BatonError) if one.__name__ not in _NOT_SHOWN}


def of_forms() -> set[str]:
    """Messages at the fields of a form."""
    from engine.forms import messages  # noqa: PLC0415

    return set(messages.ALL)


def of_records() -> set[str]:
    """What a record's fields refuse, at the field. Imports tell theirs on the command line, in English."""
    records = WEBUI.parent / "engine" / "records"
    files = [
        records / f"{name}.py" for name in ("kinds", "validation", "store", "segments_conditions")
    ] + sorted(records.glob("types/*.py"))
    found: set[str] = set()
    for file in files:
        with file.open("rb") as source:
            found |= {
                text for _, text, *_ in extract("python", source, keywords={"Message": None, "Refused": None})
            }
    return found


def _below(error: type[BatonError]) -> set[type[BatonError]]:
    return {error} | {one for child in error.__subclasses__() for one in _below(child)}
