"""The channels beyond the app, as people call them."""

from flask_babel import gettext as _


def channel_words() -> dict[str, str]:
    """Code -> name of each channel."""
    return {"email": _("电子邮件"), "sms": _("手机短信"), "wecom": _("企业微信工作群")}
