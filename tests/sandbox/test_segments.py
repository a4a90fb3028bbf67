"""How many SMS a text is billed as, at each edge."""

import pytest

from aliyun_sms_sandbox.aliyun import segments

GSM = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà \r\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        ("€" * 153, 2),
        ("€" * 153 + "a", 3),
        ("码" * 70, 1),
        ("码" * 71, 2),
        ("码" * 134, 2),
        ("码" * 135, 3),
        ("a" * 70 + "码", 2),
        ("ç" + "a" * 69, 1),
        ("ç" + "a" * 70, 2),
        ("`" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 35 + "a", 2),
        ("\ud800" * 70, 1),
    ],
)
def test_a_text_is_billed_by_its_length(text: str, count: int) -> None:
    """By 160 and 153 in the GSM alphabet, else by 70 and 67; what takes two places counts two."""
    assert segments.count(text) == count


@pytest.mark.parametrize("character", GSM)
def test_the_gsm_alphabet_is_more_than_ascii(character: str) -> None:
    """Each of these leaves a text of 160 in one SMS."""
    assert segments.count(character + "a" * 159) == 1


@pytest.mark.parametrize("character", "\f^{}\\[~]|€")
def test_the_extension_table_takes_two_places(character: str) -> None:
    """With 158 others it is one SMS, and with 159 it is two."""
    assert segments.count(character + "a" * 158) == 1
    assert segments.count(character + "a" * 159) == 2
