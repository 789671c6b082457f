"""Addresses of the signed-in person's pages."""

from django.urls import URLPattern, path

from riskcontrol.desk.views import (
    home,
    office,
    rounds,
    settings,
    sittings,
    worksheet_carried,
    worksheet_rows,
    worksheet_suggestions,
    worksheets,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("worksheets/sections/<str:code>/", worksheets.section_worksheet, name="section_worksheet"),
    path(
        "worksheets/sections/<str:code>/open/",
        worksheets.section_worksheet_open,
        name="section_worksheet_open",
    ),
    path("worksheets/<str:code>/", worksheets.worksheet, name="worksheet"),
    path("worksheets/<str:code>/open/", worksheets.worksheet_open, name="worksheet_open"),
    path("worksheets/<int:pk>/submit/", worksheets.worksheet_submit, name="worksheet_submit"),
    path("worksheets/<int:pk>/sign/", worksheets.worksheet_sign, name="worksheet_sign"),
    path("worksheets/<int:pk>/return/", worksheets.worksheet_return, name="worksheet_return"),
    path("worksheets/<int:pk>/rows/<str:row>/point/", worksheet_rows.point_add, name="point_add"),
    path("worksheets/<int:pk>/rows/<str:row>/none/", worksheet_rows.none_found, name="none_found"),
    path("worksheets/<int:pk>/rows/<str:row>/again/", worksheet_rows.look_again, name="look_again"),
    path(
        "worksheets/<int:pk>/rows/<str:row>/draft/",
        worksheet_rows.worksheet_draft,
        name="worksheet_draft",
    ),
    path(
        "worksheets/<int:pk>/rows/<str:row>/set-aside/<slug:code>/",
        worksheet_suggestions.suggestion_set_aside,
        name="suggestion_set_aside",
    ),
    path(
        "worksheets/<int:pk>/rows/<str:row>/offer/<slug:code>/",
        worksheet_suggestions.suggestion_offer_again,
        name="suggestion_offer_again",
    ),
    path("worksheets/<int:pk>/points/<int:point>/", worksheet_rows.point_edit, name="point_edit"),
    path(
        "worksheets/<int:pk>/points/<int:point>/remove/",
        worksheet_rows.point_remove,
        name="point_remove",
    ),
    path(
        "worksheets/<int:pk>/carried/<int:row>/confirm/",
        worksheet_carried.carried_confirm,
        name="carried_confirm",
    ),
    path(
        "worksheets/<int:pk>/carried/<int:row>/change/",
        worksheet_carried.carried_change,
        name="carried_change",
    ),
    path(
        "worksheets/<int:pk>/carried/<int:row>/remove/",
        worksheet_carried.carried_remove,
        name="carried_remove",
    ),
    path(
        "worksheets/<int:pk>/carried/<int:row>/back/",
        worksheet_carried.carried_back,
        name="carried_back",
    ),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/<str:code>/", rounds.round_open, name="round_open"),
    path("rounds/<int:pk>/", rounds.round, name="round"),
    path("rounds/<int:pk>/last-day/", rounds.round_last_day, name="round_last_day"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("rounds/<int:earlier>/compare/<int:later>/", rounds.round_compare, name="round_compare"),
    path("", home.home, name="home"),
    path("walk/", home.walk, name="walk"),
    path("method/", home.method, name="method"),
    path("powers/<str:code>/", home.power, name="power"),
    path("positions/<str:body>/<str:code>/", home.position, name="position"),
    path("ledger/", office.ledger, name="ledger"),
    path("ledger/verify/", office.ledger_verify, name="ledger_verify"),
    path("settings/", settings.settings, name="settings"),
    path("committee/", sittings.committee, name="committee"),
    path("committee/convene/<int:pk>/", sittings.sitting_convene, name="sitting_convene"),
    path("committee/<int:pk>/", sittings.sitting, name="sitting"),
    path("committee/<int:pk>/assess/", sittings.sitting_assess, name="sitting_assess"),
    path("committee/<int:pk>/level/<int:point>/", sittings.sitting_propose, name="sitting_propose"),
    path(
        "committee/<int:pk>/second/<int:proposal>/",
        sittings.sitting_second,
        name="sitting_second",
    ),
    path(
        "committee/<int:pk>/withdraw/<int:proposal>/",
        sittings.sitting_withdraw,
        name="sitting_withdraw",
    ),
    path("committee/<int:pk>/decide/", sittings.sitting_decide, name="sitting_decide"),
    path("committee/<int:pk>/return/", sittings.sitting_return, name="sitting_return"),
]
