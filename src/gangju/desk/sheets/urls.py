"""Addresses of the pages about workbooks."""

from __future__ import annotations

from django.urls import path

from gangju.desk.sheets import views

app_name = "sheets"
urlpatterns = [
    path("sheets/", views.home, name="home"),
    path("sheets/compare/", views.compare, name="compare"),
    path("sheets/imports/<int:number>/", views.imported, name="import"),
    path("sheets/imports/<int:number>/marked/", views.marked, name="marked"),
    path("sheets/imports/<int:number>/undo/", views.undo, name="undo"),
    path("sheets/export/<str:kind>/", views.export_ledger, name="export"),
    path("sheets/exports/", views.trace, name="trace"),
    path("sheets/form/<str:kind>/", views.form, name="form"),
]
