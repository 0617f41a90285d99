from django.apps import AppConfig


class WhatIfConfig(AppConfig):
    name = "wangge.practice.whatif"
    label = "whatif"
