"""Addresses of the room `identity`."""

from __future__ import annotations

from django.urls import path

from gangju.desk.identity import views

app_name = "identity"
urlpatterns = [
    path("people/<str:person>/identity/", views.person, name="person"),
    path("system/masks/", views.masks, name="masks"),
]
