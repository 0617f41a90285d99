from django.db import migrations

KEPT = ("people_event", "people_hazard_step", "people_care_review", "people_consent_text")
DATED = ("people_household_home", "people_residence", "people_household_member", "people_relation")

FUNCTION = """
CREATE FUNCTION people_only_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marks CONSTANT text[] := ARRAY['until', 'closed_by_id', 'voided_by_id', 'term'];
BEGIN
    IF TG_OP = 'DELETE'
       OR to_jsonb(OLD) - marks IS DISTINCT FROM to_jsonb(NEW) - marks
       OR (OLD.until IS NOT NULL AND OLD.until IS DISTINCT FROM NEW.until)
       OR (OLD.voided_by_id IS NOT NULL AND OLD.voided_by_id IS DISTINCT FROM NEW.voided_by_id) THEN
        RAISE EXCEPTION '% 只增不改', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
"""
FORWARD = FUNCTION + "".join(
    [
        *(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();\n"
            for table in KEPT
        ),
        *(
            f"CREATE TRIGGER {table}_only_ends BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION people_only_end();\n"
            for table in DATED
        ),
    ]
)
BACKWARD = "".join(
    [
        *(f"DROP TRIGGER {table}_is_kept ON {table};\n" for table in KEPT),
        *(f"DROP TRIGGER {table}_only_ends ON {table};\n" for table in DATED),
        "DROP FUNCTION people_only_end();",
    ]
)


class Migration(migrations.Migration):
    """Events and steps are only ever added; a dated row may be ended once and found wrong once, nothing else."""

    dependencies = [("people", "0001_roster"), ("foundation", "0005_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
