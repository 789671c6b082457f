"""Addresses of measures."""

from django.urls import path

from . import calendar_views, review_views, spot_views, views

app_name = "measures"
urlpatterns = [
    path("measures/", views.measure_list, name="list"),
    path("measures/calendar/", calendar_views.calendar, name="calendar"),
    path("measures/calendar.ics", calendar_views.calendar_download, name="calendar_file"),
    path("measures/occasions/", calendar_views.occasion_list, name="occasions"),
    path("measures/spot-checks/", spot_views.spot_checks, name="spot_checks"),
    path(
        "measures/spot-checks/draw/<str:code>/", spot_views.spot_check_draw, name="spot_check_draw"
    ),
    path("measures/spot-checks/<int:pk>/", spot_views.spot_check, name="spot_check"),
    path("measures/spot-checks/<int:pk>/frame.txt", spot_views.spot_frame, name="spot_frame"),
    path("measures/spot-items/<int:pk>/find/", spot_views.spot_find, name="spot_find"),
    path("measures/spot-items/<int:pk>/answer/", spot_views.spot_answer, name="spot_answer"),
    path("measures/spot-items/<int:pk>/close/", spot_views.spot_close, name="spot_close"),
    path(
        "measures/spot-items/<int:pk>/send-back/", spot_views.spot_send_back, name="spot_send_back"
    ),
    path("measures/reviews/", review_views.reviews, name="reviews"),
    path("measures/reviews/<int:pk>/", review_views.review, name="review"),
    path("measures/reviews/call/<int:point>/", review_views.review_call, name="review_call"),
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
]
