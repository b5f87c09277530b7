"""What a handler changes on the page: properties of components, put together for Gradio."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.blocks import Block

Props = dict[Block, dict[str, Any]]
"""Components with the properties that change."""

Updates = dict[Block, Any]
"""What Gradio takes from a handler."""


def updates(*parts: Props) -> Updates:
    """Several parts of the page changed at once; of one property, the last word counts."""
    merged: Props = {}
    for part in parts:
        for component, props in part.items():
            merged[component] = merged.get(component, {}) | props
    return {
        component: props["value"] if isinstance(component, gr.State) else gr.update(**props)
        for component, props in merged.items()
    }
