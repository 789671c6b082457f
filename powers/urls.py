"""Addresses of powers, flowcharts and postings."""

from django.urls import URLPattern, path

from .views import (
    attachments,
    charts,
    comparing,
    duties,
    entering,
    inventory,
    moderation,
    periods,
    pictures,
    postings,
    referrals,
    releases,
    studio,
    ways_in,
    withheld,
)

app_name = "powers"
urlpatterns: list[URLPattern] = [
    path("powers/", inventory.power_list, name="power_list"),
    path("powers/add/", inventory.power_add, name="power_add"),
    path("powers/withheld/", withheld.withheld_list, name="withheld_list"),
    path("powers/<str:code>/edit/", inventory.power_edit, name="power_edit"),
    path("powers/<str:code>/withholding/", inventory.power_withholding, name="power_withholding"),
    path("duties/<int:pk>/", duties.duty, name="duty"),
    path("duties/<int:pk>/unlink/<str:code>/", duties.duty_unlink, name="duty_unlink"),
    path("flowcharts/", charts.flowchart_list, name="flowchart_list"),
    path("flowcharts/<str:code>/", charts.flowchart_detail, name="flowchart_detail"),
    path("flowcharts/<str:code>/edit/", studio.flowchart_edit, name="flowchart_edit"),
    path("flowcharts/<str:code>/paste/", ways_in.paste, name="paste"),
    path("flowcharts/<str:code>/begin/", ways_in.begin, name="begin"),
    path("flowcharts/<str:code>/compare/<int:a>/<int:b>/", comparing.compare, name="compare"),
    path("flowcharts/<str:code>/picture.<str:picture_format>", pictures.picture, name="picture"),
    path("flowcharts/<str:code>/release/", releases.release, name="release"),
    path("postings/", postings.posting_list, name="posting_list"),
    path("postings/<int:pk>/", postings.posting_detail, name="posting_detail"),
    path("postings/<int:pk>/period/", periods.posting_period, name="posting_period"),
    path("postings/<int:pk>/comments/add/", entering.comment_add, name="comment_add"),
    path(
        "postings/<int:pk>/comments/<slug:comment>/<slug:act>/",
        moderation.comment_act,
        name="comment_act",
    ),
    path("attachments/<str:public_id>/", attachments.attachment, name="attachment"),
    path("committee/referrals/", referrals.referral_list, name="referral_list"),
    path(
        "committee/referrals/<slug:public_id>/", referrals.referral_detail, name="referral_detail"
    ),
]
