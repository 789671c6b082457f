"""Addresses of measures."""

from django.urls import path

from . import firm_views, project_views, views

app_name = "measures"
urlpatterns = [
    path("measures/", views.measure_list, name="list"),
    path("measures/<int:pk>/", views.measure_detail, name="detail"),
    path("measures/<int:pk>/occasions/", views.occasion_enter, name="occasion_enter"),
    path("measures/<int:pk>/answerer/", views.answerer_change, name="answerer_change"),
    path("measures/occasions/<int:pk>/done/", views.occasion_carry_out, name="occasion_carry_out"),
    path("measures/occasions/<int:pk>/verify/", views.occasion_verify, name="occasion_verify"),
    path("measures/evidence/<str:public_id>/", views.evidence, name="evidence"),
    path(
        "measures/occasions/<int:pk>/send-back/",
        views.occasion_send_back,
        name="occasion_send_back",
    ),
    path("measures/<int:pk>/tags/", project_views.measure_tag, name="measure_tag"),
    path("projects/", project_views.project_list, name="project_list"),
    path("projects/add/", project_views.project_add, name="project_add"),
    path("projects/<str:code>/", project_views.project_detail, name="project_detail"),
    path("projects/<str:code>/edit/", project_views.project_edit, name="project_edit"),
    path("projects/<str:code>/begin/", project_views.project_begin, name="project_begin"),
    path(
        "projects/<str:code>/disclosures/add/", project_views.disclosure_add, name="disclosure_add"
    ),
    path("projects/<str:code>/firms/add/", firm_views.part_add, name="part_add"),
    path("projects/parts/<int:pk>/remove/", firm_views.part_remove, name="part_remove"),
    path(
        "projects/disclosures/<int:pk>/report/",
        project_views.disclosure_report,
        name="disclosure_report",
    ),
    path(
        "projects/disclosures/<int:pk>/remove/",
        project_views.disclosure_remove,
        name="disclosure_remove",
    ),
    path(
        "projects/disclosures/files/<str:public_id>/",
        project_views.disclosure_file,
        name="disclosure_file",
    ),
    path("firms/", firm_views.firm_list, name="firm_list"),
    path("firms/add/", firm_views.firm_add, name="firm_add"),
    path("firms/<int:pk>/", firm_views.firm_detail, name="firm_detail"),
    path("firms/<int:pk>/records/add/", firm_views.record_add, name="record_add"),
    path("firms/records/<int:pk>/approve/", firm_views.record_approve, name="record_approve"),
    path("firms/records/<int:pk>/refuse/", firm_views.record_refuse, name="record_refuse"),
    path("firms/records/<int:pk>/lift/", firm_views.record_lift, name="record_lift"),
    path("firms/records/files/<str:public_id>/", firm_views.record_file, name="record_file"),
]
