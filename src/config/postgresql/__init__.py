"""Django's PostgreSQL backend; it asks an idle connection, not a busy one, whether it still lives."""
