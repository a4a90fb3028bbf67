"""What Aliyun lends to accounts without a signature of their own: signs, and templates with them.

As its console has shown them; signs are replaced from time to time, and the old ones then die
(logto-io/logto#9228).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template as Text

SIGNS = (
    "速通互联验证码",
    "速通互联验证平台",
    "速通互联验证服务",
    "云渚科技验证平台",
    "云渚科技验证服务",
)
_KEEP_IT = "以上验证码${min}分钟内有效，请注意保密，切勿告知他人。"


@dataclass(frozen=True, slots=True)
class LentTemplate:
    """A template; its text holds both `${code}` and `${min}`."""

    code: str
    name: str
    text: str

    def render(self, variables: Mapping[str, str]) -> str:
        """Return the text with both variables filled in."""
        return Text(self.text).substitute(variables)


TEMPLATES = {
    template.code: template
    for template in (
        LentTemplate("100001", "登录/注册", f"您的验证码为${{code}}。尊敬的客户，{_KEEP_IT}"),
        LentTemplate(
            "100002",
            "修改绑定手机号",
            f"尊敬的客户，您正在进行修改手机号操作，您的验证码为${{code}}。{_KEEP_IT}",
        ),
        LentTemplate(
            "100003",
            "重置密码",
            f"尊敬的客户，您正在进行重置密码操作，您的验证码为${{code}}。{_KEEP_IT}",
        ),
        LentTemplate(
            "100004",
            "绑定新手机号",
            f"尊敬的客户，您正在进行绑定手机号操作，您的验证码为${{code}}。{_KEEP_IT}",
        ),
        LentTemplate(
            "100005",
            "验证绑定手机号",
            f"尊敬的客户，您正在验证绑定手机号操作，您的验证码为${{code}}。{_KEEP_IT}",
        ),
    )
}
