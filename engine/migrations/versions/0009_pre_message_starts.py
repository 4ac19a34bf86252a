"""0009_pre_message_starts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_pre_message_starts"
down_revision = "0008_pre_call_elements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_start",
        sa.Column(
            "instance",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.key"], name=op.f("fk_message_start_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance", name=op.f("pk_message_start")),
    )
    with op.batch_alter_table("message_start", schema=None) as batch_op:
        batch_op.create_index("ix_message_start_key", ["process_id", "correlation_key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("message_start", schema=None) as batch_op:
        batch_op.drop_index("ix_message_start_key")

    op.drop_table("message_start")
