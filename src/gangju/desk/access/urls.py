"""Addresses of the door."""

from __future__ import annotations

from django.urls import path

from gangju.desk.access import views

app_name = "access"
urlpatterns = [
    path("", views.start, name="start"),
    path("logout/", views.sign_out, name="sign_out"),
    path("home/", views.home, name="home"),
    path("demo/<slug:username>/", views.demo_sign_in, name="demo_sign_in"),
    path("journal/", views.journal, name="journal"),
]
