"""Addresses of the public's pages."""

from django.urls import path

from .views import after, charts, comments, feeds, finding, machines, open_data, receipts, report

app_name = "disclosure"
urlpatterns = [
    path("", charts.portal, name="portal"),
    path("charts/<slug:code>/", charts.chart, name="chart"),
    path("charts/<slug:code>/picture.<str:picture_format>", charts.picture, name="picture"),
    path("charts/<slug:code>/compare/<int:a>/<int:b>/", charts.compare, name="compare"),
    path("charts/<slug:code>/comment/", comments.comment, name="comment"),
    path("charts/<slug:code>/finding/", finding.finding, name="finding"),
    path("receipt/", receipts.receipt, name="receipt"),
    path("report/", report.report, name="report"),
    path("handled/", after.handled, name="handled"),
    path("charts/<slug:code>/handled/<int:number>/", after.handled_report, name="handled_report"),
    path(
        "charts/<slug:code>/handled/<int:number>/report.pdf",
        after.handled_report_pdf,
        name="handled_report_pdf",
    ),
    path("feed/", feeds.feed, name="feed"),
    path("feed/<slug:code>/", feeds.unit_feed, name="unit_feed"),
    path("open-data/", open_data.open_data, name="open_data"),
    path(
        "open-data/<slug:name>.<slug:data_format>", open_data.open_data_file, name="open_data_file"
    ),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
]
