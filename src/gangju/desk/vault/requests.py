"""A page that cannot be answered because of the keys says so plainly; the log says which and why."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from gangju.desk.vault.keys import KeyProblem

LOGGER = logging.getLogger("gangju.vault")
SAID = (
    "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>密钥有问题</title>"
    "<p>密钥文件有问题,加密保存的内容读不出来;刚才的操作没有保存。请系统管理员在服务器上运行 gangju keys status 查看原因。</p>"
    "<p><a href=/>回到首页</a></p></html>"
)


class SayKeyProblems:
    """Middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, KeyProblem):
            return None
        LOGGER.error("%s: %s", request.path, exception)
        return HttpResponse(SAID, status=503)
