"""The rules in force, as this installation has set them: read by the security administrator, changed only at the server."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from gangju.desk.accounts import limits
from gangju.desk.sheets.workbook import MOST_BYTES

FACTOR = {"admins": "三员和管全域的职责必须设", "all": "所有人必须设", "none": "不强制，可自愿设"}
CIPHERS = {"aes": "AES-256-GCM、HMAC-SHA256", "sm4": "SM4-GCM、HMAC-SM3"}


@dataclass(frozen=True)
class Rule:
    """What is kept, as it stands here, and which setting of the server changes it (none: fixed)."""

    title: str
    said: str
    setting: str = ""


def chapters() -> list[tuple[str, list[Rule]]]:
    return [("登录", _sign_in()), ("会话", _session()), ("数据", _data())]


def _sign_in() -> list[Rule]:
    minutes = int(limits.WINDOW.total_seconds() // 60)
    locked = int(limits.LOCKED.total_seconds() // 60)
    return [
        Rule(
            "口令", f"不少于 {limits.PASSWORD_LENGTH} 个字，小写字母、大写字母、数字、符号、汉字至少三种，不与姓名、账号相近，不是常见口令"
        ),
        Rule("一次性口令", f"{int(limits.TEMPORARY.total_seconds() // 3600)} 小时内有效，首次登录必须改掉"),
        Rule("锁定账号", f"{minutes} 分钟内输错 {limits.MOST_WRONG} 次，这个账号在这个地址锁定 {locked} 分钟"),
        Rule("锁定地址", f"{minutes} 分钟内同一地址共输错 {limits.MOST_WRONG_FROM_ADDRESS} 次，这个地址锁定 {locked} 分钟"),
        Rule("二次验证", FACTOR[settings.GANGJU_SECOND_FACTOR], "GANGJU_SECOND_FACTOR"),
        Rule("再次确认", "重置、授权、导出完整身份信息等，登录超过 10 分钟要再输口令"),
    ]


def _session() -> list[Rule]:
    return [
        Rule("无操作退出", f"{settings.GANGJU_IDLE_MINUTES} 分钟，提前 2 分钟提示；没交的表单保留 30 分钟", "GANGJU_IDLE_MINUTES"),
        Rule("最长一次登录", f"{limits.SESSION_SECONDS // 3600} 小时"),
        Rule("传输", "只用 TLS" if settings.GANGJU_TLS else "未声明 TLS：只应在本机或内网专线使用", "GANGJU_TLS"),
    ]


def _data() -> list[Rule]:
    return [
        Rule("加密和指纹算法", CIPHERS[settings.GANGJU_CIPHER], "GANGJU_CIPHER"),
        Rule("姓名", "本组织和直接上级可见；再往上只见人数，凭理由查看，逐次记入日志"),
        Rule("上传", f"只收 Excel 工作簿，按内容辨认，展开后不超过 1 GB，不超过 {MOST_BYTES // 2**20} MB"),
        Rule("操作日志", "只增不改，按 SM3 链封存，可随时验证"),
    ]
