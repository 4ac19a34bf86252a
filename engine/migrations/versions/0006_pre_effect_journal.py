"""0006_pre_effect_journal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_pre_effect_journal"
down_revision = "0005_pre_called_processes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "step_effects",
        sa.Column(
            "instance",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance", "step", name=op.f("pk_step_effects")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("step_effects")
