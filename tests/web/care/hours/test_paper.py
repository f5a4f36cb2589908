"""A certificate as a file: read by pdftotext, looked at by zbarimg, checked, and forged in vain."""

import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from models.care.hours.certificates import seal_text
from models.care.hours.numbers import check_digit, spaced
from models.care.hours.tables import Certificate
from models.database.engine import transaction
from models.people.tables import Person
from tests.web.care.conftest import TODAY
from tests.web.care.hours.conftest import ID_NUMBER, Circle
from tests.web.conftest import Visitor

NEEDED = ("pdftotext", "pdftoppm", "zbarimg")
REFUSED = "没有查到这样的证明"


@dataclass
class Issued:
    """A certificate of three hours, its file, and a stranger's browser."""

    circle: Circle
    browser: Visitor
    stranger: Visitor
    row: Certificate
    pdf: bytes
    folder: Path

    def tool(self, *words: str) -> str:
        if shutil.which(words[0]) is None:
            pytest.skip(f"no {words[0]}: apt-get install poppler-utils zbar-tools")
        run = subprocess.run(words, cwd=self.folder, capture_output=True, check=True)
        return run.stdout.decode()

    def check(self, number: str, minutes: object, seal: str | None = None) -> str:
        query = {"minutes": minutes} | ({} if seal is None else {"seal": seal})
        return self.stranger.get(f"/check/{number}", query_string=query).text

    @property
    def seal(self) -> str:
        return seal_text(self.row)


def certify(browser: Visitor, **more: str) -> None:
    form = {"since": "2020-01-01", "until": TODAY.isoformat(), "key": f"key-{len(more)}-12345"}
    answer = browser.send("/care/hours/certificates", form | more, on="/care/hours/")
    assert answer.status_code == 303, answer.text


def newest(circle: Circle) -> Certificate:
    with transaction(circle.hamlet.engine) as session:
        return session.query(Certificate).order_by(Certificate.issued_at.desc()).first()


@pytest.fixture
def issued(circle: Circle, tmp_path: Path) -> Issued:
    circle.give()
    circle.give(hours_ago=3, content="代购代办")
    browser = circle.sign_in("volunteer")
    certify(browser)
    row = newest(circle)
    pdf = browser.get(f"/care/hours/certificates/{row.id}.pdf")
    assert pdf.mimetype == "application/pdf"
    (tmp_path / "paper.pdf").write_bytes(pdf.data)
    stranger = circle.hamlet.app.test_client()
    return Issued(circle, browser, stranger, row, pdf.data, tmp_path)


def test_pdftotext_reads_all_that_must_stand_there(issued: Issued) -> None:
    words = re.sub(r"\s+", "", issued.tool("pdftotext", "paper.pdf", "-"))
    for wanted in (
        "志愿服务记录证明",
        spaced(issued.row.number).replace(" ", ""),
        "欧阳明珠",
        "6***************34",
        "3小时",
        "陪伴聊天",
        "代购代办",
        "1小时30分钟",
        "记录单位：新城社区",
        "平台记录",
        f"出具日期：{TODAY.year}年{TODAY.month}月{TODAY.day}日",
    ):
        assert wanted in words, wanted
    assert ID_NUMBER not in words


def test_the_font_lies_in_the_file(issued: Issued) -> None:
    fonts = issued.tool("pdffonts", "paper.pdf").splitlines()[2:]
    assert len(fonts) == 2
    assert all(re.search(r"TrueType\s+\S+\s+yes yes yes", line) for line in fonts)


def test_rare_signs_of_a_name_stand_there_or_are_left_to_be_written(
    circle: Circle, tmp_path: Path
) -> None:
    """U+3400, U+4DAE and U+29F7E are in the font, U+20BB7 is not: no box stands for it.

    Beyond U+FFFF a reader of the file's text sees another sign than the paper shows.
    """
    circle.give()
    with transaction(circle.hamlet.engine) as session:
        session.get_one(Person, circle.person).name = "𠮷㐀䶮𩽾"
    browser = circle.sign_in("volunteer")
    certify(browser)
    row = newest(circle)
    pdf = browser.get(f"/care/hours/certificates/{row.id}.pdf").data
    (tmp_path / "paper.pdf").write_bytes(pdf)
    rare = Issued(circle, browser, browser, row, pdf, tmp_path)
    words = re.sub(r"\s+", "", rare.tool("pdftotext", "paper.pdf", "-"))
    assert re.search("兹证明（）㐀䶮[^（]（身份证号", words)
    assert "统一码U+20BB7" in words and "请照身份证手写" in words
    assert row.name == "𠮷㐀䶮𩽾"


def test_the_same_certificate_is_the_same_file(issued: Issued) -> None:
    again = issued.browser.get(f"/care/hours/certificates/{issued.row.id}.pdf")
    assert again.data == issued.pdf


def test_its_qr_code_is_read_from_the_picture_and_verifies(issued: Issued) -> None:
    issued.tool("pdftoppm", "-r", "110", "-png", "paper.pdf", "paper")
    read = issued.tool("zbarimg", "-q", "--raw", "paper-1.png").strip()
    where = urlsplit(read)
    assert where.path == f"/check/{issued.row.number}"
    query = {name: values[0] for name, values in parse_qs(where.query).items()}
    page = issued.check(issued.row.number, query["minutes"], query["seal"])
    assert "证明有效" in page


def test_the_check_page_shows_no_more_than_needed(issued: Issued) -> None:
    page = issued.check(issued.row.number, 180, issued.seal)
    for shown in ("欧**珠", "3 小时 0 分钟", "新城社区"):
        assert shown in page
    for hidden in ("欧阳明珠", "陪伴聊天", "代购代办", ID_NUMBER, "610998"):
        assert hidden not in page


def test_number_and_hours_typed_by_hand_do_too(issued: Issued) -> None:
    asked = {"number": spaced(issued.row.number), "hours": "3"}
    answer = issued.stranger.get("/check/", query_string=asked, follow_redirects=True)
    assert "证明有效" in answer.text
    empty = issued.stranger.get(f"/check/{issued.row.number}", follow_redirects=True)
    assert "小时" in empty.text and "欧" not in empty.text
    wrong = issued.stranger.get("/check/", query_string={"number": "12", "hours": "x"})
    assert wrong.status_code == 422


def _digit(number: str, place: int) -> str:
    """Another digit at a place, with the check digit put right again: a careful forger."""
    changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    return changed[:-1] + str(check_digit(changed[:-1]))


def _in_rows(change: str) -> Callable[[Issued], str]:
    """Somebody with the database changed what the certificate says."""

    def forged(issued: Issued) -> str:
        with transaction(issued.circle.hamlet.engine) as session:
            session.execute(text(f"UPDATE certificate SET {change}"))
        minutes = 6000 if "minutes" in change else 180
        return issued.check(issued.row.number, minutes, issued.seal)

    return forged


def _other_seal(issued: Issued) -> str:
    issued.circle.give(hours_ago=6)
    certify(issued.browser, more="1")
    return seal_text(newest(issued.circle))


TAMPERED: dict[str, Callable[[Issued], str]] = {
    "a digit of the number": lambda i: i.check(
        f"{(int(i.row.number[0]) + 1) % 10}{i.row.number[1:]}", 180, i.seal
    ),
    "a digit and the check digit": lambda i: i.check(_digit(i.row.number, 4), 180, i.seal),
    "another digit and the check digit": lambda i: i.check(_digit(i.row.number, 14), 180),
    "the check digit": lambda i: i.check(
        i.row.number[:-1] + str((int(i.row.number[-1]) + 1) % 10), 180, i.seal
    ),
    "a digit left out": lambda i: i.check(i.row.number[:-1], 180, i.seal),
    "a digit too many": lambda i: i.check(i.row.number + "0", 180, i.seal),
    "letters for digits": lambda i: i.check("O" + i.row.number[1:], 180, i.seal),
    "full-width digits": lambda i: i.check("１" + i.row.number[1:], 180, i.seal),
    "one minute more": lambda i: i.check(i.row.number, 181, i.seal),
    "ten times the hours": lambda i: i.check(i.row.number, 1800, i.seal),
    "fewer hours": lambda i: i.check(i.row.number, 60, i.seal),
    "hours without the seal": lambda i: i.check(i.row.number, 1800),
    "hours below nothing": lambda i: i.check(i.row.number, -180, i.seal),
    "hours that are no number": lambda i: i.check(i.row.number, "180 OR 1=1", i.seal),
    "an empty seal": lambda i: i.check(i.row.number, 180, ""),
    "a seal cut short": lambda i: i.check(i.row.number, 180, i.seal[:-1]),
    "a seal in capitals": lambda i: i.check(i.row.number, 180, i.seal.swapcase()),
    "a seal made up": lambda i: i.check(i.row.number, 180, "A" * len(i.seal)),
    "a seal that is not ASCII": lambda i: i.check(i.row.number, 180, "印" * len(i.seal)),
    "the seal of another certificate": lambda i: i.check(i.row.number, 180, _other_seal(i)),
    "hours in the database": _in_rows("minutes = 6000"),
    "the name in the database": _in_rows("name = '欧阳金珠'"),
    "the period in the database": _in_rows("since = '2019-01-01'"),
    "the unit in the database": _in_rows("unit = '市志愿者协会'"),
    "the stars in the database": _in_rows("stars = 5"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_refused(issued: Issued, name: str) -> None:
    assert "证明有效" in issued.check(issued.row.number, 180, issued.seal)
    page = TAMPERED[name](issued)
    assert REFUSED in page
    assert "欧" not in page


def test_there_are_at_least_twenty_variants() -> None:
    assert len(TAMPERED) >= 20


def test_hours_taken_back_later_show_on_the_check_page(issued: Issued) -> None:
    hours = issued.row.hours_ids[0]
    staff = issued.circle.sign_in("community")
    form = {"decision": "revoked", "reason": "没有去过"}
    page = f"/care/hours/{hours}"
    assert staff.send(page, form, on=page).status_code == 303
    told = issued.check(issued.row.number, 180, issued.seal)
    assert "已不作数" in told and "1 小时 30 分钟" in told and "证明有效" not in told


def test_a_certificate_taken_back_is_said_to_be(issued: Issued) -> None:
    staff = issued.circle.sign_in("community")
    page = f"/care/hours/of/{issued.circle.helper}"
    url = f"/care/hours/certificates/{issued.row.id}/revoke"
    assert staff.send(url, {"reason": " "}, on=page).status_code == 422
    assert staff.send(url, {"reason": "姓名有误"}, on=page).status_code == 303
    told = issued.check(issued.row.number, 180, issued.seal)
    assert "已经撤销" in told and "3 小时" not in told


def test_the_whole_number_stands_there_only_when_asked_for(issued: Issued) -> None:
    certify(issued.browser, shown_id="whole")
    row = newest(issued.circle)
    pdf = issued.browser.get(f"/care/hours/certificates/{row.id}.pdf").data
    (issued.folder / "paper.pdf").write_bytes(pdf)
    assert ID_NUMBER in re.sub(r"\s+", "", issued.tool("pdftotext", "paper.pdf", "-"))


def test_nobody_elses_certificate_is_fetched(issued: Issued) -> None:
    url = f"/care/hours/certificates/{issued.row.id}.pdf"
    assert issued.circle.sign_in("elsewhere").get(url).status_code == 404
    assert issued.circle.sign_in("community").get(url).status_code == 200
    assert issued.stranger.get(url).status_code == 302


def test_whoever_tries_numbers_is_stopped(issued: Issued) -> None:
    answers = {issued.stranger.get(f"/check/{n:016d}?minutes=60").status_code for n in range(40)}
    assert answers == {404, 429}


def test_a_period_without_hours_is_refused_and_nothing_is_lost(issued: Issued) -> None:
    before = (TODAY - dt.timedelta(days=900)).isoformat()
    form = {"since": before, "until": before, "key": "another-key-1"}
    answer = issued.browser.send("/care/hours/certificates", form, on="/care/hours/")
    assert answer.status_code == 422
    assert "没有已认定的工时" in answer.text and f'value="{before}"' in answer.text
