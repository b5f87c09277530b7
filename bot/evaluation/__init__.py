"""Prompt regression tests: cases as data, assertions on replies, and what runs them.

    cases, schema          what a case is, and the loader of ``tests/prompts/*.yaml``
    assertions             what a case can expect of a reply; the checks are in content, sources,
                           form (with phrases, scripts, likeness), their results in outcomes
    judge                  what a model judges, and how far it agrees with labels
    runner, runs           cases and an engine in; attempts, verdicts and runs out
    archive, tapes,        model answers recorded, replayed and cached
    recordings
    costs                  what a run will cost
    feedback_cases         cases of what readers thought of replies

A part of the command line and of the tests; nothing that serves readers imports it.
"""
