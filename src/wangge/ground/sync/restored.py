"""What a database that was put back from a backup must do before phones ask it again; read without Django."""

GENERATION = "sync.generation"

# Positions of another server's transactions mean nothing here, and phones may have what the backup has not: every row
# gets a position of now, and every cursor that was given out before begins again.
AFTER_RESTORE = f"""
DO $$ BEGIN IF to_regclass('public.sync_row') IS NOT NULL THEN
 UPDATE public.sync_row SET tx = pg_current_xact_id();
 DELETE FROM public.sync_horizon;
 INSERT INTO public.foundation_revision (key, value) VALUES ('{GENERATION}', gen_random_uuid())
  ON CONFLICT (key) DO UPDATE SET value = excluded.value;
END IF; END $$"""  # noqa: S608  # a name of ours
