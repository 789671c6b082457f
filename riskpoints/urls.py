"""Addresses of risk points."""

from django.urls import path

from . import contribution_views, lead_views, views

app_name = "riskpoints"
urlpatterns = [
    path("risk-points/", views.risk_point_list, name="list"),
    path("risk-points/<int:pk>/", views.risk_point_detail, name="detail"),
    path("committee/said/", contribution_views.held_list, name="held_list"),
    path("committee/said/<slug:public_id>/", contribution_views.held_act, name="held_act"),
    path("committee/leads/", lead_views.lead_list, name="lead_list"),
    path("committee/leads/add/", lead_views.lead_add, name="lead_add"),
    path("committee/leads/import/", lead_views.lead_import, name="lead_import"),
    path("committee/leads/sheet.csv", lead_views.lead_sheet, name="lead_sheet"),
    path("committee/leads/<slug:public_id>/", lead_views.lead_detail, name="lead_detail"),
    path("committee/leads/<slug:public_id>/edit/", lead_views.lead_edit, name="lead_edit"),
]
