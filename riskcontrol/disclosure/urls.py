"""Addresses of the public's pages."""

from django.urls import path

from .views import charts, comments, receipts, report

app_name = "disclosure"
urlpatterns = [
    path("", charts.portal, name="portal"),
    path("charts/<slug:code>/", charts.chart, name="chart"),
    path("charts/<slug:code>/picture.<str:picture_format>", charts.picture, name="picture"),
    path("charts/<slug:code>/compare/<int:a>/<int:b>/", charts.compare, name="compare"),
    path("charts/<slug:code>/comment/", comments.comment, name="comment"),
    path("receipt/", receipts.receipt, name="receipt"),
    path("report/", report.report, name="report"),
]
