"""Addresses of the ledger pages."""

from __future__ import annotations

from django.urls import path

from gangju.desk.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("branches/<str:code>/members/", views.members, name="members"),
    path("branches/<str:code>/activities/", views.activities, name="activities"),
    path("activities/<str:code>/", views.activity, name="activity"),
]
