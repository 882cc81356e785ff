"""The platform: the library with a memory. Commands that are durable, exact, four-eyed and auditable, on SQLite or PostgreSQL."""
