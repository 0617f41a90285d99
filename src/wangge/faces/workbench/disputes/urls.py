"""Pages of disputes: the list, the figures, what is done about one, the paper, small ones, counselling."""

from django.urls import path

from . import counselling, lists, papers, small, steps

urlpatterns = [
    path("disputes/", lists.show_disputes, name="disputes"),
    path("disputes/figures/", lists.show_figures, name="dispute-figures"),
    path("disputes/figures/export/", lists.export_figures, name="dispute-export"),
    path("disputes/small/", small.log_small, name="dispute-small"),
    path("disputes/counselling/", counselling.show_referrals, name="counselling"),
    path("disputes/counselling/<uuid:referral_id>/", counselling.show_referral, name="referral"),
    path("disputes/<uuid:case_id>/agreement/", papers.print_agreement, name="dispute-paper"),
    path("disputes/<uuid:case_id>/names/", papers.show_names, name="dispute-names"),
    path("disputes/<uuid:case_id>/<slug:step>/", steps.take_dispute_step, name="dispute-step"),
]
