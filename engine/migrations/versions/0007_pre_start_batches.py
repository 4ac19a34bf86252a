"""0007_pre_start_batches"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_pre_start_batches"
down_revision = "0006_pre_effect_journal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "start_batch",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("segment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("started_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition"], ["process_definition.key"], name=op.f("fk_start_batch_definition")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_start_batch")),
    )
    with op.batch_alter_table("start_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_start_batch_segment"), ["segment"], unique=False)

    op.create_table(
        "start_batch_failure",
        sa.Column("batch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"], ["start_batch.key"], name=op.f("fk_start_batch_failure_batch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch", "record_key", name=op.f("pk_start_batch_failure")),
    )


def downgrade() -> None:
    op.drop_table("start_batch_failure")
    with op.batch_alter_table("start_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_start_batch_segment"))

    op.drop_table("start_batch")
