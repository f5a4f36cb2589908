"""Is this file one we can read, judged before anything is unpacked: a sentence where not."""

import io
import zipfile
from pathlib import PurePath

from matcher.said import Said
from models.ledgers.refusals import FileRefused
from models.ledgers.uploads import MOST_BYTES, TOO_LARGE

# Half a million cells are some 60 MB of XML; a bomb of 20 MB is 20 GB.
MOST_UNPACKED = 160 * 1024 * 1024
MOST_PARTS = 2_000
ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# The prolog of an XML part lies within its first bytes; spreadsheets declare no document type.
PROLOG_BYTES = 4096
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
NOT_A_SHEET = Said("这不是电子表格文件，请上传 .xlsx 或 .csv 格式的台账。")
BROKEN = Said("文件已损坏，无法打开，请在电子表格软件中另存为 .xlsx 后再试。")


def kind_of(file_name: str, content: bytes) -> str:
    """``xlsx`` or ``csv``, judged by the bytes; raises ``FileRefused`` for everything else."""
    if len(content) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if not content.strip():
        raise FileRefused(Said("文件是空的。"))
    if content.startswith(OLE):
        raise FileRefused(_ole(content))
    if content.startswith(ZIP):
        _check_zip(content)
        return "xlsx"
    if PurePath(file_name).suffix.lower() in (".csv", ".txt", ".tsv"):
        return "csv"
    raise FileRefused(NOT_A_SHEET)


def _ole(content: bytes) -> Said:
    if ENCRYPTED in content:
        return Said("文件设有打开密码，请取消密码后再上传。")
    return Said("这是旧版 .xls 或其他旧格式，请在电子表格软件中另存为 .xlsx 后再上传。")


def _check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError):
        raise FileRefused(BROKEN) from None


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    # zipfile never unpacks more of a part than the directory says, so the directory can be asked.
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise FileRefused(Said("文件解压后过大，像是压缩炸弹，没有打开。"))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(Said("文件设有打开密码，请取消密码后再上传。"))
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise FileRefused(NOT_A_SHEET)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(Said("文件含有宏（.xlsm），请另存为不含宏的 .xlsx 后再上传。"))
    if any(name.endswith("workbook.bin") for name in names):
        raise FileRefused(Said("这是 .xlsb 格式，请另存为 .xlsx 后再上传。"))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _check_prolog(archive, part)


def _check_prolog(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No document type: entities are how XML is made to swell or to read other files."""
    with archive.open(part) as file:
        head = file.read(PROLOG_BYTES)
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        text = head.decode(encoding, "ignore")
        if any(word in text for word in DECLARATIONS):
            raise FileRefused(Said("文件含有不安全的 XML 声明，没有打开。"))
