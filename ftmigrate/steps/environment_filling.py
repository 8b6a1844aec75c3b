"""One environment while it is being filled: what runs in it, what is in it, what must be said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ftmigrate.host import environments as host
from ftmigrate.host.installers import Installer, install
from ftmigrate.model.dependencies import Dependencies, normalized
from ftmigrate.model.errors import ProjectCommandFailed
from ftmigrate.model.interpreter import Environment
from ftmigrate.model.progress import Progress

if TYPE_CHECKING:
    from importlib.metadata import Distribution


def reason_of(error: ProjectCommandFailed) -> str:
    """The line in which an installer names its error; else what it said last, less our own line."""
    said = [line.strip() for line in error.hint.splitlines() if any(map(str.isalnum, line))][:-1]
    named = [line for line in said if line.lower().startswith(("error:", "caused by:", "×", "╰─▶"))]
    return next(reversed(named or said), error.what)[:160]


@dataclass(slots=True)
class Filling:
    """`built` are distributions that were built from source, `notes` sentences for people."""

    project: Path
    environment: Environment
    wanted: Dependencies
    installer: Installer
    progress: Progress
    built: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def run(self, words: Sequence[str], installer: Installer | None = None) -> None:
        """Install `words`; nothing to install is fine. Raises ProjectCommandFailed."""
        if not words:
            return
        chosen = installer or self.installer
        label = f"Installing into {self.environment.path.name} with {chosen.name}"
        with self.progress.task(label) as task:
            done = install(
                chosen,
                self.environment.python,
                words,
                self.project,
                on_line=lambda line: task.update(note=line.strip()[:70]),
            )
        self.built += done.built

    def tried(self, words: Sequence[str]) -> str:
        """Install `words` if that can be done; else why not, in the installer's words."""
        try:
            self.run(words)
        except ProjectCommandFailed as error:
            return reason_of(error)
        return ""

    def distributions(self) -> "tuple[Distribution, ...]":
        return host.installed_distributions(self.environment.path)

    def versions(self) -> dict[str, str]:
        """Normalized name to version of all that is installed."""
        return {normalized(d.metadata["Name"] or ""): d.version for d in self.distributions()}

    def own(self) -> "Distribution | None":
        """The project's own distribution; its folder is written down in it (PEP 610)."""
        url = self.project.resolve().as_uri()
        for distribution in self.distributions():
            origin = distribution.read_text("direct_url.json") or ""
            if f'"{url}"' in origin or f'"{url}/"' in origin:
                return distribution
        return None

    def own_requirements(self) -> tuple[str, ...]:
        """`Requires-Dist` of the project itself, as its build backend wrote it."""
        own = self.own()
        return tuple(own.requires or ()) if own else ()
