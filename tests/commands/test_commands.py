"""The command line, as a person at a terminal meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest

from engine.cli import baton
from engine.db import Database
from engine.identity import store

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ROOT / "processes"


class Terminal:
    """Runs `baton` in a folder of its own, on one database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "BATON_DATABASE_URL": url,
            "BATON_VAR": str(folder),
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "engine.cli", *words],
            cwd=self.folder,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def terminal(tmp_path, new_sqlite):
    return Terminal(tmp_path, new_sqlite(tmp_path / "baton.sqlite"))


def test_an_unreachable_database_is_one_line_that_says_what_to_do(terminal):
    done = terminal.run("kpi", BATON_DATABASE_URL="postgresql+psycopg://baton:hidden@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Start it, or correct BATON_DATABASE_URL" in done.stderr
    assert "hidden" not in done.stderr


def test_a_database_that_was_never_set_up_says_so(terminal, tmp_path):
    done = terminal.run("kpi", BATON_DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "baton migrate" in done.stderr


def test_a_wrong_setting_ends_with_its_own_exit_code(terminal):
    done = terminal.run("serve", PORT="eighty")
    assert done.returncode == 2
    assert "PORT is 'eighty'" in done.stderr


def test_the_shipped_processes_are_ready_to_deploy_and_deploying_twice_changes_nothing(terminal):
    assert "ready to deploy" in terminal.run("lint", str(PROCESSES)).stdout
    assert "process opportunity version 1" in terminal.run("deploy", str(PROCESSES)).stdout
    assert "unchanged" in terminal.run("deploy", str(PROCESSES)).stdout


def test_a_model_that_cannot_run_is_refused_with_file_line_element_and_remedy(terminal, tmp_path):
    model = (PROCESSES / "sales/opportunity/opportunity.bpmn").read_text()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/deal.bpmn").write_text(
        model.replace("=opportunity.owner = null", "=opportunity.owner = = null")
    )

    for command in ("lint", "deploy"):
        done = terminal.run(command, str(tmp_path / "broken"))
        assert done.returncode == 1
        said = done.stdout + done.stderr
        assert re.search(r"broken/deal\.bpmn:\d+: error: .*expected an expression.*Correct the text", said)
        assert "Traceback" not in said
    assert json.loads(terminal.run("kpi", "--json").stdout)["open"] == 0


def test_malformed_xml_and_a_doctype_are_refused_with_their_line(terminal, tmp_path):
    for number, text in enumerate(("<bpmn:definitions", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "model.bpmn").write_text(text)
        done = terminal.run("deploy", str(folder))
        assert done.returncode == 1
        assert f"{number}/model.bpmn" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_person_is_added_and_their_password_is_never_shown(terminal):
    done = terminal.run("user", "add", "olga", "--role", "manager", "--password", "correct horse battery")
    assert done.returncode == 0
    assert "correct horse battery" not in done.stdout + done.stderr
    database = Database(terminal.environment["BATON_DATABASE_URL"])
    with database.reading() as connection:
        assert store.find_user(connection, "OLGA").roles == {"manager"}
    database.dispose()
    again = terminal.run("user", "add", "olga", "--password", "correct horse battery")
    assert again.returncode == 1
    assert "is taken" in again.stderr


def test_a_taken_port_is_one_line(terminal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = terminal.run("serve", PORT=port)
    assert done.returncode == 1
    assert f"http://127.0.0.1:{port}" in done.stderr
    assert "choose another PORT" in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HOST", "no-such-host.invalid"),
        ("BATON_VAR", "{file}/below"),
        ("BATON_DATABASE_URL", "sqlite:///{file}/below.sqlite"),
        ("BATON_DATABASE_URL", "sqlite:///{file}"),
    ],
)
def test_a_place_that_cannot_be_used_is_one_line(terminal, tmp_path, setting, value):
    file = tmp_path / "text"
    file.write_text("not a database " * 100)
    done = terminal.run("serve", **{setting: value.format(file=file)})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_server_answers_and_stops_cleanly(terminal, sent):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "serve"],
        cwd=terminal.folder,
        env={**terminal.environment, "PORT": str(port), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in server.stdout:
        if "Ctrl-C stops it" in line:
            break
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as answer:
        assert answer.status == 200
    server.send_signal(sent)
    said, _ = server.communicate(timeout=10)
    assert server.returncode == 0
    assert "Traceback" not in said


def test_the_reference_names_every_command_and_option():
    page = (ROOT / "docs/reference/commands.md").read_text()
    context = click.Context(baton)
    missing = [
        word
        for name in baton.list_commands(context)
        for word in _words(name, baton.get_command(context, name))
    ]
    assert [word for word in missing if f"`{word}" not in page] == []


def _words(name, command):
    if isinstance(command, click.Group):
        return [word for sub, found in command.commands.items() for word in _words(f"{name} {sub}", found)]
    options = [
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]
    return [f"baton {name}", *options]
