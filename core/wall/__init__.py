"""The wall: row-level security inside PostgreSQL, made of the scopes and policies that narrow every statement of ours."""
