"""The audit as a CycloneDX 1.6 bill of materials, for tools that read one.

Source: the CycloneDX JSON reference. Readiness stands in `properties`, as the format has it for
what it does not know itself.
"""

from typing import Any

from ftmigrate import __version__
from ftmigrate.model.auditing import Audit, PackageReadiness


def document(audit: Audit) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": audit.as_of,
            "tools": {"components": [{"type": "application", "name": "ftmigrate", "version": __version__}]},
            "properties": [
                {"name": "ftmigrate:verdict", "value": audit.verdict.value},
                {"name": "ftmigrate:profile", "value": audit.profile},
            ],
        },
        "components": [_component(package) for package in audit.packages],
    }


def _component(package: PackageReadiness) -> dict[str, Any]:
    reference = f"pkg:pypi/{package.name}@{package.version}"
    properties = [
        {"name": f"ftmigrate:{target}:{key}", "value": value}
        for target, entry in package.targets.items()
        for key, value in (
            ("status", entry.status.value),
            ("class", entry.kind.value),
            ("proof", entry.proof),
            ("wheel", entry.wheel or ""),
        )
        if value
    ]
    return {
        "type": "library",
        "bom-ref": reference,
        "name": package.name,
        "version": package.version,
        "purl": reference,
        "properties": properties,
    }
