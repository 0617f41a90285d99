"""What must stand on a server before a backup of the roster is put back there; read without Django."""

# The dump names the role in its grants. Who may not make roles gets the tables without the second line.
BEFORE_RESTORE = """
DO $$ BEGIN
 IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wangge_scoped') THEN
  CREATE ROLE wangge_scoped NOLOGIN NOINHERIT;
 END IF;
 EXECUTE format('GRANT wangge_scoped TO %I', current_user);
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$"""
ROLE_STANDS = "SELECT count(*) FROM pg_roles WHERE rolname = 'wangge_scoped'"
