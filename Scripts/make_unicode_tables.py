"""Writes Sources/Tokenization/Unicode*Data.swift from what the `tokenizers` library itself does.

Token ids depend on the Unicode version of the engines that cut and normalise text, so the tables are read off those
engines, character by character, and not taken from whatever Unicode version the platform ships.

    python Scripts/make_unicode_tables.py
"""

import pathlib
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "Tokenization"
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
HANGUL = range(0xAC00, 0xAC00 + 11172)
NFC, NFD = normalizers.NFC(), normalizers.NFD()


def matching(pattern):
    """The scalars that a one-character pattern matches in the library's regular expression engine."""
    split, found, block = pre_tokenizers.Split(Regex(pattern), "removed"), set(), 4096
    for first in range(0, len(SCALARS), block):
        chunk = SCALARS[first : first + block]
        kept = set()
        for _, (start, end) in split.pre_tokenize_str("".join(map(chr, chunk))):
            kept.update(range(start, end))
        found.update(c for i, c in enumerate(chunk) if i not in kept)
    return found


def numeric():
    split = pre_tokenizers.Digits(individual_digits=True)
    return {c for c in SCALARS if len(split.pre_tokenize_str("a" + chr(c))) == 2}


def word():
    """The scalars that count as part of a word beside an added token marked `single_word`."""
    tokenizer = Tokenizer(models.BPE({"Q": 0, "a": 1}, []))
    tokenizer.add_tokens([AddedToken("QQ", single_word=True)])
    return {c for c in SCALARS if 2 not in tokenizer.encode("QQ" + chr(c)).ids}


def combining_class(c):
    """The canonical combining class if the library's normaliser knows the character, else 0."""
    value = unicodedata.combining(chr(c))
    if value == 0:
        return 0
    if value == 1:
        return 1 if NFD.normalize_str("\u0301" + chr(c))[0] != "\u0301" else 0
    return value if NFD.normalize_str(chr(c) + "\u0334")[0] == "\u0334" else 0


def ranges(values):
    """`values` maps scalar to a non-zero number; returns [first, last, number] runs."""
    runs = []
    for c in sorted(values):
        if runs and runs[-1][1] == c - 1 and runs[-1][2] == values[c]:
            runs[-1][1] = c
        else:
            runs.append([c, c, values[c]])
    return runs


def literal(numbers, width=130):
    lines, line = [], ""
    for text in (f"0x{n:X}," for n in numbers):
        if len(line) + len(text) + 1 > width:
            lines.append(line)
            line = ""
        line += (" " if line else "") + text
    return "\n".join("        " + l for l in lines + [line])


def write(name, what, tables):
    body = "\n\n".join(
        f"    /// {doc}\n    static let {key}: [UInt32] = [\n{literal(numbers)}\n    ]" for key, doc, numbers in tables
    )
    text = f"// Written by Scripts/make_unicode_tables.py; do not edit.\n\n/// {what}\nenum {name} {{\n{body}\n}}\n"
    (FOLDER / f"{name}.swift").write_text(text)


bits = {}
for bit, members in (
    (1, matching(r"\p{L}")), (2, matching(r"\p{N}")), (4, matching(r"\s")), (16, word()), (32, matching(r"\p{M}")), (128, numeric()),
):
    for c in members:
        bits[c] = bits.get(c, 0) | bit
write(
    "UnicodeClassData", "Character classes as the reference library's engines define them.",
    [("ranges", "Runs of first scalar, last scalar, class bits (see `ScalarClass`).", sum(ranges(bits), []))],
)

steps, exclusions = [], []
for c in SCALARS:
    decomposition = unicodedata.decomposition(chr(c))
    if c in HANGUL or not decomposition or decomposition.startswith("<") or NFD.normalize_str(chr(c)) == chr(c):
        continue
    parts = [int(p, 16) for p in decomposition.split()]
    steps += [c, parts[0], parts[1] if len(parts) == 2 else 0]
    if len(parts) == 2 and NFC.normalize_str(chr(parts[0]) + chr(parts[1])) != chr(c):
        exclusions.append(c)
write(
    "UnicodeCanonicalData", "Canonical decompositions and combining classes of the reference library's normaliser.",
    [
        ("decompositions", "Triples of scalar and its one-step canonical decomposition (second part 0 where there is one).", steps),
        ("compositionExclusions", "Scalars with a two-part decomposition that composition never makes.", exclusions),
        (
            "combiningClasses", "Runs of first scalar, last scalar, canonical combining class.",
            sum(ranges({c: v for c in SCALARS if (v := combining_class(c))}), []),
        ),
    ],
)
