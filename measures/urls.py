"""Addresses of measures."""

from django.urls import path

from . import coverage_views, line_views, rule_views, setting_views, views

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
]
