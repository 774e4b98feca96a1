"""Addresses of the ledger pages."""

from __future__ import annotations

from django.urls import path

from gangju.desk.ledgers import views
from gangju.desk.ledgers.events import views as events

app_name = "ledgers"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/tree/", events.tree, name="tree"),
    path("organizations/<str:code>/history/", events.lineage, name="history"),
    path("organizations/events/<int:number>/undo/", events.undo, name="undo_event"),
    *(path(f"organizations/<str:code>/{kind}/", view, name=kind) for kind, view in events.VIEWS.items()),
    path("branches/<str:code>/members/", views.members, name="members"),
    path("branches/<str:code>/activities/", views.activities, name="activities"),
    path("activities/<str:code>/", views.activity, name="activity"),
]
