"""Every address: the public's at the root, the staff's under /desk/, sign-in under /accounts/."""

from django.urls import include, path

urlpatterns = [
    path("", include("riskcontrol.disclosure.urls")),
    path("", include("riskcontrol.accounts.urls")),
    path("desk/", include("powers.urls")),
    path("desk/", include("riskpoints.urls")),
    path("desk/", include("measures.urls")),
    path("desk/", include("riskcontrol.registers.urls")),
    path("desk/", include("riskcontrol.desk.urls")),
    path("accounts/", include("allauth.urls")),
]
