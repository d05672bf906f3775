"""The life of a case in words: docs/cases.md, made from the table."""

from __future__ import annotations

from collections.abc import Iterator

from core.cases.guards import Guard
from core.cases.transitions import TABLE, Transition
from core.plugin_manager import Plugins
from core.policy.policy import Policy

HEAD = """\
# The life of a case

Made by `lastmeter docs` from `core/cases/transitions.py`: change it there. The same table gives the guards, the field
`Case.allowedTransitions` and the tests.

| action | from | to | operation | who | mutation |
|---|---|---|---|---|---|
"""
GUARDS = """
## What stands in the way

A refusal names all of these that hold, in the language asked for; `allowedTransitions` tells them beforehand.

| code | of | message | 说明 |
|---|---|---|---|
"""


def told(plugins: Plugins) -> str:
    policies = {policy.key: policy for plugin in plugins.active for policy in plugin.policies}
    rows = "".join(_row(transition, policies) for transition in TABLE)
    return HEAD + rows + GUARDS + "".join(_guards(plugins))


def _row(transition: Transition, policies: dict[str, Policy]) -> str:
    sources = ", ".join(status.name for status in transition.sources) or "nothing"
    targets = " or ".join(status.name for status in transition.targets) or "the same"
    grants = policies[transition.operation].grants
    who = ", ".join(f"{role.name} {grant}" for role, grant in grants.items())
    told = f"{transition.action.name}: {transition.action.value}"
    return f"| {told} | {sources} | {targets} | {transition.operation} | {who} | `{transition.mutation}` |\n"


def _guards(plugins: Plugins) -> Iterator[str]:
    found: dict[str, tuple[Guard, list[str]]] = {}
    for transition in TABLE:
        for guard in transition.guards:
            found.setdefault(guard.code, (guard, []))[1].append(transition.action.name)
    for plugin in plugins.active:
        for blocker in plugin.blockers:
            found.setdefault(blocker.code, (blocker.guard, []))[1].append(f"{blocker.action.name} ({plugin.name})")
    for code, (guard, actions) in found.items():
        yield f"| {code} | {', '.join(actions)} | {guard.message} | {guard.message_zh} |\n"
