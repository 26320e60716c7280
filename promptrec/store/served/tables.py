"""The table of what became of a template, beside those of `store.schema`."""

import sqlalchemy as sa

from promptrec.store.schema import metadata

template_state = sa.Table(
    "template_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *(
        sa.Column(name, sa.Text, nullable=False, server_default="")
        for name in ("data", "template", "name", "run", "bundle", "fingerprint", "who", "why")
    ),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Index("template_state_by_data", "data", "id"),
    sqlite_autoincrement=True,
)
