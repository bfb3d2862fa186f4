"""docs/boot-errors.md lists exactly the failures the loader has, in its words."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sentences_in_source():
    """Code to sentence, from the messages of both stages."""
    found = {}
    shared = (ROOT / "boot" / "common" / "disk.inc").read_text()
    for code, sentence in re.findall(r"^%define (E\d\d)_TEXT '([^']+)'$", shared, re.MULTILINE):
        found[code] = sentence
    for name in ("start_messages", "messages"):
        text = (ROOT / "boot" / "stage2" / f"{name}.inc").read_text()
        text = re.sub(r",? *\\\n *", ", ", text)  # continued lines
        for code, strings in re.findall(r"'([EW]\d\d)'((?:, '[^']+')+)", text):
            sentence = " ".join(re.findall(r"'([^']+)'", strings))
            assert code not in found, f"{code} is used twice"
            found[code] = sentence
    return found


def sentences_in_document():
    """Code to sentence, from the table."""
    text = (ROOT / "docs" / "boot-errors.md").read_text()
    return dict(re.findall(r"^\| ([EW]\d\d) \| (.+?) \|", text, re.MULTILINE))


def test_document_and_source_have_the_same_codes_and_sentences():
    assert sentences_in_document() == sentences_in_source()


def test_codes_are_of_the_three_kinds():
    codes = sentences_in_source()
    assert {code[:2] for code in codes} == {"E1", "E2", "E3", "E4", "W0"}
    assert len(codes) >= 12


def test_every_sentence_can_travel_in_json():
    for code, sentence in sentences_in_source().items():
        assert sentence.endswith("."), code
        assert not set(sentence) & set('"\\'), code
        assert all(0x20 <= ord(character) <= 0x7E for character in sentence), code
