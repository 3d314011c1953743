"""Two small tokenizers, and what Hugging Face makes of some texts with them.

    pip install transformers==5.23.0 tokenizers==0.23.3 && python make.py

byte-level/  GPT-2's scheme with single digits, as SmolLM2
byte-fallback/  SentencePiece's scheme with a BOS token, as Llama 2
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

HERE = Path(__file__).parent
CORPUS = ["The quick brown fox jumps over the lazy dog.", "Ünïcödé is fine, is it not?", "1234 5678 90",
          "def f(n):\n    return n + 1\n", "He said: it's the dog's, they're here, I'll wait."] * 4
TEXTS = ["The dog's fox", "", " ", "  two  spaces ", "a\n\nb\t1234", "Ünïcödé 日本語 🙂👍🏽", "<|im_start|>user\nhi<|im_end|>",
         "x<|im_end|> y", "é e\u0301 \u200b", "it's 3.14159!", "  1  ½ Ⅳ²"]
TEMPLATE = ("{{ bos_token }}{% for message in messages %}\n<|im_start|>{{ message.role }}\n{{ message.content | trim }}<|im_end|>\n"
            "{% endfor %}\n{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
CHAT = [{"role": "system", "content": "Be brief. "}, {"role": "user", "content": "Hi"}]


def byte_level():
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                               pre_tokenizers.ByteLevel(add_prefix_space=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=320, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return PreTrainedTokenizerFast(tokenizer_object=t, eos_token="<|im_end|>", pad_token="<|im_end|>",
                                   bos_token="<|im_start|>", unk_token="<|endoftext|>")


def byte_fallback():
    specials = ["<unk>", "<s>", "</s>"]
    base = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    base.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    base.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=400, special_tokens=specials + [f"<0x{i:02X}>" for i in range(256)], show_progress=False))
    state = json.loads(base.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"] if token["content"] in specials]
    t = Tokenizer.from_str(json.dumps(state))
    t.add_special_tokens([AddedToken("<|im_start|>", normalized=False), AddedToken("<|im_end|>", normalized=False)])
    t.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    t.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=t, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


for name, make in (("byte-level", byte_level), ("byte-fallback", byte_fallback)):
    tokenizer = make()
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(HERE / name, save_jinja_files=name == "byte-level")
    rows = []
    for text in TEXTS:
        ids = tokenizer.encode(text)
        plain = tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)
        rows.append({"text": text, "ids": ids, "bare": tokenizer.encode(text, add_special_tokens=False), "plain": plain,
                     "decoded": tokenizer.decode(ids), "skipped": tokenizer.decode(ids, skip_special_tokens=True)})
    expected = {"rows": rows, "vocab_size": len(tokenizer), "messages": CHAT,
                "chat": [tokenizer.apply_chat_template(CHAT, tokenize=False, add_generation_prompt=g) for g in (False, True)]}
    (HERE / name / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")
