"""What the command line says when something was typed wrongly: in Chinese, with what would be right."""

from __future__ import annotations

import pytest

from gangju.cli import WRONG_USE, main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("read", "gangju read:还缺:文件。"),
        ("evaluate --pack p", "gangju evaluate:还缺:--facts、--as-of。"),
        ("evaluate --as-of", "gangju evaluate:--as-of:后面要写一个值。"),
        ("evaluate --as-of 2026", "gangju evaluate:--as-of:“2026”不是日期,写成 2026-12-31 的样子。"),
        ("evaluate --f x", "gangju evaluate:“--f”可以是 --format、--facts,请写全。"),
        ("check --format xml", "gangju check:--format:没有“xml”,可以写:table、json。"),
        ("check --json=1", "gangju check:--json:后面不带值,不要写 1。"),
        ("demo --port 八千", "gangju demo:--port:“八千”不是整数。"),
        ("demo --sise small", "gangju demo:不认识“--sise small”。"),
        ("journal", "gangju journal:还缺:命令。"),
        ("restore", "gangju restore:还缺:备份文件。"),
    ],
)
def test_what_was_typed_wrongly_is_said_in_chinese(typed: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(typed.split())
    usage, told = capsys.readouterr().err.split("\ngangju", 1)
    assert ended.value.code == WRONG_USE
    assert usage.startswith("用法:gangju")
    assert f"gangju{told}".startswith(said)


@pytest.mark.parametrize("command", ["", "read", "compare", "demo", "backup", "import", "admin"])
def test_help_holds_no_english_sentence(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    told = capsys.readouterr().out
    assert "用法:" in told
    assert "显示这段说明" in told
    assert not {"usage", "options", "positional", "optional", "show"} & set(told.replace(":", " ").split())
