"""Tries every mutation and prints what told of it: ``make mutations``."""

from __future__ import annotations

import sys

from tests.mutations import MutationError, check_sound, copied, first_failure, load


def main() -> int:
    """Returns 1 where a mutation went unnoticed, or was noticed in words that do not name it."""
    mutations, unnoticed = load(), 0
    with copied() as tree:
        check_sound(tree, mutations)
        for one in mutations:
            with one.made(tree):
                failure = first_failure(tree, one.tests)
            found = one.is_told(failure)
            unnoticed += not found
            print(f"{'caught' if found else 'MISSED'}  {one.name}", flush=True)
            print(f"        {_shown(failure)}", flush=True)
    print(f"\n{len(mutations) - unnoticed} of {len(mutations)} mutations caught")
    return 1 if unnoticed else 0


def _shown(failure: str | None) -> str:
    """The failing test and the beginning of what it says."""
    if failure is None:
        return "every test passes"
    name, _, message = failure.partition("\n")
    told = " ".join(message.split())
    return f"{name}: {told[:150]}{'…' if len(told) > 150 else ''}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MutationError as error:
        sys.exit(f"mutations: {error}")
