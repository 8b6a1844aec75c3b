"""`onboard` as JSON: each file, how it stands, and the diff where it was not written."""

from typing import Any

from ftmigrate.model.onboarding import Onboarding
from ftmigrate.renderers.team_files import diff


def document(onboarding: Onboarding) -> dict[str, Any]:
    return {
        "sets": list(onboarding.sets),
        "check": onboarding.check,
        "files": [
            {
                "set": file.set,
                "path": file.path,
                "state": file.state.value,
                "written": file.written,
                "replaced": file.replaced,
                "note": file.note,
                "diff": "" if file.written else diff(file),
            }
            for file in onboarding.files
        ],
        "available": [{"name": one.name, "summary": one.summary} for one in onboarding.available],
    }
