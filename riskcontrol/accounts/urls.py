"""Addresses of people, units and settings."""

from django.urls import path

from .views import entering, people, stand_ins, units

app_name = "accounts"
urlpatterns = [
    path("setup/", entering.first_run, name="first_run"),
    path("accounts/enter/", entering.enter, name="enter"),
    path("desk/language/", entering.language, name="language"),
    path("desk/people/", people.people, name="people"),
    path("desk/people/add/", people.person_add, name="person_add"),
    path("desk/people/roles/", people.role_grant, name="role_grant"),
    path("desk/people/roles/<int:pk>/revoke/", people.role_revoke, name="role_revoke"),
    path("desk/people/<str:username>/disable/", people.person_disable, name="person_disable"),
    path("desk/people/<str:username>/password/", people.person_password, name="person_password"),
    path("desk/people/<str:username>/email/", people.person_email, name="person_email"),
    path("desk/people/<str:username>/appoint/", people.role_appoint, name="role_appoint"),
    path("desk/stand-ins/", stand_ins.stand_ins, name="stand_ins"),
    path("desk/stand-ins/add/", stand_ins.stand_in_add, name="stand_in_add"),
    path("desk/stand-ins/<int:pk>/end/", stand_ins.stand_in_end, name="stand_in_end"),
    path("desk/units/", units.units, name="units"),
    path("desk/units/sections/", units.section_add, name="section_add"),
    path("desk/units/positions/", units.position_add, name="position_add"),
    path("desk/units/<str:code>/edit/", units.unit_edit, name="unit_edit"),
]
