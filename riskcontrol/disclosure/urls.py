"""Addresses of the public's pages."""

from django.urls import path

from . import views

app_name = "disclosure"
urlpatterns = [
    path("", views.portal, name="portal"),
    path("charts/<slug:code>/", views.chart, name="chart"),
    path("charts/<slug:code>/picture.<str:picture_format>", views.picture, name="picture"),
    path("charts/<slug:code>/compare/<int:a>/<int:b>/", views.compare, name="compare"),
    path("charts/<slug:code>/comment/", views.comment, name="comment"),
    path("receipt/", views.receipt, name="receipt"),
    path("report/", views.report, name="report"),
]
