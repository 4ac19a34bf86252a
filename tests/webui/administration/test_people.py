"""People, teams, groups and sessions on their pages: only for administrators, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

from engine.identity import SYSTEM, accounts, directory, sessions, store, teams
from engine.identity.accounts import Account
from engine.process import queries
from tests.process.models import end, model, start, user
from tests.webui.browsing import page, text

SECRET = "kobe-7421-mira"
PAGES = (
    "users", "users/new", "roles", "teams", "teams/new", "groups", "groups/new", "calendars", "calendars/new",
    "sessions", "audit", "audit.csv",
)  # fmt: skip
NORA = {
    "name": "Nora Lind", "login": "nora", "email": "nora@example.com", "locale": "en", "time_zone": "Europe/Berlin",
    "visibility": "own", "roles": ["employee"], "groups": ["Sales"], "password": SECRET,
}  # fmt: skip


@pytest.fixture
def dina(sign_in):
    return sign_in("dina")


def find(engine, login):
    with engine.database.reading() as connection:
        return store.find_user(connection, login)


def stored(engine, key):
    with engine.database.reading() as connection:
        return accounts.load(connection, key)


def test_only_administrators_see_the_pages(sign_in, stranger, dina):
    anna, boris = sign_in("anna"), sign_in("boris")

    for page_name in PAGES:
        address = f"/administration/{page_name}"
        assert dina.get(address).status_code == 200, address
        assert anna.get(address).status_code == boris.get(address).status_code == 403, address
        assert stranger.get(address).headers["Location"].startswith("/sign-in"), address


def test_the_navigation_names_the_administration_to_administrators_only(sign_in, dina):
    def destinations(browser):
        return page(browser.get("/profile")).xpath("//nav//a/@href")

    assert "/administration/users" in destinations(dina)
    assert dina.get("/administration").headers["Location"] == "/administration/users"
    assert "/administration/users" not in destinations(sign_in("boris"))


def test_others_can_change_nothing_there(sign_in, engine, company):
    browser = sign_in("boris")

    answers = [
        browser.post("/administration/users", NORA),
        browser.post(f"/administration/users/{company.boris.key}", {**NORA, "roles": ["administrator"]}),
        browser.post(f"/administration/users/{company.anna.key}/password", {"password": SECRET}),
        browser.post(f"/administration/users/{company.anna.key}/deactivation"),
        browser.post("/administration/groups/of/Sales"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert "administrator" not in find(engine, "boris").roles
    assert "Sales" in find(engine, "anna").groups


def test_a_new_person_is_created_signs_in_and_must_choose_a_password_first(dina, stranger, engine):
    dina.get("/administration/users/new")
    created = dina.post("/administration/users", NORA)
    assert created.status_code == 303
    assert find(engine, "nora").groups == {"Sales"}

    assert stranger.sign_in("nora", SECRET).status_code == 303
    for address in ("/inbox", "/accounts", "/"):
        assert stranger.get(address).headers["Location"] == "/profile/password"
    assert stranger.get("/inbox", part=True).headers["HX-Redirect"] == "/profile/password"
    stranger.get("/profile/password")
    own = {"current": SECRET, "new": "only nora knows", "again": "only nora knows"}
    assert stranger.post("/profile/password", own).status_code == 303

    assert stranger.get("/inbox").status_code == 200


WRONG_PASSWORDS = [
    ("a guess", "long enough", "long enough", "not your current password"),
    (SECRET, "long enough", "different", "differ"),
    (SECRET, "tiny!!", "tiny!!", "Choose one of 8"),
    (SECRET, SECRET, SECRET, "already"),
]


def test_a_password_that_cannot_be_changed_says_why_and_is_never_shown(stranger, engine):
    engine.create_user(Account(login="nora", name="Nora"), password=SECRET, own=True, by=SYSTEM)
    stranger.sign_in("nora", SECRET)

    for current, new, again, words in WRONG_PASSWORDS:
        answer = stranger.post("/profile/password", {"current": current, "new": new, "again": again})

        assert answer.status_code == 422
        assert words in text(answer)
        assert new not in answer.get_data(as_text=True)
    assert stranger.get("/inbox").status_code == 200


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(dina):
    dina.get("/administration/users/new")

    answer = dina.post("/administration/users", {**NORA, "login": "two words", "email": "nobody"})

    assert answer.status_code == 422
    tree = page(answer)
    assert tree.xpath("//input[@name='name']/@value") == ["Nora Lind"]
    assert tree.xpath("//input[@name='groups'][@checked]/@value") == ["Sales"]
    for field in ("login", "email"):
        assert tree.xpath(f"//input[@id='{field}']/@aria-invalid") == ["true"]
        assert tree.xpath(f"//*[contains(@class, 'error-summary')]//a[@href='#{field}']")
        assert tree.xpath(f"//*[@id='{field}-error']")


def test_a_taken_login_is_refused_at_its_field(dina):
    answer = dina.post("/administration/users", {**NORA, "login": "ANNA"})

    assert answer.status_code == 409
    assert "taken" in page(answer).xpath("string(//*[@id='login-error'])")


def test_a_person_is_changed_and_an_old_page_is_refused(dina, engine, company):
    anna = stored(engine, company.anna.key)
    sent = {
        **NORA,
        "name": "Anna Two",
        "login": "anna",
        "more_groups": "Support, Night",
        "version": anna.version,
    }
    address = f"/administration/users/{company.anna.key}"

    assert dina.post(address, sent).status_code == 303
    again = dina.post(address, {**sent, "name": "Anna Three"})

    assert stored(engine, company.anna.key).account.name == "Anna Two"
    assert stored(engine, company.anna.key).account.groups == {"Sales", "Support", "Night"}
    assert again.status_code == 409
    assert "Anna Three" in again.get_data(as_text=True)


def test_nobody_takes_their_own_right_to_administer(dina, engine, company):
    me = stored(engine, company.dina.key)
    sent = {**NORA, "name": "Dina Noor", "login": "dina", "roles": ["employee"], "version": me.version}

    answer = dina.post(f"/administration/users/{company.dina.key}", sent)

    assert answer.status_code == 409
    assert "administrator" in find(engine, "dina").roles
    assert "End the access" not in text(dina.get(f"/administration/users/{company.dina.key}"))


def test_who_leaves_is_signed_out_and_their_tasks_are_handed_over(dina, sign_in, engine, company):
    anna = sign_in("anna")
    task = model("work", start(), user("go", candidateGroups="Sales"), end(), flow="start > go > end")
    engine.deploy({"work.bpmn": task}, by=company.dina, name="work")
    engine.start_instance("work", variables={}, by=company.anna)
    with engine.database.reading() as connection:
        (row,) = queries.inbox(connection, company.anna, scope="groups").rows
    engine.claim_task(row.key, by=company.anna)

    address = f"/administration/users/{company.anna.key}"
    dina.post(f"{address}/deactivation")

    assert anna.get("/inbox").status_code == 303
    assert "Nobody works on these any more" in text(dina.get(address))
    assert dina.post(f"{address}/tasks", {"to": ""}).status_code == 303
    dina.post(f"{address}/tasks", {"to": str(company.olga.key)})
    with engine.database.reading() as connection:
        assert [one.key for one in queries.inbox(connection, company.olga).rows] == [row.key]
    dina.post(f"{address}/activation")
    assert find(engine, "anna").key == company.anna.key


def test_people_are_searched_and_filtered(dina):
    def names(query):
        return page(dina.get(f"/administration/users?{query}")).xpath("//tbody//td[1]/a/text()")

    assert names("q=БОРИС") == ["Борис Иванов"]
    assert names("role=administrator") == ["Dina Noor"]
    assert names("group=Export") == ["Clara Weiss"]
    assert names("q=<script>") == []


def test_a_team_is_made_and_changed(dina, engine, company):
    dina.get("/administration/teams/new")
    sent = {
        "name": "East",
        "region": "Asia",
        "manager": str(company.boris.key),
        "members": [str(company.clara.key)],
    }
    assert dina.post("/administration/teams", sent).status_code == 303
    with engine.database.reading() as connection:
        key = store.load_user(connection, company.clara.key).team_key
        assert teams.load(connection, key).region == "Asia"

    assert dina.post("/administration/teams", sent).status_code == 409
    refused = dina.post(f"/administration/teams/{key}", {"name": "", "calendar": "Nothing"})
    assert refused.status_code == 422
    assert page(refused).xpath("//*[@id='calendar-error']")


def test_a_group_without_members_whose_tasks_wait_is_flagged(dina, engine, company):
    lanes = model("work", start(), user("go"), end(), flow="start > go > end", lanes={"Night / desk": ["go"]})
    engine.deploy({"work.bpmn": lanes}, by=company.dina, name="work")
    listed = dina.get("/administration/groups")
    row = page(listed).xpath("//tr[.//a[text()='Night / desk']]")[0]
    assert "Nobody gets these tasks" in row.text_content()

    address = row.xpath(".//a/@href")[0]
    assert "Named by: work" in text(dina.get(address))
    dina.post(address, {"members": [str(company.anna.key)]})

    assert "Night / desk" in find(engine, "anna").groups
    assert "Nobody gets these tasks" not in text(dina.get("/administration/groups"))


def test_sessions_are_listed_with_browser_and_address_and_ended(dina, engine, stranger, company):
    engine.create_user(Account(login="nora", name="Nora"), password=SECRET, own=True, by=SYSTEM)
    token = engine.sign_in(
        "nora", SECRET, address="10.0.0.7", agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0"
    )

    shown = text(dina.get("/administration/sessions"))
    assert "10.0.0.7" in shown
    assert "Firefox, Linux" in shown
    assert token not in dina.get("/administration/sessions").get_data(as_text=True)

    dina.post(f"/administration/sessions/{sessions.name_of(token)}")
    with engine.database.reading() as connection:
        left = directory.sessions(connection, now=engine.system_clock.now())
    assert {line.login for line in left} == {"dina"}
    assert dina.post("/administration/sessions/0000").status_code == 404
    gone = dina.post(f"/administration/sessions/{left[0].name}")
    assert gone.headers["Location"] == "/sign-in"
    assert dina.get("/inbox").status_code == 303
