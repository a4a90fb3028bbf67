"""English for the Chinese words that the sandbox has from Aliyun."""

import ast
from collections.abc import Iterator
from pathlib import Path

from aliyun_sms_sandbox import aliyun
from aliyun_sms_sandbox.aliyun.glosses import GLOSSES, gloss, is_chinese

SOURCES = sorted(Path(aliyun.__file__).parent.glob("*.py"))


def codes_with_chinese_words() -> Iterator[str]:
    """Return each code that stands beside Chinese words, in a call or in a pair."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Call, ast.Tuple)):
                parts = node.args if isinstance(node, ast.Call) else node.elts
                texts = [ast.unparse(part).strip("'\"") for part in parts]
                if any(map(is_chinese, texts)):
                    yield from (text for text in texts if text.startswith(("isv.", "isp.")))


def test_every_code_with_chinese_words_has_a_gloss() -> None:
    """None is left out, and none is there for nothing."""
    assert set(codes_with_chinese_words()) == GLOSSES.keys()


def test_a_gloss_is_for_chinese_words_alone() -> None:
    """It says nothing of words in English, nor of a code that it does not know."""
    assert gloss("账户余额不足", "isv.AMOUNT_NOT_ENOUGH")
    assert gloss("no balance", "isv.AMOUNT_NOT_ENOUGH") == ""
    assert gloss("账户余额不足", "isv.SOMETHING_NEW") == ""
    assert [text for text in GLOSSES.values() if not text.endswith(".")] == []
