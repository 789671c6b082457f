"""Addresses of what is printed."""

from django.urls import path

from . import pledge, posting_views, spot_check, views, warning_notice

app_name = "registers"
urlpatterns = [
    path("registers/", views.index, name="index"),
    path("registers/risk-points/<str:code>.pdf", views.risk_points, name="risk_points_pdf"),
    path("registers/lowered-levels.csv", views.lowered, name="lowered_csv"),
    path("registers/projects/<str:code>.pdf", views.project, name="project_pdf"),
    path("registers/releases/<int:pk>.pdf", views.approval_sheet, name="approval_sheet"),
    path("registers/filings/<int:pk>.pdf", views.receipt, name="receipt_pdf"),
    path("registers/meetings/<int:pk>.pdf", views.minutes, name="minutes_pdf"),
    path("registers/notices/<int:pk>.pdf", warning_notice.warning_notice, name="notice_pdf"),
    path("registers/pledges/<int:pk>.pdf", pledge.pledge, name="pledge_pdf"),
    path("registers/spot-checks/<int:pk>.pdf", spot_check.spot_check, name="spot_check_pdf"),
    path("registers/charts/<str:code>.pdf", views.annotated, name="annotated_pdf"),
    path(
        "registers/charts/<str:code>/picture.<str:picture_format>",
        views.annotated_picture,
        name="annotated_picture",
    ),
    path("postings/<int:pk>/poster.pdf", posting_views.poster, name="poster"),
    path("postings/<int:pk>/pack.zip", posting_views.posting_pack, name="posting_pack"),
]
