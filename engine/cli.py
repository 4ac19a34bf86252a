"""`baton`: the command line. Each command is one file in `engine/commands`, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import click

from engine import commands
from engine.errors import BatonError, ConfigurationError

_WRONG_SETTING = 2


class _Baton(click.Group):
    """The commands of `engine/commands`, imported when they are named: `baton lint` does not wait for Flask."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        found = pkgutil.iter_modules(commands.__path__)
        return sorted(module.name.rstrip("_") for module in found if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        name = f"{cmd_name}_" if cmd_name == "import" else cmd_name
        found: click.Command = importlib.import_module(f"engine.commands.{name}").command
        return found


@click.command(cls=_Baton)
@click.version_option(package_name="baton")
def baton() -> None:
    """Baton, a CRM that runs on the company's processes."""


def main() -> None:
    """Run a command; what Baton refuses is told in words, never as a traceback."""
    try:
        baton(standalone_mode=True)
    except BatonError as error:
        print(f"baton: {error}", file=sys.stderr)
        sys.exit(_WRONG_SETTING if isinstance(error, ConfigurationError) else 1)
    except OSError as error:
        if error.filename is None:
            raise
        # A folder or file that somebody named, in a setting or on the command line.
        print(
            f"baton: {error.filename}: {error.strerror}. Correct the path, or who may use it.",
            file=sys.stderr,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
