"""Addresses of risk points."""

from django.urls import path

from . import views

app_name = "riskpoints"
urlpatterns = [
    path("risk-points/", views.risk_point_list, name="list"),
    path("risk-points/<int:pk>/", views.risk_point_detail, name="detail"),
]
