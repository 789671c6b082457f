"""Addresses of measures."""

from django.urls import path

from . import (
    coverage_views,
    education_views,
    line_views,
    notice_views,
    pledge_views,
    rule_views,
    setting_views,
    views,
    warning_views,
)

app_name = "measures"
urlpatterns = [
    path("measures/", views.measure_list, name="list"),
    path("measures/coverage/", coverage_views.measure_coverage, name="coverage"),
    path("measures/lines/", line_views.lines, name="lines"),
    path("measures/set/", setting_views.measure_set, name="set"),
    path("measures/set/hints/", setting_views.set_hints, name="set_hints"),
    path("measures/rules/", rule_views.rule_list, name="rule_list"),
    path("measures/rules/add/", rule_views.rule_add, name="rule_add"),
    path("measures/rules/<int:pk>/", rule_views.rule_detail, name="rule_detail"),
    path("measures/rules/<int:pk>/edit/", rule_views.rule_edit, name="rule_edit"),
    path("measures/rules/<int:pk>/version/", rule_views.rule_version, name="rule_version"),
    path("measures/rules/<int:pk>/repeal/", rule_views.rule_repeal, name="rule_repeal"),
    path("measures/rules/<int:pk>/aim/", rule_views.rule_aim, name="rule_aim"),
    path("measures/rules/files/<str:public_id>/", rule_views.rule_file, name="rule_file"),
    path("measures/<int:pk>/", views.measure_detail, name="detail"),
    path("measures/<int:pk>/edit/", setting_views.set_edit, name="set_edit"),
    path("measures/<int:pk>/put-in-force/", setting_views.set_put_in_force, name="set_in_force"),
    path("measures/<int:pk>/send-back/", setting_views.set_send_back, name="set_send_back"),
    path("measures/<int:pk>/end/", setting_views.set_end, name="set_end"),
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
    path("measures/warnings/", warning_views.warning_list, name="warning_list"),
    path("measures/warnings/rules/", warning_views.warning_rules, name="warning_rules"),
    path("measures/warnings/laws/", warning_views.law_changes, name="law_changes"),
    path("measures/warnings/<str:public_id>/", warning_views.warning, name="warning"),
    path("measures/warnings/<str:public_id>/act/", warning_views.warning_act, name="warning_act"),
    path(
        "measures/warnings/<str:public_id>/set-aside/",
        warning_views.warning_set_aside,
        name="warning_set_aside",
    ),
    path("measures/notices/", notice_views.notice_list, name="notice_list"),
    path("measures/notices/add/", notice_views.notice_add, name="notice_add"),
    path("measures/notices/<int:pk>/", notice_views.notice, name="notice"),
    path("measures/notices/<int:pk>/reply/", notice_views.notice_reply, name="notice_reply"),
    path("measures/notices/<int:pk>/accept/", notice_views.notice_accept, name="notice_accept"),
    path("measures/notices/<int:pk>/return/", notice_views.notice_return, name="notice_return"),
    path("measures/education/", education_views.education_list, name="education_list"),
    path("measures/education/add/", education_views.education_add, name="education_add"),
    path("measures/education/<int:pk>/", education_views.education_plan, name="education_plan"),
    path(
        "measures/education/<int:pk>/edit/", education_views.education_edit, name="education_edit"
    ),
    path(
        "measures/education/<int:pk>/sessions/",
        education_views.education_session_add,
        name="education_session_add",
    ),
    path("measures/education/<int:pk>/end/", education_views.education_end, name="education_end"),
    path(
        "measures/education/<int:pk>/drop/", education_views.education_drop, name="education_drop"
    ),
    path(
        "measures/education/sessions/<int:pk>/",
        education_views.education_session,
        name="education_session",
    ),
    path(
        "measures/education/sessions/<int:pk>/attendance/",
        education_views.attendance_import,
        name="attendance_import",
    ),
    path(
        "measures/education/sessions/<int:pk>/attendance.csv",
        education_views.attendance_list,
        name="attendance_list",
    ),
    path(
        "measures/education/material/<str:public_id>/",
        education_views.education_material,
        name="education_material",
    ),
    path("measures/pledges/", pledge_views.pledge_list, name="pledge_list"),
    path("measures/pledges/<int:pk>/", pledge_views.pledge, name="pledge"),
]
