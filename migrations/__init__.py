"""The steps from an empty database to the present schema; run by `storage.schema` and by the command `alembic`."""
