"""Addresses of measures."""

from django.urls import path

from . import views

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
]
