"""0005_pre_called_processes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_pre_called_processes"
down_revision = "0004_pre_live_verbs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_tag", sa.Text(), nullable=True))

    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_tag", sa.Text(), nullable=True))

    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bound", sa.Text(), nullable=True))

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("root", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("parent_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("depth", sa.SmallInteger(), nullable=True))
        batch_op.create_index(
            "ix_process_instance_root",
            ["root", "parent", "parent_number"],
            unique=False,
            sqlite_where=sa.text("root IS NOT NULL"),
            postgresql_where=sa.text("root IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_process_instance_root",
            sqlite_where=sa.text("root IS NOT NULL"),
            postgresql_where=sa.text("root IS NOT NULL"),
        )
        batch_op.drop_column("depth")
        batch_op.drop_column("parent_number")
        batch_op.drop_column("parent")
        batch_op.drop_column("root")

    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.drop_column("bound")

    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.drop_column("version_tag")

    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.drop_column("version_tag")
