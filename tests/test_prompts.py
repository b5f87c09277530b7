"""Prompts load by reference, render strictly, and never read a value as a template."""

import pytest

import prompts


@pytest.mark.parametrize("reference", prompts.versions())
def test_every_prompt_loads_and_is_written_in_both_languages(reference):
    prompt = prompts.load(reference)
    assert str(prompt) == reference
    assert prompt.purpose.endswith(".")
    assert set(prompt.messages) == {"ar", "en"}


@pytest.mark.parametrize("reference", prompts.versions())
def test_scaffolding_is_in_the_language_of_the_reply(reference):
    """Labels in another language bias small models towards that language."""
    prompt = prompts.load(reference)
    values = dict.fromkeys(prompt.variables, "")
    arabic = " ".join(text for _, text in prompt.render("ar", **values))
    english = " ".join(text for _, text in prompt.render("en", **values))
    assert not any(c.isascii() and c.isalpha() for c in arabic)
    assert english.isascii()
    assert "العربية" in prompt.render("ar", **values)[-1][1]
    assert "English" in prompt.render("en", **values)[-1][1]


def test_a_name_alone_means_the_newest_version():
    newest = [one for one in prompts.versions() if one.startswith("answer@")][-1]
    assert prompts.load("answer") == prompts.load(newest)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": "a", "extra": "b"},
        {"txet": "a"},
    ],
)
def test_a_missing_or_unknown_variable_is_an_error(values):
    with pytest.raises(prompts.PromptError, match="translate@1"):
        prompts.load("translate@1").render("en", **values)


def test_of_all_values_a_version_takes_those_that_it_declares():
    values = {"passages": "a", "sentences": "3", "form": "b"}
    assert prompts.load("summarize@1").declared(values).keys() == {"passages", "sentences"}
    assert prompts.load("summarize@2").declared(values).keys() == {"passages", "form"}


def test_a_value_that_no_version_declares_is_an_error():
    with pytest.raises(prompts.PromptError, match="froms"):
        prompts.load("summarize@2").declared({"passages": "a", "froms": "b"})


def test_a_declared_variable_that_is_missing_is_still_an_error():
    prompt = prompts.load("summarize@2")
    with pytest.raises(prompts.PromptError, match="form"):
        prompt.render("en", **prompt.declared({"passages": "a"}))


def test_values_are_never_read_as_templates():
    hostile = "{text} {passages} {0} {{}} {__class__} \\g<0> %s $text"
    rendered = prompts.load("translate@1").render("ar", text=hostile)
    assert hostile in rendered[-1][1]


@pytest.mark.parametrize("reference", ["nothing", "answer@999", "../answer@1", "answer@", ""])
def test_an_unknown_prompt_is_an_error_that_lists_the_known_ones(reference):
    with pytest.raises(prompts.PromptError, match="answer@1"):
        prompts.load(reference)


def test_an_unknown_language_is_an_error():
    with pytest.raises(prompts.PromptError, match="fr"):
        prompts.load("translate@1").render("fr", text="a")
