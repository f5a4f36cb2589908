"""What somebody signed in with, as it can be said in words: a system and a browser, no more."""

from flask_babel import gettext as _

# The first that stands in what the browser says of itself; some name others as well.
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("harmony", "HarmonyOS"),
    ("harmony", "OpenHarmony"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac", "Mac OS"),
    ("linux", "Linux"),
)
_BROWSERS = (
    ("wechat", "MicroMessenger"),
    ("edge", "Edg"),
    ("qq", "QQBrowser"),
    ("uc", "UCBrowser"),
    ("huawei", "HuaweiBrowser"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


def device(agent: str) -> str:
    """``system/browser`` of a User-Agent; ``other`` where it is none of those known."""
    return f"{_first(_SYSTEMS, agent)}/{_first(_BROWSERS, agent)}"


def device_words(stored: str) -> str:
    """安卓手机，微信."""
    systems = {
        "iphone": _("苹果手机"),
        "ipad": _("苹果平板"),
        "harmony": _("鸿蒙手机或平板"),
        "android": _("安卓手机或平板"),
        "windows": _("Windows 电脑"),
        "mac": _("苹果电脑"),
        "linux": _("Linux 电脑"),
    }
    browsers = {
        "wechat": _("微信"),
        "edge": _("Edge 浏览器"),
        "qq": _("QQ 浏览器"),
        "uc": _("UC 浏览器"),
        "huawei": _("华为浏览器"),
        "firefox": _("火狐浏览器"),
        "chrome": _("Chrome 浏览器"),
        "safari": _("Safari 浏览器"),
    }
    system, _slash, browser = stored.partition("/")
    named = {
        "system": systems.get(system, _("其他设备")),
        "browser": browsers.get(browser, _("其他浏览器")),
    }
    return str(_("%(system)s，%(browser)s", **named))


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((code for code, sign in known if sign in agent), "other")
