"""Pages of administrators and of one's own account, beside the pages of cases."""

from django.urls import path

from .accounts import changes as account_changes
from .accounts import grants
from .accounts import list as accounts
from .areas import changes, codes, exchange
from .areas import page as areas
from .audit import list as audit
from .own import account, inbox
from .rules import page as rules
from .rules import upload
from .running import calendar, jobs, messages
from .settings import show_settings
from .teams import absences, appointing, appointments, duty, organisations, papers
from .teams import changes as organisation_changes

urlpatterns = [
    path("areas/", areas.show_area, name="areas"),
    path("areas/find/", areas.find, name="area-find"),
    path("areas/boundaries/", exchange.show_exchange, name="boundaries"),
    path("areas/boundaries/import/", exchange.take_over, name="boundaries-import"),
    path("areas/boundaries/export.geojson", exchange.export, name="boundaries-export"),
    path("areas/codes/<uuid:code_id>/poster.pdf", codes.send_poster, name="code-poster"),
    path("areas/codes/<uuid:code_id>/qr.svg", codes.send_qr, name="code-qr"),
    path("areas/codes/<uuid:code_id>/revoke/", codes.revoke, name="code-revoke"),
    path("areas/codes/<uuid:code_id>/replace/", codes.replace, name="code-replace"),
    path("areas/<slug:code>/", areas.show_area, name="area"),
    path("areas/<slug:code>/map.json", areas.send_map, name="area-map"),
    path("areas/<slug:code>/duties.pdf", codes.send_notice, name="area-notice"),
    path("areas/<slug:code>/add/", changes.add, name="area-add"),
    path("areas/<slug:code>/rename/", changes.rename, name="area-rename"),
    path("areas/<slug:code>/describe/", changes.describe, name="area-describe"),
    path("areas/<slug:code>/close/", changes.close, name="area-close"),
    path("areas/<slug:code>/draw/", changes.draw, name="area-draw"),
    path("areas/<slug:code>/codes/", codes.issue, name="code-issue"),
    path("areas/<slug:code>/codes/below/", codes.issue_below, name="codes-issue-below"),
    path("areas/<slug:code>/places/", changes.show_places, name="area-places"),
    path("areas/<slug:code>/places/add/", changes.add_places, name="area-places-add"),
    path("teams/", organisations.show_organisations, name="organisations"),
    path("teams/tree/", organisations.show_tree, name="organisation-tree"),
    path("teams/add/", organisation_changes.add, name="organisation-add"),
    path("teams/appointments/", appointments.show_appointments, name="appointments"),
    path("teams/appointments/new/", appointing.appoint_person, name="appoint"),
    path("teams/appointments/certificates.pdf", papers.send_certificates, name="certificates"),
    path("teams/appointments/cards.pdf", papers.send_cards, name="work-cards"),
    path("teams/appointments/<uuid:appointment_id>/", appointments.show_appointment, name="appointment"),
    path("teams/appointments/<uuid:appointment_id>/renew/", appointing.renew_appointment, name="appointment-renew"),
    path("teams/appointments/<uuid:appointment_id>/end/", appointing.end, name="appointment-end"),
    path("teams/appointments/<uuid:appointment_id>/away/", absences.record, name="absence-new"),
    path("teams/appointments/<uuid:appointment_id>/away/<uuid:absence_id>/", absences.end, name="absence-end"),
    path("teams/appointments/<uuid:appointment_id>/certificate.pdf", papers.send_certificate, name="certificate"),
    path("teams/appointments/<uuid:appointment_id>/card.pdf", papers.send_card, name="work-card"),
    path("teams/vacancies/", appointments.show_vacancies, name="vacancies"),
    path("teams/duty/", duty.show_duty, name="duty"),
    path("teams/duty/<uuid:organisation_id>/", duty.show_month, name="duty-month"),
    path("teams/duty/<uuid:organisation_id>/plan/", duty.plan_month, name="duty-plan"),
    path("teams/duty/<uuid:organisation_id>/set/", duty.set_one, name="shift-set"),
    path("teams/duty/<uuid:organisation_id>/<uuid:shift_id>/clear/", duty.clear_one, name="shift-clear"),
    path("teams/<uuid:organisation_id>/", organisations.show_organisation, name="organisation"),
    path("teams/<uuid:organisation_id>/members/", organisations.show_members, name="members"),
    path("teams/<uuid:organisation_id>/rename/", organisation_changes.rename, name="organisation-rename"),
    path("teams/<uuid:organisation_id>/phone/", organisation_changes.set_phone, name="organisation-phone"),
    path("teams/<uuid:organisation_id>/close/", organisation_changes.close, name="organisation-close"),
    path("settings/accounts/", accounts.show_accounts, name="accounts"),
    path("settings/accounts/new/", account_changes.add, name="account-add"),
    path("settings/accounts/<uuid:account_id>/", accounts.show_account, name="account"),
    path("settings/accounts/<uuid:account_id>/password/", account_changes.new_password, name="account-password"),
    path("settings/accounts/<uuid:account_id>/active/", account_changes.set_active, name="account-active"),
    path("settings/accounts/<uuid:account_id>/unlock/", account_changes.unlock, name="account-unlock"),
    path("settings/accounts/<uuid:account_id>/two-factor/", account_changes.drop_codes, name="account-two-factor"),
    path("settings/accounts/<uuid:account_id>/grant/", grants.grant, name="grant"),
    path("settings/accounts/<uuid:account_id>/grants/<uuid:grant_id>/revoke/", grants.revoke, name="grant-revoke"),
    path("settings/rules/", rules.show_rulebooks, name="rulebooks"),
    path("settings/rules/<slug:place>/", rules.show_rulebook, name="rulebook"),
    path("settings/rules/<slug:place>/<int:number>/", rules.show_rulebook, name="rulebook-version"),
    path("settings/rules/<slug:place>/versions/", rules.show_versions, name="rulebook-versions"),
    path("settings/rules/<slug:place>/diff/", rules.show_diff, name="rulebook-diff"),
    path("settings/rules/<slug:place>/upload/", upload.show_upload, name="rulebook-upload"),
    path("settings/rules/<slug:place>/apply/", upload.apply, name="rulebook-apply"),
    path("settings/", show_settings, name="settings"),
    path("settings/jobs/", jobs.show_jobs, name="jobs"),
    path("settings/jobs/facts/", jobs.show_facts, name="facts"),
    path("settings/jobs/<int:job_id>/retry/", jobs.retry, name="job-retry"),
    path("settings/deliveries/", messages.show_deliveries, name="deliveries"),
    path("settings/deliveries/<uuid:delivery_id>/retry/", messages.retry, name="delivery-retry"),
    path("settings/webhooks/", messages.show_webhooks, name="webhooks"),
    path("settings/webhooks/add/", messages.add, name="webhook-add"),
    path("settings/webhooks/<uuid:webhook_id>/remove/", messages.remove, name="webhook-remove"),
    path("settings/calendar/", calendar.show_calendar, name="calendar"),
    path("settings/calendar/import/", calendar.import_year, name="calendar-import"),
    path("settings/audit/", audit.show_audit, name="audit"),
    path("settings/audit/export/", audit.export, name="audit-export"),
    path("inbox/", inbox.show_inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("inbox/<uuid:notice_id>/", inbox.open_notice, name="notice"),
    path("account/", account.show_account, name="own-account"),
    path("account/addresses/<slug:channel>/", account.change_address, name="own-address"),
    path("account/addresses/<slug:channel>/drop/", account.forget_address, name="own-address-drop"),
]
