"""Addresses of the list pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gangju.desk.lists import views

app_name = "lists"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lists/", views.index, name="index"),
    path("lists/groups/<int:number>/", views.group, name="group"),
    path("lists/<str:register>/", views.listed, name="list"),
    path("lists/<str:register>/<int:row>/", views.row, name="row"),
]
