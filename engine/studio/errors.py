"""What can go wrong between a designer's draft and a deployed version."""

from __future__ import annotations

from engine.errors import Conflict, Forbidden, Invalid, NotFound


class NotADesigner(Forbidden):
    text = "{who} may not change processes. Ask an administrator for the role designer."


class NoSuchFolder(NotFound):
    text = "There is no process folder “{folder}”. Look at the list of processes."


class NoSuchVersion(NotFound):
    text = "The folder “{folder}” has no version {number}. Look at its history."


class NoSuchDraft(NotFound):
    text = "You have no draft of “{folder}”. Open the folder and choose Edit."


class NoSuchFile(NotFound):
    text = "Your draft of “{folder}” has no file {file}. It was renamed or deleted; reload the page."


class NoSuchProposal(NotFound):
    text = "There is no such proposal. Look at the list of processes."


class FolderTaken(Conflict):
    text = "There is a process folder “{folder}” already. Choose another name."


class DraftExists(Conflict):
    text = "You have a draft of “{folder}” already. Discard it first, or import under another name."


class FileTaken(Conflict):
    text = "The folder has a file {file} already. Choose another name."


class FileChanged(Conflict):
    """Another window of the same designer saved the file in between."""

    text = "{file} was saved in another window. Compare both and choose which one to keep."


class BaseChanged(Conflict):
    """Somebody deployed a newer version than the one that the files came from."""

    text = (
        "Version {newest} of “{folder}” was deployed after this was begun from version {base}. "
        "Compare with version {newest}, then say that it may be replaced."
    )


class ProposalDecided(Conflict):
    text = "This proposal was decided already. Reload the page."


class NothingChanged(Conflict):
    text = "The draft of “{folder}” says the same as version {number}. Change something first."


class BadFolderName(Invalid):
    text = "“{folder}” cannot name a folder. Use small Latin letters, digits and hyphens, 60 at most."


class BadFileName(Invalid):
    text = "“{file}” cannot name a file. Use letters, digits, hyphens and the ending .bpmn, .dmn or .form."


class FileRefused(Invalid):
    """A file that cannot be kept: its reader refuses it."""

    text = "{file}, {place}: {reason} {remedy}"


class ArchiveRefused(Invalid):
    """A zip that is no process folder."""

    text = "{place}: {reason} {remedy}"


class TooManyFiles(Invalid):
    text = "A folder has {most} files at most. Delete one first."


class WhyMissing(Invalid):
    text = "The reason is missing. Say in a sentence what changes and why: others read it in the history."


class CommentMissing(Invalid):
    text = "The comment is missing. Say what the author should change."
