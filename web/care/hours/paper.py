"""The certificate as a PDF on one sheet of A4: in Chinese, its font and its QR code within."""

import datetime as dt
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from models.care.hours.certificates import seal_text
from models.care.hours.numbers import spaced
from models.care.hours.tables import Certificate
from web.assets import HERE
from web.clock import SHANGHAI

FONTS = HERE / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
FACES = {
    "Text": FONTS / "400Regular" / "NotoSerifSC_400Regular.ttf",
    "Title": FONTS / "700Bold" / "NotoSerifSC_700Bold.ttf",
}
WIDE, HIGH = A4
EDGE = 26 * mm
INK, SOFT, ZHU = "#1f2328", "#55534c", "#b3261e"
QR_SIDE = 34 * mm
# In place of a sign the font lacks, room to write it by hand.
OPEN = "（" + 6 * "\u00a0" + "）"
BODY = 13


def certificate_pdf(certificate: Certificate, shown_id: str, check_url: str, site: str) -> bytes:
    """The sheet; ``shown_id`` is the identity number as it may stand there, masked or whole.

    ``check_url`` goes into the QR code; ``site`` is the address a person types instead.
    """
    _faces()
    target = BytesIO()
    # The same certificate is the same file, whenever it is fetched.
    sheet = Canvas(target, pagesize=A4, invariant=1, initialFontName="Text")
    sheet.setTitle(f"志愿服务记录证明 {spaced(certificate.number)}")
    sheet.setAuthor(certificate.unit)
    _frame(sheet)
    top = _heading(sheet, certificate)
    top = _statement(sheet, certificate, shown_id, top)
    _services(sheet, certificate, top)
    _foot(sheet, certificate, check_url, site)
    sheet.save()
    return target.getvalue()


def check_query(certificate: Certificate) -> dict[str, str]:
    """What the QR code says beside the number, so that a paper with other hours is refused."""
    return {"minutes": str(certificate.minutes), "seal": seal_text(certificate)}


def in_hours(minutes: int) -> str:
    """120小时30分钟; the paper is in Chinese whatever the reader's language."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}小时{rest}分钟" if rest else f"{hours}小时"


@lru_cache
def _faces() -> None:
    for name, path in FACES.items():
        pdfmetrics.registerFont(TTFont(name, Path(path)))


def _style(size: int, colour: str = INK, face: str = "Text", **more: Any) -> ParagraphStyle:
    usual = {"leading": size * 1.9, "textColor": colour, "wordWrap": "CJK"}
    return ParagraphStyle(face, fontName=face, fontSize=size, **(usual | more))


def _put(sheet: Canvas, flow: Paragraph | Table, left: float, top: float, wide: float) -> float:
    """Draw something below ``top``; returns where it ended."""
    _, high = flow.wrapOn(sheet, wide, HIGH)
    flow.drawOn(sheet, left, top - high)
    return float(top - high)


def _frame(sheet: Canvas) -> None:
    sheet.setStrokeColor(ZHU)
    for inset, line in ((12 * mm, 1.6), (14 * mm, 0.5)):
        sheet.setLineWidth(line)
        sheet.rect(inset, inset, WIDE - 2 * inset, HIGH - 2 * inset)


def _heading(sheet: Canvas, certificate: Certificate) -> float:
    sheet.setFillColor(ZHU)
    sheet.setFont("Title", 30)
    sheet.drawCentredString(WIDE / 2, HIGH - 48 * mm, "志愿服务记录证明")
    sheet.setFillColor(SOFT)
    sheet.setFont("Text", 11)
    sheet.drawCentredString(WIDE / 2, HIGH - 58 * mm, f"编号：{spaced(certificate.number)}")
    return float(HIGH - 68 * mm)


def _statement(sheet: Canvas, certificate: Certificate, shown_id: str, top: float) -> float:
    since, until = (_day(day) for day in (certificate.since, certificate.until))
    times = sum(line["times"] for line in certificate.contents)
    who = f"<font name='Title'>{_plain(_known(certificate.name))}</font>"
    if shown_id:
        who += f"（身份证号：{shown_id}）"
    text = (
        f"兹证明{who}在{since}至{until}期间参加志愿服务 {times} 次，"
        f"实际服务时长共 <font name='Title' color='{ZHU}'>{in_hours(certificate.minutes)}</font>，"
        "服务内容如下："
    )
    style = _style(BODY + 1, firstLineIndent=2 * (BODY + 1))
    low = _put(sheet, Paragraph(text, style), EDGE, top, WIDE - 2 * EDGE)
    rare = _lacking(certificate.name + certificate.unit)
    if rare:
        codes = "、".join(f"U+{ord(sign):04X}" for sign in rare)
        note = f"{OPEN}处的字字库里没有（统一码 {codes}），请照身份证手写，盖章后有效。"
        low = _put(sheet, Paragraph(note, _style(BODY - 2, SOFT)), EDGE, low, WIDE - 2 * EDGE)
    return low


def _services(sheet: Canvas, certificate: Certificate, top: float) -> None:
    cell = _style(BODY - 1, leading=(BODY - 1) * 1.4)
    rows: list[list[Any]] = [["服务内容", "次数", "时长"]]
    for line in certificate.contents:
        name = Paragraph(_plain(_known(line["content"])), cell)
        rows.append([name, str(line["times"]), in_hours(line["minutes"])])
    wide = WIDE - 2 * EDGE
    table = Table(rows, colWidths=[wide * 0.56, wide * 0.14, wide * 0.30])
    table.setStyle(
        [
            ("FONT", (0, 0), (-1, 0), "Title", BODY - 1),
            ("FONT", (0, 1), (-1, -1), "Text", BODY - 1),
            ("TEXTCOLOR", (0, 0), (-1, -1), INK),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, SOFT),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    low = _put(sheet, table, EDGE, top - 4 * mm, wide)
    if certificate.stars:
        worth = f"截至{_day(certificate.until)}，平台记录的累计时长达到"
        worth += f"<font name='Title'>{certificate.stars} 星志愿者</font>标准："
        worth += f"<font color='{ZHU}'>{'★' * certificate.stars}</font>"
        _put(sheet, Paragraph(worth, _style(BODY)), EDGE, low - 4 * mm, wide)


def _foot(sheet: Canvas, certificate: Certificate, check_url: str, site: str) -> None:
    base = 24 * mm
    _qr(sheet, check_url, EDGE, base)
    hints = (
        "扫码核验真伪，",
        f"或打开 {site}",
        "输入编号和时长。",
    )
    sheet.setFillColor(SOFT)
    sheet.setFont("Text", 9)
    for number, line in enumerate(hints):
        sheet.drawString(EDGE + QR_SIDE + 4 * mm, base + 17 * mm - number * 14, line)
    sheet.setFillColor(INK)
    sheet.setFont("Text", BODY)
    issued = certificate.issued_at.astimezone(SHANGHAI).date()
    right = WIDE - EDGE
    sheet.drawRightString(right, base + 52 * mm, f"记录单位：{_known(certificate.unit)}（盖章）")
    sheet.drawRightString(right, base + 43 * mm, f"出具日期：{_day(issued)}")
    sheet.setFillColor(SOFT)
    sheet.setFont("Text", 10)
    sheet.drawRightString(right, base + 5 * mm, "平台记录 · 时长为实际服务时间，不含路程")


def _qr(sheet: Canvas, text: str, left: float, low: float) -> None:
    """The modules as small squares: sharp at any size, nothing to decode but itself."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    side = QR_SIDE / len(rows)
    sheet.setFillColor(INK)
    path = sheet.beginPath()
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                path.rect(left + x * side, low + QR_SIDE - (y + 1) * side, side, side)
    sheet.drawPath(path, stroke=0, fill=1)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _lacking(text: str) -> list[str]:
    """The signs of a text that one of the faces lacks, each once: some rare names have them."""
    glyphs = [pdfmetrics.getFont(face).face.charToGlyph for face in FACES]
    return [sign for sign in dict.fromkeys(text) if any(ord(sign) not in of for of in glyphs)]


def _known(text: str) -> str:
    """A text with room for handwriting where the font would show a box that means nothing."""
    for sign in _lacking(text):
        text = text.replace(sign, OPEN)
    return text


def _plain(text: str) -> str:
    """A name or a word of the county's, harmless inside reportlab's markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
