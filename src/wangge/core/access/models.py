from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.ids import uuid7


class Account(AbstractBaseUser):
    """账号: one person who signs in. What the person may do comes from dated grants only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    login_name = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    home_path = models.CharField(max_length=200, help_text="path of the area whose administrator keeps this account")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    totp_cipher = models.BinaryField(null=True)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login_name"

    class Meta:
        db_table = "access_account"
        indexes = [models.Index(fields=["home_path"], name="account_home", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """授权: a role, where (an area and everything below, or a unit, or both), from when to when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    place = models.CharField(
        max_length=40, blank=True, help_text="rulebook that names the role; empty for administrators"
    )
    area_path = models.CharField(max_length=200, blank=True)
    unit_id = models.UUIDField(null=True, help_text="the organisation acted for, by reference")
    source = models.CharField(max_length=80, blank=True, help_text="what the grant follows from: appointment:<id>")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=60)

    class Meta:
        db_table = "access_grant"
        indexes = [
            models.Index(fields=["account", "valid_from"], name="grant_of_account"),
            models.Index(fields=["unit_id"], name="grant_of_unit"),
            models.Index(fields=["source"], name="grant_source"),
        ]
        constraints = [
            models.CheckConstraint(name="grant_is_somewhere", condition=~Q(area_path="", unit_id=None)),
            models.CheckConstraint(
                name="grant_ends_after_start", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
        ]


class AuditAction(models.TextChoices):
    SIGNED_IN = "signed_in", _("登录")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    SIGNED_OUT = "signed_out", _("退出")
    PASSWORD_SET = "password_set", _("设置密码")
    TOTP_SET = "totp_set", _("设置动态口令")
    ACCOUNT_MADE = "account_made", _("新建账号")
    ACCOUNT_CHANGED = "account_changed", _("修改账号")
    GRANTED = "granted", _("授权")
    REVOKED = "revoked", _("收回授权")
    REVEALED = "revealed", _("查看隐私信息")
    EXPORTED = "exported", _("导出")
    RULEBOOK_APPLIED = "rulebook_applied", _("启用规则")
    JOB_RETRIED = "job_retried", _("重试任务")
    CONFIGURED = "configured", _("修改设置")


class AuditEntry(models.Model):
    """审计: who did what to what, when. The database refuses to change or delete a row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=AuditAction.choices)
    account_id = models.UUIDField(null=True)
    account_name = models.CharField(max_length=60)
    area_path = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "access_audit_entry"
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["account_id", "-at"], name="audit_of_account"),
            models.Index(
                fields=["target", "-at", "-id"], condition=Q(action=AuditAction.REVEALED), name="audit_who_looked"
            ),
        ]
