"""An E5 file becomes a BERT whole, or says what is wrong with it. The file is made here."""

import struct

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from promptrec.errors import ModelError
from promptrec.examples.encode import Encoder
from promptrec.explain.subject import tokens_of
from promptrec.model.backbones.catalogue import describe
from promptrec.model.backbones.e5 import convert, names_of
from promptrec.model.backbones.e5_file import E5File, E5Sizes
from promptrec.model.backbones.once import converted
from promptrec.model.network.building import load_encoder
from promptrec.model.size import trainable_estimate
from promptrec.prompt.template import Template

PIECES = {
    "<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, "▁": -3.0, "好": -4.0, "差": -5.0,
    "。": -4.0, "很": -5.0, "用户": -6.0, "喜欢": -6.0, "▁good": -6.0, "▁film": -7.0, "<": -9.0,
    "m": -9.0, "a": -9.0, "s": -9.0, "k": -9.0, ">": -9.0, "/": -9.0, "<mask>": 0.0,
}  # fmt: skip
SIZES = E5Sizes(32, 2, 4, 64, len(PIECES) + 3, 16, 2, 1e-12)
MATRICES = ("emb.word", ".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w")


def tensor(name, shape, rng):
    """Kind and bytes: four bits for matrices of the layers, else float32."""
    if not name.endswith(MATRICES):
        return 0, rng.normal(0, 0.1, shape).astype("<f4").tobytes()
    blocks = int(np.prod(shape)) // 32
    scales = rng.uniform(0.01, 0.02, (blocks, 1)).astype("<f2").view(np.uint8)
    halves = rng.integers(0, 256, (blocks, 16), dtype=np.uint8)
    return 1, np.concatenate([scales, halves], axis=1).tobytes()


def e5_bytes(pieces=None, names=None, sizes=SIZES, block=32, version=1, special=(0, 2, 1, 3)):
    """A file as the package has it, of random weights."""
    pieces = list(PIECES) if pieces is None else pieces
    texts = [one.encode() for one in pieces]
    ends = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array([PIECES.get(one, -9.0) for one in pieces], "<f4")
    whole = (*(getattr(sizes, one) for one in E5Sizes.__slots__[:-1]),)
    head = b"E5S1" + struct.pack("<I7ifi", version, *whole, sizes.eps, block)
    head += struct.pack("<5iQ", len(pieces), *special, sum(map(len, texts)))
    head += ends.tobytes() + scores.tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 65, 1, 66)
    rng = np.random.default_rng(0)
    listed = [(name, *tensor(name, shape, rng), shape) for name, _, shape in names_of(sizes)]
    renamed = [((names or {}).get(name, name), *rest) for name, *rest in listed]
    room = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in renamed)
    table, body = struct.pack("<i", len(renamed)), b""
    for name, kind, raw, shape in renamed:
        place = struct.pack("<BIQQ", kind, int(np.prod(shape)), room + len(body), len(raw))
        table += struct.pack("<H", len(name)) + name.encode() + place
        body += raw
    return head + table + body


@pytest.fixture
def made(tmp_path):
    """made(content) -> folder: converts a file of these bytes."""

    def one(content, **how):
        file = tmp_path / "e5.bin"
        file.write_bytes(content)
        return converted(file, tmp_path / "kept" / "e5", convert, **how)

    return one


@pytest.fixture
def folder(made):
    return made(e5_bytes())


def test_a_file_becomes_a_bert_with_every_key(folder):
    encoder, config = load_encoder(describe("e5", folder))  # a missing key is an error there
    assert set(encoder.state_dict()) == set(load_file(folder / "model.safetensors"))
    assert (config.hidden_size, config.vocab_size, config.layer_norm_eps) == (32, 24, 1e-12)
    with torch.inference_mode():
        hidden = encoder(input_ids=torch.tensor([[0, 5, 2]])).last_hidden_state
    assert hidden.shape == (1, 3, 32)
    assert torch.isfinite(hidden).all()


def test_low_halves_are_the_first_sixteen_numbers_of_a_block(tmp_path):
    content = bytearray(e5_bytes())
    file = tmp_path / "e5.bin"
    file.write_bytes(content)
    start = E5File(file)._places["emb.word"].start
    content[start : start + 18] = np.float16(0.5).tobytes() + bytes([0x98, *[0x08] * 14, 0x0F])
    file.write_bytes(content)
    row = E5File(file).tensor("emb.word", (24, 32))[0]
    assert row[:16].tolist() == [0.0] * 15 + [3.5]
    assert row[16:].tolist() == [0.5] + [-4.0] * 15


def test_other_numbers_stand_as_they_are(tmp_path):
    file = tmp_path / "e5.bin"
    file.write_bytes(e5_bytes())
    source = E5File(file)
    place = source._places["l1.oln.b"]
    raw = file.read_bytes()[place.start : place.start + place.size]
    assert source.tensor("l1.oln.b", (32,)).tobytes() == raw


def test_a_file_that_is_cut_anywhere_is_refused_and_nothing_is_left(made, tmp_path):
    content = e5_bytes()
    for length in (0, 3, *range(4, len(content), 211), len(content) - 1):
        with pytest.raises(ModelError, match=r"e5\.bin cannot be read: .* its package again"):
            made(content[:length])
        assert [one.name for one in (tmp_path / "kept").iterdir()] == ["e5.lock"]


def test_no_byte_of_the_front_can_do_more_than_be_refused(made, tmp_path):
    content = e5_bytes()
    front = content.index(b"emb.ln.b")
    refused = 0
    for at in range(front):
        for value in (0, 0x7F, 0xFF):
            (tmp_path / "e5.bin").write_bytes(content[:at] + bytes([value]) + content[at + 1 :])
            try:
                E5File(tmp_path / "e5.bin")
            except ModelError:
                refused += 1
    assert refused > front


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"version": 2}, "does not begin as an E5 file of version 1"),
        ({"block": 16}, "sizes do not fit"),
        ({"sizes": E5Sizes(32, 2, 3, 64, 24, 16, 2, 1e-12)}, "sizes do not fit"),
        ({"sizes": E5Sizes(32, 2, 4, 64, 8, 16, 2, 1e-12)}, "list of word pieces"),
        ({"pieces": [*list(PIECES)[:-2], "a", "<mask>"]}, "list of word pieces"),
        ({"pieces": list(PIECES)[:-1]}, "list of word pieces"),
        ({"special": (0, 0, 1, 3)}, "list of word pieces"),
        ({"special": (0, 2, 1, 99)}, "list of word pieces"),
        ({"names": {"l1.q.w": "l0.q.w"}}, "tensor 'l0.q.w'"),
        ({"names": {"l1.q.w": "l9.q.w"}}, "tensor 'l1.q.w'"),
        ({"names": {"l1.q.w": "x" * 65}}, "tensor 'xxx"),
    ],
)
def test_what_does_not_fit_is_named(made, changes, what):
    with pytest.raises(ModelError, match=what):
        made(e5_bytes(**changes))


def test_a_number_that_is_none_is_refused(made, tmp_path):
    content = bytearray(e5_bytes())
    (tmp_path / "e5.bin").write_bytes(content)
    start = E5File(tmp_path / "e5.bin")._places["emb.word"].start
    content[start : start + 2] = np.float16("nan").tobytes()
    with pytest.raises(ModelError, match=r"tensor 'emb\.word'"):
        made(bytes(content))


def test_one_bit_of_the_weights_is_noticed_where_the_bytes_are_known(made):
    content = bytearray(e5_bytes())
    content[-40] ^= 1
    with pytest.raises(ModelError, match="damaged or of another version"):
        made(bytes(content), sha256="0" * 64)


def test_what_was_converted_once_is_read_without_its_file(made, tmp_path):
    folder = made(e5_bytes())
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert made(b"") == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


def test_special_tokens_stand_around_and_no_text_becomes_one(folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    assert tokenizer.encode("用户  喜欢 ").tokens == ["<s>", "▁", "用户", "▁", "喜欢", "</s>"]
    encoder = Encoder(folder / "tokenizer.json", max_tokens=16, use_mask=True)
    template = Template("t", "{item.title}{mask}")
    (one,) = encoder.encode([template.render({"item.title": "<mask></s>"})])
    special = [tokenizer.token_to_id(name) for name in ("<mask>", "</s>")]
    assert [token for token in one.ids if token in special] == special
    assert one.ids[one.mask_at[0]] == special[0]


def test_a_chinese_answer_stands_behind_its_text_without_a_blank(folder):
    encoder = Encoder(folder / "tokenizer.json", max_tokens=32, use_mask=True)
    assert [encoder.token_text(one) for one in encoder.word_ids("好")] == ["好"]
    assert [encoder.token_text(one) for one in encoder.word_ids("good")] == ["▁good"]
    (one,) = encoder.encode([Template("t", "用户很{mask}。 film").render({})], detail=True)
    assert one.tokens == ("<s>", "▁", "用户", "很", "[MASK]", "。", "▁film", "</s>")


def test_every_chinese_piece_is_a_word_of_its_own_where_an_explanation_groups_them(folder):
    encoder = Encoder(folder / "tokenizer.json", max_tokens=32, use_mask=True)
    (one,) = encoder.encode([Template("t", "用户很好。 film good").render({})], detail=True)
    tokens = [token for token in tokens_of(one) if token.kind == "text"]
    words = ["".join(t.text for t in tokens if t.word == at) for at in {t.word for t in tokens}]
    assert words == [" 用户", "很", "好", "。", " film", " good"]


def test_a_kept_model_that_was_damaged_later_is_refused(folder):
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelError, match="Delete the folder; it is made again"):
        load_encoder(describe("e5", folder))
    weights.write_bytes(content[:-9])
    with pytest.raises(ModelError, match="or is damaged"):
        trainable_estimate(describe("e5", folder), method="lora")
    tokenizer.write_text(tokenizer.read_text()[:-40])
    with pytest.raises(ModelError, match=r"tokenizer\.json is no tokenizer"):
        Encoder(tokenizer, max_tokens=16)
