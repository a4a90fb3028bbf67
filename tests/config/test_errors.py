"""A document that does not load: what is told of it, to somebody who writes JSON."""

import json
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smscode.config.callers import document_model
from smscode.config.errors import NOT_JSON, ConfigError
from smscode.config.model import read_config
from smscode.outcome import OutcomeError
from support.documents import KEY_SECRET, MINIMAL, TOKEN, load

SLOT: Final = "/templates/0/templateCode"
ASCII: Final = "must be printable ASCII characters without spaces"
STRING, LIST, OBJECT = "must be a string", "must be a list", "must be an object"
EMPTY, ENDS = "must not be empty", "must not begin or end with white space"
NUMBER, LEAST = "must be a whole number", "must be 1 or more"
TOGETHER: Final = "is missing: accessKeyId and accessKeySecret go together, or are both left out"
ALONE: Final = "must be the token alone, without Bearer or Basic in front of it"
HIDDEN: Final = "must have no invisible character ({})"
REGION: Final = "must be a region in two capital letters, such as CN"
ABROAD: Final = (
    'is missing: without a template for china write "allowedRegions": ["HK"], or '
    "whichever regions are meant"
)
PAIR: Final = "must be a list of two: the second is tried after the first has failed"
CODE: Final = "must be a template code, or an object"


def template(code: object, usage: object = "Generic") -> dict[str, object]:
    """Return the change that makes this the only template."""
    return {"templates": [{"usageType": usage, "templateCode": code}]}


def callers(name: str, member: str, *values: object) -> dict[str, object]:
    """Return the change that opens one caller alone, with these secrets."""
    return {"callers": {name: {member: list(values)}}}


def problems(document: object, claims_uri: str = "memory:") -> list[tuple[str, str]]:
    """Return what is told of a document, which does not load."""
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(ConfigError) as caught:
        read_config(text, document_model(), claims_uri)
    assert caught.value.__context__ is None
    return [(problem.pointer, problem.detail) for problem in caught.value.problems]


#: What is changed, and all that is told of it: one line for one mistake.
WRONG: Final[tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...]] = (
    ({"accessKeyId": "LTAI5t\n"}, [("/accessKeyId", ASCII)]),
    ({"accessKeyId": "LTAI5t\r\n"}, [("/accessKeyId", ASCII)]),
    ({"accessKeyId": "LTAI\u200b5t"}, [("/accessKeyId", ASCII)]),
    ({"accessKeyId": "ＬＴＡＩ5t"}, [("/accessKeyId", ASCII)]),
    ({"accessKeySecret": "a b"}, [("/accessKeySecret", ASCII)]),
    ({"accessKeySecret": "\ud800"}, [("/accessKeySecret", ASCII)]),
    ({"accessKeySecret": ""}, [("/accessKeySecret", EMPTY)]),
    ({"accessKeySecret": 5}, [("/accessKeySecret", STRING)]),
    ({"accessKeySecret": None}, [("/accessKeySecret", TOGETHER)]),
    ({"signName": "速通科技 "}, [("/signName", ENDS)]),
    ({"signName": "速通\u200b科技"}, [("/signName", HIDDEN.format("U+200B"))]),
    ({"signName": ["速通科技", "\ufeff速通"]}, [("/signName/1", HIDDEN.format("U+FEFF"))]),
    ({"signName": ""}, [("/signName", EMPTY)]),
    ({"signName": 5}, [("/signName", "must be a sign name, or a list of them")]),
    ({"signName": []}, [("/signName", EMPTY)]),
    ({"templates": {}}, [("/templates", LIST)]),
    ({"templates": [5]}, [("/templates/0", OBJECT)]),
    (template("SMS_1\t"), [(SLOT, ENDS)]),
    (template("SMS\x001"), [(SLOT, HIDDEN.format("U+0000"))]),
    (template(5), [(SLOT, "must be a template code, or an object")]),
    (template(""), [(SLOT, EMPTY)]),
    (template({"templateCode": 5}), [(f"{SLOT}/templateCode", STRING)]),
    (template({"china": 5}), [(f"{SLOT}/china", CODE)]),
    (template({"china": ["SMS_1"]}), [(f"{SLOT}/china", PAIR)]),
    (template({}), [(SLOT, "needs a template code, or one for china or overseas")]),
    (
        template({"china": {"service": "pigeon", "templateCode": "SMS_1"}}),
        [(f"{SLOT}/china/service", 'must be "dysms", "pnvs" or "globe"')],
    ),
    (
        template({"china": {"templateCode": "1", "minutes": True}}),
        [(f"{SLOT}/china/minutes", NUMBER)],
    ),
    (
        {"templates": [{"usagetype": "Generic", "templateCode": "SMS_1"}]},
        [("/templates/0/usageType", "is missing: usagetype is written in its place")],
    ),
    (
        template({"china": {"templatecode": "SMS_1"}}),
        [(f"{SLOT}/china/templateCode", "is missing: templatecode is written in its place")],
    ),
    (
        template({"overseas": "SMS_1"}),
        [
            (
                "/allowedRegions",
                ABROAD,
            )
        ],
    ),
    ({"allowedRegions": "CN"}, [("/allowedRegions", LIST)]),
    ({"allowedRegions": ["CN", "china"]}, [("/allowedRegions/1", REGION)]),
    ({"limits": []}, [("/limits", OBJECT)]),
    ({"limits": {"perHour": True}}, [("/limits/perHour", NUMBER)]),
    ({"limits": {"perHour": "5"}}, [("/limits/perHour", NUMBER)]),
    ({"limits": {"perHour": 1.5}}, [("/limits/perHour", NUMBER)]),
    ({"limits": {"perHour": 0}}, [("/limits/perHour", LEAST)]),
    (
        {"limits": {"perNumber": [1, 60]}},
        [("/limits/perNumber", "must be a list of pairs, such as [[1, 60]]")],
    ),
    ({"limits": {"perIp": [[1]]}}, [("/limits/perIp/0/1", "is missing")]),
    (
        {"limits": {"perIp": [[1, 60, 3]]}},
        [("/limits/perIp/0", "must have 2 in it and no more")],
    ),
    (
        {"limits": {"perIp": [[1, 60], [2, 60]]}},
        [("/limits/perIp", "names a window of seconds twice: one limit for each window")],
    ),
    (
        {"limits": {"perRegionDay": {"Hongkong-1": 5}}},
        [
            (
                "/limits/perRegionDay",
                "has a region that is neither two capital letters, such as HK, nor *",
            )
        ],
    ),
    ({"paused": "yes"}, [("/paused", "must be true, false or a list of usage types")]),
    ({"paused": [5]}, [("/paused", "must be true, false or a list of usage types")]),
    (
        {"strictPhoneRegionNumberCheck": "yes"},
        [("/strictPhoneRegionNumberCheck", "must be true or false")],
    ),
    (
        {"strictPhoneRegionNumberCheck": 1},
        [("/strictPhoneRegionNumberCheck", "must be true or false")],
    ),
    ({"claimsKey": "x" * 31}, [("/claimsKey", "must have at least 32 characters")]),
    ({"claimsPassword": "\udfff"}, [("/claimsPassword", HIDDEN.format("U+DFFF"))]),
    ({"claimsPassword": "pass word\n"}, [("/claimsPassword", ENDS)]),
    ({"signName": "速通\u3164科技"}, [("/signName", HIDDEN.format("U+3164"))]),
    ({"signName": "速通科技\ufe0f"}, [("/signName", HIDDEN.format("U+FE0F"))]),
    ({"paused": [""]}, [("/paused", "must be true, false or a list of usage types")]),
    (
        {"accessKeySecret": None, "acessKeySecret": KEY_SECRET},
        [("/accessKeySecret", f"{TOGETHER}: acessKeySecret is written in its place")],
    ),
    (
        {"signName": None, "signname": "速通科技"},
        [
            (
                "/signName",
                "is missing, and a template has none of its own: signname is written in its place",
            )
        ],
    ),
    ({"claimsFailure": "stop"}, [("/claimsFailure", 'must be "send" or "refuse"')]),
    ({"callers": []}, [("/callers", OBJECT)]),
    (callers("generic", "tokens"), [("/callers/generic/tokens", EMPTY)]),
    (
        callers("generic", "tokens", "x"),
        [("/callers/generic/tokens/0", "must have at least 16 characters")],
    ),
    (callers("generic", "tokens", f"Bearer {TOKEN}"), [("/callers/generic/tokens/0", ALONE)]),
    (callers("logto", "tokens", f"basic {TOKEN}"), [("/callers/logto/tokens/0", ALONE)]),
    (callers("kratos", "tokens", f"{TOKEN}\n"), [("/callers/kratos/tokens/0", ASCII)]),
    (callers("zitadel", "signingKeys", "é" * 16), [("/callers/zitadel/signingKeys/0", ASCII)]),
    (
        callers("supabase", "webhookSecrets", "v1,whsec_QUFB"),
        [
            (
                "/callers/supabase/webhookSecrets/0",
                "must be v1,whsec_ and base64, complete, as shown when it was created",
            )
        ],
    ),
    (
        {"callers": {"generic": {"token": [TOKEN]}}},
        [("/callers/generic/tokens", "is missing: token is written in its place")],
    ),
)


@pytest.mark.parametrize(("changes", "told"), WRONG, ids=[str(next(iter(c))) for c, _ in WRONG])
def test_one_line_for_one_mistake(changes: dict[str, Any], told: list[tuple[str, str]]) -> None:
    """The place and the right words for it, nothing of the value, and no second line."""
    assert problems({**MINIMAL, **changes}) == told


def test_all_mistakes_are_told_at_once() -> None:
    """Those of several members, in one go."""
    document = {**MINIMAL, "paused": "yes", "limits": {"perHour": True}, "signName": ""}
    assert sorted(pointer for pointer, _ in problems(document)) == [
        *("/limits/perHour", "/paused", "/signName")
    ]


def test_what_is_not_complete_is_told_at_once() -> None:
    """Half a key does not hide a missing signature; each has its own place."""
    document = {name: MINIMAL[name] for name in ("accessKeyId", "templates")}
    assert [pointer for pointer, _ in problems(document)] == ["/accessKeySecret", "/signName"]


@pytest.mark.parametrize("claims_uri", ["dynamodb:claims", "redis://host"])
def test_what_would_refuse_everything_is_no_config(claims_uri: str) -> None:
    """To refuse without a durable store's claims takes a key for them; with memory: it does not."""
    document = {**MINIMAL, "claimsFailure": "refuse"}
    assert [pointer for pointer, _ in problems(document, claims_uri)] == ["/claimsKey"]
    assert load(document).claims_failure == "refuse"
    keyed = {**document, "claimsKey": "x" * 32}
    assert read_config(json.dumps(keyed), document_model(), claims_uri).claims_key is not None


def test_a_byte_order_mark_is_skipped() -> None:
    """Some editors write one in front."""
    assert load("\ufeff" + json.dumps(MINIMAL)).usage_types == load(MINIMAL).usage_types


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_another_encoding_is_told(encoding: str) -> None:
    """It is not UTF-8, and from which byte on; the text is not shown."""
    data = json.dumps({**MINIMAL, "signName": "速通科技"}, ensure_ascii=False).encode(encoding)
    ((pointer, detail),) = problems(data.decode(errors="surrogateescape"))
    assert pointer == NOT_JSON
    assert detail.startswith("not UTF-8 at byte ")


#: What the form of Logto's connector is filled with (packages/connectors/connector-aliyun-sms).
LOGTOS_FORM: Final = {
    "accessKeyId": "<access-key-id>",
    "accessKeySecret": "<access-key-secret>",
    "signName": "<sign-name>",
    "templates": [
        {"usageType": usage, "templateCode": "<template-code>"}
        for usage in ("SignIn", "Register", "ForgotPassword", "Generic")
    ],
}
UNLIKELY: Final[tuple[dict[str, Any], ...]] = (
    {"accessKeyId": "<YOUR_ACCESS_KEY_ID>", "accessKeySecret": "YOUR_SECRET"},
    {"signName": "【速通科技】"},
    {"signName": "YOUR_SIGN"},
    {"limits": {"perNumber": [[60, 1]]}},
    template("<template-code>"),
    LOGTOS_FORM,
)


@pytest.mark.parametrize("changes", UNLIKELY)
def test_what_is_merely_unlikely_loads(changes: dict[str, Any]) -> None:
    """A placeholder is for the check to find: the sample that Logto prints must load."""
    assert load({**MINIMAL, **changes})


_secret = st.text(st.characters(codec="utf-8"), min_size=9).map(lambda text: f"{text}{KEY_SECRET}")
_value = st.recursive(
    st.none() | st.booleans() | st.integers() | _secret,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["china", "templateCode", "generic", "tokens"]), inner)
    ),
    max_leaves=6,
)
_members = st.sampled_from(
    [
        *("accessKeyId", "accessKeySecret", "signName", "templates", "allowedRegions", "limits"),
        *("paused", "claimsKey", "claimsPassword", "claimsFailure", "callers"),
    ]
)


@given(st.dictionaries(_members, _value, min_size=1))
def test_no_value_is_ever_told(changes: dict[str, Any]) -> None:
    """Whatever stands in the wrong place, the reason has nothing of it."""
    reason = ""
    try:
        load({**MINIMAL, **changes})
    except OutcomeError as error:
        reason = str(error.outcome.reason)
    assert KEY_SECRET not in reason
