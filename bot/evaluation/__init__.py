"""Prompt regression tests: cases as data, assertions on replies, and what runs them.

    cases.py       what a case is, and the loader of ``tests/prompts/*.yaml``
    assertions.py  what a case can expect of a reply
    runner.py      a case and an engine in, the outcome of each assertion out

A part of the command line and of the tests; nothing that serves readers imports it.
"""
