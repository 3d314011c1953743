"""Small GGUF files, and what gguf-py makes of them.

    pip install torch gguf==0.19.0 safetensors==0.8.0 && python make.py

types.gguf, types.safetensors  two rows of every block type, and their values
quantized.safetensors          values, ordinary and odd, and what gguf-py quantises them to
llama.gguf, ...                the models of ../architectures as llama.cpp's convert_hf_to_gguf.py stores them
byte-level.gguf, ...           the tokenizers of ../tokenizers, without a model
pre.json                       ids of byte-level's vocabulary, with text cut as other models do
"""

import json
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from safetensors.numpy import load_file, save_file

HERE = Path(__file__).parent
random = np.random.default_rng(0)


def random_blocks(kind, rows):
    """Blocks with random bits and small scales, for types that gguf-py reads but does not write."""
    _, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (rows, size), dtype=np.uint8)
    scale = lambda n: np.frombuffer(random.uniform(-0.1, 0.1, (rows, n)).astype(np.float16).tobytes(), np.uint8).reshape(rows, 2 * n)
    if kind == T.Q6_K:
        blocks[:, -2:] = scale(1)
    else:
        blocks[:, :4] = scale(2)
    return blocks


def types():
    writer = gguf.GGUFWriter(HERE / "types.gguf", "none")
    writer.add_key_value("test.i8", -5, gguf.GGUFValueType.INT8)
    writer.add_uint16("test.u16", 65535)
    writer.add_int64("test.i64", -(2**40))
    writer.add_float64("test.f64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.text", "日本語")
    writer.add_array("test.texts", ["a", "", "ü"])
    writer.add_array("test.floats", [0.5, -2.0])
    expected = {}
    for kind in (T.F32, T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q4_K, T.Q5_K, T.Q6_K):
        if kind in (T.Q4_K, T.Q5_K, T.Q6_K):
            data = random_blocks(kind, 2)
        else:
            data = gguf.quants.quantize(random.normal(size=(2, 256)).astype(np.float32), kind)
        writer.add_tensor(kind.name, data, raw_dtype=kind)
        expected[kind.name] = gguf.quants.dequantize(data, kind)
    writer.add_tensor("unread", np.arange(32, dtype=np.int8))
    write(writer)
    save_file(expected, HERE / "types.safetensors")


def quantized():
    random = np.random.default_rng(1)
    rows = [random.normal(size=32) * size for size in (1, 1, 0.02, 1e-6, 1e4)]
    rows += [np.zeros(32), np.full(32, -0.3), np.arange(32) - 15.5, np.arange(32) * 8.0 - 121, [1.0, -1.0] * 16]
    values = np.array(rows, dtype=np.float32)
    types = {kind.name: gguf.quants.quantize(values, kind) for kind in (T.BF16, T.F16, T.Q8_0, T.Q4_0)}
    save_file({"values": values, **{name: q.view(np.uint8) for name, q in types.items()}}, HERE / "quantized.safetensors")


def write(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def permute(w, heads):
    """LlamaModel.permute of convert_hf_to_gguf.py."""
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def model(name, arch):
    source = HERE.parent / "architectures" / name
    c = json.loads((source / "config.json").read_text())
    writer = gguf.GGUFWriter(HERE / f"{name}.gguf", gguf.MODEL_ARCH_NAMES[arch])
    head_dim = c.get("head_dim") or c["hidden_size"] // c["num_attention_heads"]
    writer.add_context_length(c["max_position_embeddings"])
    writer.add_embedding_length(c["hidden_size"])
    writer.add_block_count(c["num_hidden_layers"])
    writer.add_feed_forward_length(c["intermediate_size"])
    writer.add_head_count(c["num_attention_heads"])
    writer.add_head_count_kv(c["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(c["rms_norm_eps"])
    if arch == gguf.MODEL_ARCH.GEMMA:
        writer.add_key_length(head_dim)
        writer.add_value_length(head_dim)
    else:
        writer.add_rope_freq_base(c["rope_parameters"]["rope_theta"])
    if arch == gguf.MODEL_ARCH.LLAMA:
        writer.add_vocab_size(c["vocab_size"])
        writer.add_rope_dimension_count(head_dim)
    names = gguf.get_tensor_name_map(arch, c["num_hidden_layers"])
    for key, w in load_file(source / "model.safetensors").items():
        if arch == gguf.MODEL_ARCH.LLAMA and "q_proj" in key:
            w = permute(w, c["num_attention_heads"])
        if arch == gguf.MODEL_ARCH.LLAMA and "k_proj" in key:
            w = permute(w, c["num_key_value_heads"])
        if arch == gguf.MODEL_ARCH.GEMMA and "norm.weight" in key:
            w = w + 1
        writer.add_tensor(names.get_name(key, try_suffixes=(".weight", ".bias")), np.ascontiguousarray(w))
    if c["rope_parameters"]["rope_type"] == "llama3":  # LlamaModel.generate_extra_tensors
        r = c["rope_parameters"]
        frequencies = 1.0 / (r["rope_theta"] ** (torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim))
        low, high, old = r["low_freq_factor"], r["high_freq_factor"], r["original_max_position_embeddings"]
        factors = []
        for wavelength in (2 * torch.pi / frequencies).tolist():
            smooth = (old / wavelength - low) / (high - low)
            factors.append(1 if wavelength < old / high else r["factor"] if wavelength > old / low
                           else 1 / ((1 - smooth) / r["factor"] + smooth))
        writer.add_tensor("rope_freqs.weight", np.array(factors, dtype=np.float32))
    write(writer)


def tokenizer(name, kind):
    state = json.loads((HERE.parent / "tokenizers" / name / "tokenizer.json").read_text())
    added = {token["content"]: token["id"] for token in state["added_tokens"]}
    vocab = {**state["model"]["vocab"], **added}
    tokens = sorted(vocab, key=vocab.get)
    merges = ["".join(merge) for merge in state["model"]["merges"]]
    of = lambda t: gguf.TokenType.UNKNOWN if t == "<unk>" else gguf.TokenType.CONTROL if t in added else \
        gguf.TokenType.BYTE if t.startswith("<0x") else gguf.TokenType.NORMAL
    writer = gguf.GGUFWriter(HERE / f"{name}.gguf", "llama")
    writer.add_tokenizer_model(kind)
    writer.add_token_list(tokens)
    writer.add_token_types([of(t) for t in tokens])
    if kind == "gpt2":
        writer.add_tokenizer_pre("smollm")
        writer.add_token_merges([" ".join(merge) for merge in state["model"]["merges"]])
        writer.add_bos_token_id(vocab["<|im_start|>"])
        writer.add_eos_token_id(vocab["<|im_end|>"])
        writer.add_pad_token_id(vocab["<|im_end|>"])
        writer.add_add_bos_token(False)
    else:  # as SentencePiece: no merges, but scores in their order
        writer.add_tokenizer_pre("default")
        writer.add_token_scores([-float(merges.index(t)) if t in merges else -1e9 if of(t) == gguf.TokenType.NORMAL else 0.0 for t in tokens])
        writer.add_bos_token_id(vocab["<s>"])
        writer.add_eos_token_id(vocab["</s>"])
        writer.add_unk_token_id(vocab["<unk>"])
    writer.add_chat_template((HERE.parent / "tokenizers/byte-level/chat_template.jinja").read_text())
    write(writer)


def pre_tokenizers():
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers as p
    from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_PRE_TOKENIZER_SPLITS

    texts = ["I'LL say: it's 12345.67\n\n  def f():\r\n\treturn x", "Ünïcödé 日本語, ok?!  ", "e\u0301 don't  stop   "]
    expected = {}
    for pre in ("gpt-2", "qwen2", "llama-bpe"):
        t = Tokenizer.from_file(str(HERE.parent / "tokenizers/byte-level/tokenizer.json"))
        if pre in GGUF_PRE_TOKENIZER_SPLITS:
            cut = p.Split(Regex(GGUF_PRE_TOKENIZER_SPLITS[pre]), behavior="isolated")
            t.pre_tokenizer = p.Sequence([cut, p.ByteLevel(add_prefix_space=False, use_regex=False)])
        else:
            t.pre_tokenizer = p.ByteLevel(add_prefix_space=False)
        if pre == "qwen2":
            t.normalizer = normalizers.NFC()
        expected[pre] = [{"text": text, "ids": t.encode(text).ids} for text in texts]
    (HERE / "pre.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")


types()
quantized()
tokenizer("byte-level", "gpt2")
tokenizer("byte-fallback", "llama")
pre_tokenizers()
model("llama", gguf.MODEL_ARCH.LLAMA)
model("llama3", gguf.MODEL_ARCH.LLAMA)
model("qwen2", gguf.MODEL_ARCH.QWEN2)
model("gemma", gguf.MODEL_ARCH.GEMMA)
