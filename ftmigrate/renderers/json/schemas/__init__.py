"""JSON Schemas of every `--json` document, by the name in its `schema` key."""

from typing import Any

from ftmigrate.renderers.json.schemas import machine, project, results

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

DOCUMENTS = {
    "init": project.SETUP,
    "migrate": results.REPORT,
    "demo": results.REPORT,
    "python-list": machine.LISTING,
    "python-find": machine.FOUND,
    "python-install": machine.OBTAINED,
    "python-uninstall": machine.REMOVED,
    "python-providers": machine.PROVIDERS,
    "env-sync": project.SETUP,
    "env-list": project.ENVIRONMENTS,
    "env-path": project.ENVIRONMENT_PATH,
    "env-remove": machine.REMOVED,
    "audit": results.AUDIT,
    "codemod": results.CODEMOD,
    "rules": project.RULES,
    "explain": project.RULE_PAGE,
    "verify": results.VERIFY,
    "bench": results.BENCH,
    "report": results.REPORT,
    "undo": project.UNDONE,
    "onboard": project.ONBOARDING,
    "schema": project.SCHEMAS,
    "completion": project.COMPLETION,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the documents named `ftmigrate.NAME/1`; KeyError for no such.

    Keys are only ever added within a version, so other keys than those described are allowed.
    """
    body = DOCUMENTS[name]
    described = {"schema": {"const": f"ftmigrate.{name}/1"}, **body["properties"]}
    return {
        "$schema": _DIALECT,
        "title": f"ftmigrate.{name}/1",
        **body,
        "properties": described,
        "required": ["schema", *body["required"]],
    }
