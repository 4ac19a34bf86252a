"""Verbs of process designers: thin, over `engine.studio`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import audit
from engine.studio import copying, drafts, importing, naming, proposals, rights, sheets, starting, versions
from engine.studio.errors import BadFolderName
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.work import Work


class StudioVerbs(Ground):
    @verb
    def create_folder(self, work: Work, title: str, *, by: User) -> str:
        """Begin a process: a draft with a small model that can be deployed; the folder's name.

        Raises `NotADesigner`, `BadFolderName`, `FolderTaken`.
        """
        rights.require_designer(by)
        name = naming.slug(title)
        if not name:
            raise BadFolderName(what="", reason="", remedy="", folder=title[:80])
        drafts.founded(work, name, starting.folder(name, naming.title(title), by.locale))
        return name

    @verb
    def copy_folder(self, work: Work, folder: str, *, title: str, by: User) -> str:
        """Begin a process as a copy of another's newest version, under ids of its own; the folder's name."""
        rights.require_designer(by)
        name = naming.slug(title)
        if not name:
            raise BadFolderName(what="", reason="", remedy="", folder=title[:80])
        files = versions.files(work.connection, folder, versions.newest(work.connection, folder))
        key = drafts.founded(work, name, copying.copied(files, name, naming.title(title)))
        audit.record(work, "copy_folder", ("folder_draft", key), new={"from": folder})
        return name

    @verb
    def import_folder(self, work: Work, folder: str, content: bytes, *, by: User) -> None:
        """Begin a draft with a zip's files, or a model. Raises `ArchiveRefused`, `FileRefused`, `DraftExists`."""
        rights.require_designer(by)
        key = drafts.imported(work, naming.check_folder(folder), importing.files_of(folder, content))
        audit.record(work, "import_folder", ("folder_draft", key), new={"folder": folder})

    @verb
    def open_draft(self, work: Work, folder: str, *, by: User) -> int:
        """The key of the person's draft, begun from the newest version if there is none."""
        rights.require_designer(by)
        return drafts.opened(work, folder)

    @verb
    def save_draft_file(
        self, work: Work, folder: str, name: str, content: bytes, *, expected: int, by: User
    ) -> int:
        """Keep a file of the person's draft; its new version. Raises `FileChanged`, `FileRefused`.

        *expected* is the version that the person's window began from; 0 for a new file.
        """
        rights.require_designer(by)
        return drafts.save_file(work, folder, name, content, expected=expected)

    @verb
    def take_draft_table(
        self, work: Work, folder: str, name: str, decision: str, sheet: bytes, *, expected: int, by: User
    ) -> int:
        """Write the rules of a spreadsheet into a table of the person's draft; the file's new version.

        Raises `UnusableSheet` with every reason, `FileChanged`.
        """
        rights.require_designer(by)
        return sheets.take(work, folder, name, decision, sheet, expected=expected)

    @verb
    def rename_draft_file(self, work: Work, folder: str, name: str, *, to: str, by: User) -> None:
        """Raises `NoSuchFile`, `FileTaken`, `BadFileName`."""
        rights.require_designer(by)
        drafts.rename_file(work, folder, name, to)

    @verb
    def delete_draft_file(self, work: Work, folder: str, name: str, *, by: User) -> None:
        """Raises `NoSuchFile`."""
        rights.require_designer(by)
        drafts.delete_file(work, folder, name)

    @verb
    def discard_draft(self, work: Work, folder: str, *, by: User) -> None:
        """Throw the person's draft of a folder away."""
        rights.require_designer(by)
        drafts.discard(work, folder)

    @verb
    def propose(self, work: Work, folder: str, *, why: str, by: User) -> int:
        """Ask for the person's draft to be deployed as it is now; the proposal's key."""
        rights.require_designer(by)
        return proposals.propose(work, folder, why=why)

    @verb
    def deploy_draft(self, work: Work, folder: str, *, why: str, over: int | None = None, by: User) -> int:
        """Propose and deploy in one step, for who may; the number of the new version."""
        rights.require_deployer(by)
        return proposals.deploy(work, proposals.propose(work, folder, why=why), over=over)

    @verb
    def deploy_proposal(self, work: Work, key: int, *, over: int | None = None, by: User) -> int:  # noqa: ARG002
        """Make a proposal the newest version; its number. Running instances stay on theirs.

        Raises `DeploymentRefused` with the findings, `BaseChanged` unless *over* names the newest version.
        """
        return proposals.deploy(work, key, over=over)

    @verb
    def send_back_proposal(self, work: Work, key: int, *, comment: str, by: User) -> None:  # noqa: ARG002
        """Decline a proposal with a comment for its author."""
        proposals.send_back(work, key, comment=comment)

    @verb
    def withdraw_proposal(self, work: Work, key: int, *, by: User) -> None:  # noqa: ARG002
        """Take one's own proposal back."""
        proposals.withdraw(work, key)
