"""Addresses of the signed-in person's pages."""

from django.urls import URLPattern, path

from riskcontrol.desk.views import (
    home,
    office,
    schemes,
    settings,
    sittings,
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
    path("committee/schemes/", schemes.schemes, name="schemes"),
    path("committee/schemes/start/", schemes.scheme_start, name="scheme_start"),
    path("committee/schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("committee/schemes/<int:pk>/force/", schemes.scheme_force, name="scheme_force"),
    path("committee/schemes/<int:pk>/drop/", schemes.scheme_drop, name="scheme_drop"),
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
