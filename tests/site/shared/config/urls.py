from django.contrib.auth import views as auth
from django.urls import include, path

from core.views import health
from links.views import follow

urlpatterns = [
    path("health/", health, name="health"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("links/", include("links.urls")),
    path("<str:username>/<slug:slug>/", follow, name="follow"),
]
