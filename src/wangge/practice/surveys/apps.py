from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "wangge.practice.surveys"
    label = "surveys"
