"""Names of places as people write them, and the step each adds to a path."""

import re
import unicodedata

CODE = re.compile(r"\d{12}")
_TAILS = re.compile(r"(居民委员会|居委会|村民委员会|村委会|党支部)$")
_SUFFIX = re.compile(r"(社区|村|居)$")
_TOWN_SUFFIX = re.compile(r"(街道办事处|街道办|街道|镇|乡|办)$")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,10}?(?:自治县|县|区|市|旗)")
_HAN_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}
_HAN = re.compile(r"[一二三四五六七八九十]+")
_NUMBERED = {
    "G": re.compile(r"第?(\d{1,4})号?(?:网格|格)?"),
    "B": re.compile(r"第?(\d{1,4})(?:号楼|号栋|栋|幢|号|楼)?"),
    "U": re.compile(r"第?(\d{1,3})(?:单元|号单元)?"),
}
_USUAL = {"G": "第{}网格", "B": "{}号楼", "U": "{}单元"}


def plain_name(text: str) -> str:
    """A place's name without blanks, full-width signs and the name of its committee."""
    return _TAILS.sub("", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def short_name(name: str) -> str:
    """A community's name without the word community or village."""
    return _SUFFIX.sub("", name)


def short_town(name: str) -> str:
    """A town's name without the word town or street office."""
    return _TOWN_SUFFIX.sub("", name)


def step(kind: str, text: str) -> tuple[str, str]:
    """(path step, name) of a grid ``G``, building ``B`` or unit ``U``: 第3网格 -> G3.

    Different spellings of one number meet; a name without a number is its own step.
    """
    name = plain_name(text)
    numbered = _NUMBERED[kind].fullmatch(_arabic(name))
    if numbered:
        number = int(numbered.group(1))
        return f"{kind}{number}", _USUAL[kind].format(number)
    return kind + name.replace("/", "-"), name


def county_name(title: str) -> str | None:
    """The county a ledger's title begins with (安澜县网格化服务管理台账)."""
    found = _COUNTY.match(plain_name(title))
    return found.group() if found else None


def _arabic(text: str) -> str:
    return _HAN.sub(lambda found: str(_han_number(found.group())), text)


def _han_number(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_HAN_DIGITS[sign]) for sign in text))
    return 10 * _HAN_DIGITS.get(tens, 1) + _HAN_DIGITS.get(ones, 0)
