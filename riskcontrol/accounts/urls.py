"""Addresses of people, units and settings."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("setup/", views.first_run, name="first_run"),
    path("accounts/enter/", views.enter, name="enter"),
    path("desk/language/", views.language, name="language"),
    path("desk/people/", views.people, name="people"),
    path("desk/people/add/", views.person_add, name="person_add"),
    path("desk/people/roles/", views.role_grant, name="role_grant"),
    path("desk/people/roles/<int:pk>/revoke/", views.role_revoke, name="role_revoke"),
    path("desk/people/<str:username>/disable/", views.person_disable, name="person_disable"),
    path("desk/people/<str:username>/appoint/", views.role_appoint, name="role_appoint"),
    path("desk/units/", views.units, name="units"),
    path("desk/units/sections/", views.section_add, name="section_add"),
    path("desk/units/positions/", views.position_add, name="position_add"),
    path("desk/units/<str:code>/", views.unit_edit, name="unit_edit"),
]
