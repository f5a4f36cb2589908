"""The last words of a start: where to look, as whom to sign in."""

from collections.abc import Sequence

from jobs.services.terminal import say
from models.accounts.demo import DemoAccount
from models.accounts.roles import ROLES
from models.settings import Settings


def welcome(settings: Settings, accounts: Sequence[DemoAccount]) -> None:
    """Print the address and, in demo mode, one account for each role."""
    say("")
    host = reachable(settings.host)
    say(f"  连心已启动：http://{host}:{settings.port}/")
    if accounts:
        say("")
        say(f"  演示账号（密码都是 {accounts[0].password}）：")
        for account in accounts:
            say(f"    {account.phone}  {ROLES[account.role]}")
    else:
        say("  第一个管理员：.venv/bin/python -m jobs.administrator --name 姓名 --phone 手机号")
    say("")
    say(f"  日志在 {settings.var / 'log'}；按 Ctrl-C 全部停止")
    say("")


def reachable(host: str) -> str:
    """The address to ask when the server listens on ``host``."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host
