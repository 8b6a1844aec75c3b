"""The template sets, in the order that `onboard --list` shows them: one line a folder of templates/."""

from ftmigrate.model.onboarding import TemplateSet

SETS = (
    TemplateSet("github-actions", "GitHub Actions: tests on each target, the GIL's state asserted"),
    TemplateSet(
        "gitlab-ci",
        "GitLab CI: the same",
        wired=((".gitlab-ci.yml", ".gitlab/free-threading.gitlab-ci.yml"),),
    ),
    TemplateSet(
        "pre-commit",
        "pre-commit: the codemod's check, and this command's",
        wired=((".pre-commit-config.yaml", "ftmigrate"),),
    ),
    TemplateSet(
        "tox",
        "tox: an environment for each target",
        rivals=(("tox.ini", ("tox.toml", "pyproject.toml#tool.tox", "setup.cfg#tox:tox")),),
    ),
    TemplateSet("nox", "nox: a session for each target"),
    TemplateSet(
        "just",
        "just: recipes for both environments",
        wired=(("justfile", "free-threading.just"),),
        rivals=(("justfile", ("Justfile", ".justfile", "JUSTFILE")),),
    ),
    TemplateSet(
        "devcontainer",
        "a development container that sets itself up (with onboarding)",
        needs=("onboarding",),
        rivals=((".devcontainer/devcontainer.json", (".devcontainer.json",)),),
    ),
    TemplateSet("onboarding", "onboard.sh and onboard.ps1: one script for a new colleague"),
)
