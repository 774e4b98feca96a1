"""Addresses of the room `search`."""

from __future__ import annotations

from django.urls import path

from gangju.desk.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="page"),
    path("search/hints/", views.hints, name="hints"),
]
