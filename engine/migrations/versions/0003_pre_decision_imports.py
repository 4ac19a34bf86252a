"""0003_pre_decision_imports"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_pre_decision_imports"
down_revision = "0002_pre_front_offices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_import",
        sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition"], ["decision_definition.key"], name=op.f("fk_decision_import_definition")
        ),
        sa.PrimaryKeyConstraint("definition", "namespace", name=op.f("pk_decision_import")),
    )


def downgrade() -> None:
    op.drop_table("decision_import")
