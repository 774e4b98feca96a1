"""Addresses of the branch at work."""

from __future__ import annotations

from django.urls import path

from gangju.desk.work import views

app_name = "work"
urlpatterns = [
    path("branches/<str:code>/", views.branch, name="branch"),
    path("branches/<str:code>/record/", views.record, name="record"),
    path("branches/<str:code>/keep/", views.keep, name="keep"),
    path("branches/<str:code>/above/", views.above, name="above"),
    path("activities/<str:code>/correct/", views.correct, name="correct"),
    path("activities/<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("activities/restore/<int:number>/", views.restore, name="restore"),
]
