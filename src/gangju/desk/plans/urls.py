"""Addresses of standards, whys and plans."""

from __future__ import annotations

from django.urls import include, path

from gangju.desk.plans import adopting, lacking, publications, rehearsing, views
from gangju.desk.plans.contests import views as contests

app_name = "plans"
urlpatterns = [
    path("standards/", views.standards, name="standards"),
    path("standards/<str:code>/", views.matrix, name="matrix"),
    path("standards/<str:code>/<str:pack>/<str:standard>/", views.group, name="group"),
    path("why/<str:pack>/<str:standard>/<str:kind>/<str:subject>/", views.why, name="why"),
    path("lacking/<str:code>/", lacking.lacking, name="lacking"),
    path("publications/", publications.publications, name="publications"),
    path("publications/new/<str:code>/", publications.publish, name="publish"),
    path("publications/<int:number>/", publications.publication, name="publication"),
    path("publications/<int:number>/replay/", publications.replay, name="replay"),
    path("trends/<str:code>/", publications.trends, name="trends"),
    path("rehearse/<str:code>/<str:pack>/", rehearsing.rehearse, name="rehearse"),
    path("contest/<str:pack>/<str:standard>/<str:kind>/<str:subject>/", contests.filing, name="contest"),
    path("contests/", contests.contests, name="contests"),
    path("contests/<int:number>/", contests.contested, name="contested"),
    path("contests/<int:number>/withdraw/", contests.withdrawing, name="withdraw_contest"),
    path("plans/", views.plans, name="plans"),
    path("plans/<int:number>/", views.plan, name="plan"),
    path("plans/<int:number>/end/", adopting.ending, name="end"),
    path("plans/<int:number>/undo/", adopting.undoing, name="undo"),
    path("plans/readings/", include("gangju.desk.plans.reading.urls")),
    path("plans/library/", adopting.library, name="library"),
    path("plans/library/<str:version>/", adopting.pack, name="pack"),
    path("plans/library/<str:version>/adopt/", adopting.adopting, name="adopt"),
]
