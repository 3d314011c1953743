"""Small GGUF files, and what gguf-py makes of them.

    pip install torch gguf==0.19.0 safetensors==0.8.0 && python make.py

types.gguf, types.safetensors  two rows of every block type, and their values
llama.gguf, ...                the models of ../architectures as llama.cpp's convert_hf_to_gguf.py stores them
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


types()
model("llama", gguf.MODEL_ARCH.LLAMA)
model("llama3", gguf.MODEL_ARCH.LLAMA)
model("qwen2", gguf.MODEL_ARCH.QWEN2)
model("gemma", gguf.MODEL_ARCH.GEMMA)
