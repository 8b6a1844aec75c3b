"""Interpreters as JSON: keys of design section 6, only ever added to."""

from collections.abc import Sequence
from typing import Any

from ftmigrate.model.interpreter import Discovery, Interpreter, Obtained
from ftmigrate.model.provider import Plan, Refusal
from ftmigrate.model.target import Target


def listing(discovery: Discovery) -> dict[str, Any]:
    return {
        "interpreters": [interpreter_document(entry) for entry in discovery.interpreters],
        "rejected": [{"path": str(entry.path), "reason": entry.reason} for entry in discovery.rejected],
    }


def interpreter_document(interpreter: Interpreter) -> dict[str, Any]:
    return {
        "path": str(interpreter.path),
        "version": interpreter.version,
        "implementation": interpreter.implementation,
        "free_threaded": interpreter.free_threaded,
        "gil_enabled": interpreter.gil_enabled,
        "jit": interpreter.jit.value,
        "debug": interpreter.debug,
        "managed_by": interpreter.managed_by,
        "platform_tags": list(interpreter.platform_tags),
        "provider": interpreter.provider,
        "build": interpreter.build,
    }


def answer(target: Target, found: Interpreter | None) -> dict[str, Any]:
    return {
        "request": target.text,
        "interpreter": None if found is None else interpreter_document(found),
    }


def obtained(target: Target, result: Obtained) -> dict[str, Any]:
    resolution = result.resolution
    return {
        **answer(target, None if resolution is None else resolution.interpreter),
        "stand_in": resolution is not None and resolution.stand_in,
        "explanations": list(result.explanations),
    }


def providers(target: Target, plans: Sequence[Plan | Refusal]) -> dict[str, Any]:
    return {"request": target.text, "providers": [_provider(plan) for plan in plans]}


def _provider(plan: Plan | Refusal) -> dict[str, Any]:
    return {
        "name": plan.provider,
        "can": isinstance(plan, Plan),
        "runs": isinstance(plan, Plan) and plan.runs,
        "detail": plan.summary if isinstance(plan, Plan) else plan.reason,
        "commands": list(plan.commands),
    }
