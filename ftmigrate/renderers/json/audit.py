"""The audit as JSON: keys of design section 6, only ever added to."""

from typing import Any

from ftmigrate.model.auditing import Audit, CodeNote, PackageOnTarget, PackageReadiness


def document(audit: Audit) -> dict[str, Any]:
    return {
        "verdict": audit.verdict.value,
        "profile": audit.profile,
        "packages": [_package(package) for package in audit.packages],
        "code": [_note(note) for note in audit.code],
        "reasons": list(audit.reasons),
        "limits": list(audit.limits),
        "targets": list(audit.targets),
        "indexes": list(audit.indexes),
        "as_of": audit.as_of,
    }


def _package(package: PackageReadiness) -> dict[str, Any]:
    return {
        "name": package.name,
        "version": package.version,
        "chain": list(package.chain),
        "targets": {name: _on_target(entry) for name, entry in package.targets.items()},
    }


def _on_target(entry: PackageOnTarget) -> dict[str, Any]:
    platforms = entry.platforms or {}
    return {
        "status": entry.status.value,
        "class": entry.kind.value,
        "version": entry.version,
        "wheel": entry.wheel,
        "evidence": list(entry.evidence),
        "proof": entry.proof,
        "gil_on_import": entry.gil_on_import,
        "alternative": entry.alternative,
        "way_out": list(entry.way_out),
        "platforms": {name: status.value for name, status in platforms.items()},
    }


def _note(note: CodeNote) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "path": note.path,
        "line": note.line,
        "message": note.message,
        "advice": note.advice,
    }
