"""Examples for `--help`, a command each: the command line, and what it is good for."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "init": (
        ("ftmigrate init", "set up the project in this folder"),
        ("ftmigrate init ~/src/app --dry-run", "show the plan and its commands"),
    ),
    "migrate": (
        ("ftmigrate migrate", "the whole pipeline on a copy, with a report"),
        ("ftmigrate migrate --write --no-bench", "on the project itself, without the benchmark"),
    ),
    "demo": (("ftmigrate demo shelf --allow-stand-in", "also where 3.14t cannot be had"),),
    "python": (
        ("ftmigrate python list", "what is here"),
        ("ftmigrate python install 3.14t", "from the first provider that can"),
        ("ftmigrate python install 3.14t --from python.tar.gz", "from an archive that you bring"),
    ),
    "env": (
        ("ftmigrate env run 3.14t -- python -m pytest -q", "a command in the free-threaded environment"),
        ("ftmigrate env sync", "after the dependencies changed"),
    ),
    "audit": (
        ("ftmigrate audit --verbose", "every package with its evidence"),
        ("ftmigrate audit --json", "for a script"),
    ),
    "codemod": (
        ("ftmigrate codemod", "what would change, as a diff"),
        ("ftmigrate codemod --check src", "exit 1 if something in src would change"),
        ("ftmigrate codemod --select ANN --write", "rewrite the annotations only"),
        ("ftmigrate codemod --write --prove", "only what 3.14 sees alike before and after"),
        ("ftmigrate codemod --interactive", "look at each conditional finding and choose"),
    ),
    "rules": (("ftmigrate rules --json", "for a script"),),
    "explain": (("ftmigrate explain ANN001", "what it does, when, and when not"),),
    "verify": (("ftmigrate verify", "after `ftmigrate codemod --write`"),),
    "bench": (("ftmigrate bench --budget 60", "a longer run sees smaller differences"),),
    "report": (
        ("ftmigrate report --open", "in the browser"),
        ("ftmigrate report --format markdown --output report.md", "for a pull request"),
    ),
    "undo": (("ftmigrate undo", "put back what the last `codemod --write` changed"),),
    "onboard": (
        (
            "ftmigrate onboard --set github-actions --set onboarding",
            "a workflow, and the scripts for colleagues",
        ),
        ("ftmigrate onboard --check", "exit 1 where a generated file is out of date"),
    ),
    "schema": (("ftmigrate schema codemod", "the schema of `ftmigrate codemod --json`"),),
    "completion": (('eval "$(ftmigrate completion bash)"', "in ~/.bashrc"),),
}


def epilog(command: str) -> str:
    """The examples of a command as its help shows them; empty where there are none."""
    lines = [f"  {line}\n      {about}" for line, about in EXAMPLES.get(command, ())]
    return "examples:\n" + "\n".join(lines) if lines else ""
