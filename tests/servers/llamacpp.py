"""A real llama.cpp server with a model of random weights, for tests of the protocol.

It streams, counts tokens, embeds, and refuses what does not fit its window, as any llama.cpp does;
what it says means nothing. A token is a byte, so its window fills early.
"""

from __future__ import annotations

import string
from pathlib import Path
from types import TracebackType
from typing import Any, Self

WIDTH = 64
HEADS = 4
LAYERS = 2
FEED_FORWARD = 128
MODEL = "tiny-random"


class LlamaServer:
    """The server, in this process (its threads are llama.cpp's own).

    Args:
        folder: Where to write the model, 0.5 MB.
        context_tokens: The window of each request, in tokens, which are bytes.
        reply_tokens: Length of each reply where the request sets no other.
    """

    model = MODEL

    def __init__(self, folder: Path, context_tokens: int, reply_tokens: int = 48) -> None:
        self.context_tokens = context_tokens
        self.reply_tokens = reply_tokens
        self._path = folder / "tiny-random.gguf"

    def __enter__(self) -> Self:
        import xllamacpp

        write_random_model(self._path)
        params = xllamacpp.CommonParams()
        params.model.path = str(self._path)
        params.model_alias = {MODEL}
        params.hostnames = ["127.0.0.1"]
        params.port = 0  # any free one
        params.n_parallel = 2
        params.n_ctx = params.n_parallel * self.context_tokens
        params.n_predict = self.reply_tokens
        params.sampling.seed = 0
        params.cache_prompt = False  # the same request always gets the same reply
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_LAST
        params.verbosity = -1
        self._server: Any = xllamacpp.Server(params)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del self._server  # its destructor stops the server

    @property
    def base_url(self) -> str:
        """What an OpenAI client calls base URL."""
        return f"{self._server.listening_address}/v1"


def write_random_model(path: Path) -> None:
    """Write a Llama of 115,000 random weights that says lower-case letters and spaces."""
    import gguf
    import numpy as np

    random = np.random.default_rng(seed=0)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(2**15)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)

    special = ["<unk>", "<s>", "</s>"]
    vocabulary = special + [f"<0x{byte:02X}>" for byte in range(256)]
    types = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary)
    writer.add_token_scores([0.0] * len(vocabulary))
    writer.add_token_types(types + [gguf.TokenType.BYTE] * 256)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: "
    )

    def add_random(name: str, rows: int, columns: int) -> None:
        weights = random.normal(0, columns**-0.5, (rows, columns))
        writer.add_tensor(name, weights.astype(np.float32))

    def add_ones(name: str) -> None:
        writer.add_tensor(name, np.ones(WIDTH, np.float32))

    add_random("token_embd.weight", len(vocabulary), WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        add_ones(f"{block}.attn_norm.weight")
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add_random(f"{block}.{name}.weight", WIDTH, WIDTH)
        add_ones(f"{block}.ffn_norm.weight")
        add_random(f"{block}.ffn_gate.weight", FEED_FORWARD, WIDTH)
        add_random(f"{block}.ffn_up.weight", FEED_FORWARD, WIDTH)
        add_random(f"{block}.ffn_down.weight", WIDTH, FEED_FORWARD)
    add_ones("output_norm.weight")

    # The other bytes get no weight, so that the output is text.
    spoken = [len(special) + ord(letter) for letter in string.ascii_lowercase + " "]
    output = np.zeros((len(vocabulary), WIDTH), np.float32)
    output[spoken] = random.normal(0, 0.25, (len(spoken), WIDTH))
    writer.add_tensor("output.weight", output)

    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
