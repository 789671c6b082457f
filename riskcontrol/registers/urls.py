"""Addresses of what is printed."""

from django.urls import path

from . import views

app_name = "registers"
urlpatterns = [
    path("registers/", views.index, name="index"),
    path("registers/risk-points/<str:code>.pdf", views.risk_points, name="risk_points_pdf"),
    path("registers/releases/<int:pk>.pdf", views.approval_sheet, name="approval_sheet"),
    path("registers/charts/<str:code>.pdf", views.annotated, name="annotated_pdf"),
    path(
        "registers/charts/<str:code>/picture.<str:picture_format>",
        views.annotated_picture,
        name="annotated_picture",
    ),
]
