"""Settings come from the environment, are checked, and never show a secret."""

import pytest

from bot import Settings, SettingsError


def test_without_settings_the_embedded_engine_is_in_force():
    assert Settings.from_env({}).engine_in_force == "extractive"


@pytest.mark.parametrize(
    ("environ", "engine"),
    [
        ({"OPENAI_API_KEY": "sk-1"}, "openai"),
        ({"OPENAI_BASE_URL": "http://localhost:11434/v1"}, "openai"),
        ({"OPENAI_API_KEY": "sk-1", "KHULASA_ENGINE": "extractive"}, "extractive"),
        ({"KHULASA_ENGINE": "openai"}, "openai"),
        ({"OPENAI_API_KEY": "  "}, "extractive"),
    ],
)
def test_the_engine_follows_from_the_settings(environ, engine):
    assert Settings.from_env(environ).engine_in_force == engine


@pytest.mark.parametrize(
    "environ",
    [
        {"KHULASA_ENGINE": "gpt"},
        {"KHULASA_CONTEXT_TOKENS": "many"},
        {"KHULASA_CONTEXT_TOKENS": "5"},
        {"KHULASA_CONCURRENCY": "0"},
        {"KHULASA_CHUNK_CHARS": "٧٩"},
        {"KHULASA_TRANSLATOR_IDLE": "-1"},
        {"OPENAI_BASE_URL": "localhost:11434"},
        {"OPENAI_BASE_URL": "http://[::1"},
        {"OPENAI_BASE_URL": "http://localhost:99999"},
        {"CHROMA_URL": "ftp://host"},
        {"KHULASA_DATA_DIR": "~no-such-user/a"},
        {"KHULASA_PROMPTS": "answer"},
        {"KHULASA_PROMPTS": "answer@999"},
        {"KHULASA_PROMPTS": "answer@1,answer@1"},
    ],
)
def test_a_value_that_means_nothing_is_named_with_its_variable(environ):
    [(variable, value)] = environ.items()
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    for language in ("en", "ar"):
        assert variable in caught.value.message(language)
        assert value in caught.value.message(language)


@pytest.mark.parametrize(
    ("variable", "value", "english", "arabic"),
    [
        ("KHULASA_CHUNK_CHARS", "9", "a whole number of at least 80;", "عدد صحيح لا يقل عن 80."),
        ("KHULASA_TRANSLATOR_IDLE", "x", "of at least 0;", "لا يقل عن 0."),
        ("KHULASA_ENGINE", "gpt", "must be extractive or openai;", "extractive أو openai."),
        ("CHROMA_URL", "host:8000", "begins with http:// or https:// and names a server", "عنوان"),
        (
            "KHULASA_PROMPTS",
            "answer@0",
            "of each prompt, out of these: answer@1",
            "نسخة",
        ),
    ],
)
def test_what_a_setting_must_be_is_said_in_words(variable, value, english, arabic):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({variable: value})
    assert english in caught.value.message("en")
    assert arabic in caught.value.message("ar")


def test_a_password_in_a_wrong_address_is_not_shown():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"CHROMA_URL": "chroma://user:password@host"})
    assert "password" not in str(caught.value)


def test_prompts_are_chosen_by_reference():
    settings = Settings.from_env({"KHULASA_PROMPTS": " answer@1, translate@1"})
    assert settings.prompts == ("answer@1", "translate@1")
    assert settings.shown()["KHULASA_PROMPTS"] == "answer@1,translate@1"


def test_an_unknown_prompt_is_refused_however_the_settings_are_made_and_the_known_ones_listed():
    with pytest.raises(SettingsError, match=r"answer@1.*combine@1.*answer@0"):
        Settings(prompts=("answer@0",))


def test_secrets_are_masked():
    shown = Settings.from_env(
        {
            "OPENAI_API_KEY": "sk-secret-secret-secret-1234",
            "CHROMA_URL": "https://user:password@chroma.example:8000",
        }
    ).shown()
    assert "secret" not in str(shown)
    assert "password" not in str(shown)
    assert shown["OPENAI_API_KEY"].endswith("1234")
    assert "chroma.example:8000" in shown["CHROMA_URL"]


def test_a_short_key_is_not_shown_at_all():
    assert Settings.from_env({"OPENAI_API_KEY": "abcd"}).shown()["OPENAI_API_KEY"] == "(set)"
