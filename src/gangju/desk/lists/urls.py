"""Addresses of the list pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gangju.desk.lists import views
from gangju.desk.lists.entry import draft_views, paste_views
from gangju.desk.lists.entry import views as entry

app_name = "lists"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lists/", views.index, name="index"),
    path("lists/groups/<int:number>/", views.group, name="group"),
    path("lists/<str:register>/", views.listed, name="list"),
    path("lists/<str:register>/<int:row>/", views.row, name="row"),
    path("lists/<str:register>/new/", entry.add, name="add"),
    path("lists/<str:register>/paste/", paste_views.paste, name="paste"),
    path("lists/<str:register>/pick/<str:field>/", entry.pick, name="pick"),
    path("lists/<str:register>/<int:row>/correct/", entry.correct, name="correct"),
    path("lists/<str:register>/<int:row>/end/", entry.end, name="end"),
    path("lists/<str:register>/<int:row>/withdraw/", entry.withdraw, name="withdraw"),
    path("lists/<str:register>/<int:row>/cell/<str:field>/", entry.cell, name="cell"),
    path("undo/<int:number>/", entry.undo, name="undo"),
    path("drafts/", draft_views.unfinished, name="drafts"),
    path("drafts/keep/", draft_views.keep, name="keep_draft"),
    path("drafts/waiting/", draft_views.offer, name="draft"),
    path("drafts/<int:number>/drop/", draft_views.drop, name="drop_draft"),
]
