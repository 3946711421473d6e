"""Writes Tests/Fixtures/Tokenization: small vocabularies and what the `tokenizers` library makes of odd texts with them.

    python Tests/Fixtures/tokenization.py
"""

import json
import pathlib
import random
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

FOLDER = pathlib.Path(__file__).resolve().parent / "Tokenization"
CORPUS = [
    "The baker counts the loaves, then the loaves that are left: 12, 11, 10. He'll stop when they've sold out.",
    "    for item in items:\n        total += item.price * 2\n    return total\n\n",
    "Ça coûte 3,50 € à l'école; der Bäcker öffnet früh. Она считает хлеб. 面包师数面包。빵을 셉니다.",
    "WE'RE SURE IT'S WE'LL, they'd, I'm, you've.   Three spaces,\ttabs\tand\r\nline ends.\n\n\n",
    "Counting up and counting down, the counter counts what the accountants count.",
]
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA = QWEN.replace(r"\p{N}|", r"\p{N}{1,3}|")
FLAGGED = [
    AddedToken("<|begin|>", special=True), AddedToken("<|left|>", lstrip=True, special=True), AddedToken("<|right|>", rstrip=True, special=True),
    AddedToken("word", single_word=True), AddedToken("<|both|>", lstrip=True, rstrip=True), AddedToken("é!", normalized=True),
    AddedToken("e\u0301?", normalized=True), AddedToken("wordy"), AddedToken("<|left|><|right|>", special=True),
]
PIECES = [
    " ", "  ", "     ", "\n", "\r\n", "\n\n", "\t", "\u00a0", "\u3000", "\u2028", "\u0085", "\u001c", "\0", "'s", "'S", "'T", "'LL", "'ſ", "'x", "1", "12", "1234567", "٣٤٥",
    "Ⅷ½", "²", "é", "e\u0301", "a\u0323\u0301", "a\u0301\u0323", "Å", "Ω", "\u1112\u1161\u11ab", "한국", "각\u11a8", "日本語", "中文。", "ﬁ", "ß", "İ", "👩\u200d👩\u200d👧", "🇺🇸", "\U000e0001", "\uffff",
    "<|begin|>", "<|left|>", "<|right|>", "<|both|>", "<|left|><|right|>", "<|beg", "word", "wordy", "sword", "é!", "e\u0301!", "e\u0301?", "<|im_start|>", "<|im_end|>", "<think>",
    "the", " counts", "Counter", "a" * 70, "=" * 40, " " * 30, "...", "!?", "_x", "-", "\"", "(f(x))",
]


def small(pattern, normalizer, added, ignore_merges, post_processor):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        tokenizer.normalizer = normalizer
    if pattern:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
        )
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)])
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=400, show_progress=False, initial_alphabet=alphabet))
    tokenizer.add_tokens([token for token in added if not token.special])
    tokenizer.add_special_tokens([token for token in added if token.special])
    if post_processor:
        ids = {name: tokenizer.token_to_id(name) for name in ("<|begin|>", "<|right|>")}
        template = processors.TemplateProcessing(single="<|begin|> $A <|right|>", special_tokens=list(ids.items()))
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    return tokenizer


def cases(tokenizer, rng, count):
    for _ in range(count):
        text = "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 14)))
        if rng.random() < 0.2:
            text = unicodedata.normalize("NFD", text)
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        noise = [rng.randrange(tokenizer.get_vocab_size() + 3) for _ in range(rng.randint(0, 12))]
        yield {
            "text": text, "ids": ids, "special_ids": tokenizer.encode(text).ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False),
            "noise": noise, "noise_decoded": tokenizer.decode(noise, skip_special_tokens=False),
            "noise_skipped": tokenizer.decode(noise, skip_special_tokens=True),
        }


def main():
    rng = random.Random(11)
    plain = [AddedToken(t, special=True, normalized=False) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")]
    plain += [AddedToken(t, normalized=False) for t in ("<think>", "</think>")]
    tokenizers = {
        "qwen": small(QWEN, normalizers.NFC(), plain, False, False),
        "llama": small(LLAMA, None, FLAGGED, True, True),
        "flagged": small(QWEN, normalizers.NFC(), FLAGGED, False, True),
        "prefixed": small(None, None, FLAGGED[:3], False, False),
    }
    for name, tokenizer in tokenizers.items():
        document = json.loads(tokenizer.to_str())
        if name == "llama":
            document["model"]["merges"] = [" ".join(pair) for pair in document["model"]["merges"]]
        (FOLDER / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))
        rows = [json.dumps(row) for row in cases(tokenizer, rng, 60)]
        (FOLDER / f"{name}_cases.jsonl").write_text("\n".join(rows) + "\n")


main()
