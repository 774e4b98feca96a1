"""Addresses of 审读, all below `plans/readings/`."""

from __future__ import annotations

from django.urls import path

from gangju.desk.plans.reading import handing, pages, steps

urlpatterns = [
    path("", pages.readings, name="readings"),
    path("new/", pages.begin, name="reading_new"),
    path("<int:number>/", pages.review, name="reading"),
    path("<int:number>/progress/", pages.progress, name="reading_progress"),
    path("<int:number>/step/", steps.step, name="reading_step"),
    path("<int:number>/items/<str:item>/", steps.item, name="reading_item"),
    path("<int:number>/batch/<str:batch>/", steps.batch, name="reading_batch"),
    path("<int:number>/revise/", handing.revise, name="reading_revise"),
    path("<int:number>/submit/", handing.submit, name="reading_submit"),
    path("<int:number>/approve/", handing.approve, name="reading_approve"),
    path("<int:number>/trial/", handing.trial, name="reading_trial"),
    path("<int:number>/drop/", handing.drop, name="reading_drop"),
    path("<int:number>/restore/", handing.restore, name="reading_restore"),
    path("<int:number>/table/<str:form>/", handing.table, name="reading_table"),
]
