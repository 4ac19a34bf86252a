"""0008_pre_call_elements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_pre_call_elements"
down_revision = "0007_pre_start_batches"
branch_labels = None
depends_on = None

_UNIQUE = "uq_process_instance_business_id"


def upgrade() -> None:
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_element", sa.SmallInteger(), nullable=True))
    _unique_where("business_id IS NOT NULL AND root IS NULL")


def downgrade() -> None:
    _unique_where("business_id IS NOT NULL")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_column("parent_element")


def _unique_where(condition: str) -> None:
    op.drop_index(_UNIQUE, table_name="process_instance")
    op.create_index(
        _UNIQUE,
        "process_instance",
        ["business_id", "process_id"],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )
