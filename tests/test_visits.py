"""The settings of a visit, from what its reader typed."""

from __future__ import annotations

import pytest

from bot import Settings, SettingsError
from ui.panes.model import for_visit

KEY = "sk-of-this-visit-0123456789"


def test_the_servers_key_goes_to_no_other_address() -> None:
    own = Settings(openai_api_key="sk-own", embedding_model="embed", model="gpt-4.1")
    elsewhere = for_visit(own, "http://localhost:11434/v1", "", "qwen3:4b")
    assert elsewhere.openai_api_key == ""
    assert elsewhere.embedding_model == ""
    assert elsewhere.engine_in_force == "openai"
    same = for_visit(own, "", "", "gpt-5")
    assert (same.openai_api_key, same.model, same.embedding_model) == ("sk-own", "gpt-5", "embed")
    typed = for_visit(Settings(engine="extractive"), "", KEY, "")
    assert (typed.openai_api_key, typed.engine_in_force) == (KEY, "openai")
    with pytest.raises(SettingsError):
        for_visit(own, "javascript:alert(1)", "", "")


def test_settings_do_not_show_their_key() -> None:
    assert KEY not in repr(Settings(openai_api_key=KEY))
