"""Addresses of the room `people`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gangju.desk.people.views import checks, files, members, rosters

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("people/<str:person>/", files.file, name="file"),
    path("people/<str:person>/correct/", files.correct, name="correct"),
    path("people/<str:person>/contact/", files.contact, name="contact"),
    path("people/<str:person>/transfer/", members.move, name="transfer"),
    path("people/<str:person>/leave/", members.gone, name="leave"),
    path("people/<str:person>/checked/", checks.checked, name="checked"),
    path("people/<str:person>/on/<str:roster>/", rosters.put_on, name="put_on"),
    path("people/deeds/<int:number>/undo/", files.undo, name="undo"),
    path("people/entries/<int:number>/prolong/", rosters.prolong, name="prolong"),
    path("people/entries/<int:number>/contact/", rosters.contact_person, name="contact_person"),
    path("people/entries/<int:number>/end/", rosters.take_off, name="take_off"),
    path("branches/<str:code>/lists/<str:roster>/", rosters.people, name="list"),
    path("branches/<str:code>/members/add/", members.add, name="add"),
    path("branches/<str:code>/visitors/add/", rosters.visitor, name="visitor"),
    path("branches/<str:code>/file/", files.reveal, name="reveal"),
    path("branches/<str:code>/check-sheets/", checks.register, name="sheets"),
    path("branches/<str:code>/check-sheets/print/", checks.print_sheets, name="print_sheets"),
]
