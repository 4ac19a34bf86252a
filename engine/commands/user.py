from __future__ import annotations

import os

import click

from engine import config
from engine.identity import SYSTEM, store
from engine.identity.accounts import Account
from engine.identity.users import ROLES, VISIBILITIES
from engine.installation import opened


@click.group()
def command() -> None:
    """People who may sign in."""


@command.command()
@click.argument("login")
@click.option("--name", help="The name that others see (default: the login).")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), default=("employee",), show_default=True
)
@click.option("--group", "groups", multiple=True, help="A lane whose tasks the person may claim; repeatable.")
@click.option(
    "--sees", type=click.Choice(VISIBILITIES), default="own", show_default=True, help="Whose records."
)
@click.option("--may-deploy", is_flag=True, help="Give the right to deploy processes.")
@click.password_option(help="Asked for when it is not given.")
def add(
    *,
    login: str,
    name: str | None,
    roles: tuple[str, ...],
    groups: tuple[str, ...],
    sees: str,
    may_deploy: bool,
    password: str,
) -> None:
    """Let a person sign in as LOGIN."""
    account = Account(
        login=login,
        name=name or login,
        roles=frozenset(roles),
        groups=frozenset(groups),
        visibility=sees,
        may_deploy=may_deploy,
    )
    with opened(config.read(os.environ)) as engine:
        engine.create_user(account, password=password, own=True, by=SYSTEM)
    click.echo(f"{login} can sign in.")


@command.command()
@click.argument("login")
@click.password_option(help="Asked for when it is not given.")
def password(*, login: str, password: str) -> None:
    """Give LOGIN a new password; all sessions of that person end."""
    with opened(config.read(os.environ)) as engine:
        with engine.database.reading() as connection:
            key = store.find_user(connection, login).key
        engine.give_password(key, password, own=True, by=SYSTEM)
    click.echo(f"{login} has a new password.")
