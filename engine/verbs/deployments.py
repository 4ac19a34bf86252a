"""The verb that brings processes, decisions and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import deployments
from engine.studio import versions
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.identity import User
    from engine.process.deployments import DeploymentResult
    from engine.process.work import Work


class DeploymentVerbs(Ground):
    @verb
    def deploy(
        self,
        work: Work,
        files: Mapping[str, bytes],
        *,
        by: User,  # noqa: ARG002  the decorator hands it in as work.by
        name: str,
        why: str = "",
    ) -> DeploymentResult:
        """Deploy .bpmn, .dmn and .form files together, by file name.

        Raises `Forbidden`, and `DeploymentRefused` with every finding; nothing is deployed then. Unchanged content
        makes no new version.
        """
        result = deployments.deploy(work, files, name=name, why=why)
        versions.keep(work, name, files, why=why, result=result)
        return result
