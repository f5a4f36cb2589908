"""Where a Unix socket may lie: its path must fit into 107 bytes."""

import os
import pwd
import tempfile
from hashlib import sha256
from pathlib import Path

LONGEST = 107


class SocketFolderTaken(Exception):
    """The short folder for a socket belongs to somebody else."""


def socket_folder(home: Path, socket_name: str, user: str | None = None) -> Path:
    """``home`` itself when the path fits, else a private short folder named after it.

    Only the process's user, or ``user`` when given, may enter the short folder.
    """
    if len(os.fsencode(home / socket_name)) <= LONGEST:
        return home
    uid = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    name = sha256(os.fsencode(home)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"lianxin-{uid}-{name}"
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, -1)
    except FileExistsError:
        if folder.is_symlink() or folder.stat().st_uid != uid:
            raise SocketFolderTaken(
                f"{folder} 属于其他用户，请删除它，或缩短 LIANXIN_VAR"
            ) from None
    return folder
