"""A paper of our own words for tests of the review: figures with and without a home in the ledgers, one lost figure, two tasks."""

from __future__ import annotations

PAPER = """云澜县基层党组织建设工作要点
(2026年)
各乡镇党委:
为做好2026年工作,提出如下要点。
一、抓好党员教育
(一)农村党员每年集中学习不少于24学时。
(二)党支部每季度至少召开1次党员大会,每月至少召开1次支委会。
(三)党支部书记每年培训不少于1%2%学时。
二、建好活动场所
(一)村级活动场所面积不低于200平方米。
(二)建立党员联系户台账。(牵头单位:县委组织部;责任单位:县民政局、县财政局)
三、加强考核
各党支部每年向上级报告2次工作情况。(牵头单位:县委组织部;责任单位:各乡镇党委)
中共云澜县委组织部
2026年1月5日
"""
REVISED = PAPER.replace("不低于200平方米", "不低于260平方米").replace("三、加强考核", "三、加强督查考核")
SECRET = "机密★一年\n" + PAPER
