from django.urls import path

from . import views

urlpatterns = [
    path("", views.LinkList.as_view(), name="link-list"),
    path("new/", views.LinkCreate.as_view(), name="link-new"),
    path("<int:pk>/", views.LinkDetail.as_view(), name="link-detail"),
]
