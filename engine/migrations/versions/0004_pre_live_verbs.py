"""0004_pre_live_verbs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_pre_live_verbs"
down_revision = "0003_pre_decision_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reopened_from", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(
            "ix_process_instance_reopened_from",
            ["reopened_from"],
            unique=False,
            sqlite_where=sa.text("reopened_from IS NOT NULL"),
            postgresql_where=sa.text("reopened_from IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_process_instance_reopened_from",
            sqlite_where=sa.text("reopened_from IS NOT NULL"),
            postgresql_where=sa.text("reopened_from IS NOT NULL"),
        )
        batch_op.drop_column("reopened_from")

    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_column("definition")
