"""Addresses of the ledger pages."""

from __future__ import annotations

from django.urls import path

from gangju.desk.ledgers import views
from gangju.desk.ledgers.events import views as events
from gangju.desk.ledgers.posts import proxy_views as proxies
from gangju.desk.ledgers.posts import term_views as terms
from gangju.desk.ledgers.posts import views as posts
from gangju.desk.ledgers.regions import views as regions

app_name = "ledgers"
urlpatterns = [
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/tree/", events.tree, name="tree"),
    path("organizations/<str:code>/history/", events.lineage, name="history"),
    path("organizations/<str:code>/posts/", posts.posts, name="posts"),
    path("organizations/<str:code>/posts/appoint/", posts.appointing, name="appoint"),
    path("posts/<str:code>/change/", posts.changing, name="change_post"),
    path("posts/<str:code>/end/", posts.ending, name="end_post"),
    path("posts/<str:code>/withdraw/", posts.withdrawing, name="withdraw_post"),
    path("organizations/<str:code>/election/", terms.election, name="election"),
    path("organizations/<str:code>/extension/", terms.extension, name="extension"),
    path("elections/", terms.elections, name="elections"),
    path("elections/<str:code>/withdraw/", terms.withdraw, name="withdraw_election"),
    path("proxies/", proxies.branches, name="proxies"),
    path("regions/", regions.tree, name="regions"),
    path("regions/<str:code>/", regions.region, name="region"),
    path("organizations/events/<int:number>/undo/", events.undo, name="undo_event"),
    *(path(f"organizations/<str:code>/{kind}/", view, name=kind) for kind, view in events.VIEWS.items()),
    path("branches/<str:code>/members/", views.members, name="members"),
    path("branches/<str:code>/activities/", views.activities, name="activities"),
    path("activities/<str:code>/", views.activity, name="activity"),
]
