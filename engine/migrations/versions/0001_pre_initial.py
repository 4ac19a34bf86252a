"""0001_pre_initial"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_pre_initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("actor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_subject", ["subject_type", "subject_key"], unique=False)

    op.create_table(
        "business_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_clock")),
    )
    op.create_table(
        "decision_log",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("decision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_decision_log")),
    )
    with op.batch_alter_table("decision_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_log_decision"), ["decision"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_log_instance"), ["instance"], unique=False)

    op.create_table(
        "deployment",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("deployed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deployed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deployment")),
    )
    op.create_table(
        "document",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("record_type", sa.String(length=32), nullable=False),
        sa.Column("record_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=127), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "record_key",
            "record_type",
            "digest",
            "name",
            name=op.f("uq_document_record_key_record_type_digest_name"),
        ),
    )
    op.create_table(
        "field_change",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("record_type", sa.String(length=32), nullable=False),
        sa.Column("record_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_field_change")),
    )
    with op.batch_alter_table("field_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_change_record_key_at"), ["record_key", "at"], unique=False)

    op.create_table(
        "history",
        sa.Column(
            "instance",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("element", sa.SmallInteger(), nullable=False),
        sa.Column("next", sa.SmallInteger(), nullable=True),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("terminated", sa.Boolean(), nullable=False),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("instance", "number", name=op.f("pk_history")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(
            "ix_history_task",
            ["task"],
            unique=False,
            sqlite_where=sa.text("task IS NOT NULL"),
            postgresql_where=sa.text("task IS NOT NULL"),
        )

    op.create_table(
        "job",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("max_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_due",
            ["type", "due"],
            unique=False,
            sqlite_where=sa.text("due IS NOT NULL"),
            postgresql_where=sa.text("due IS NOT NULL"),
        )
        batch_op.create_index("ix_job_instance", ["instance", "number"], unique=False)

    op.create_table(
        "message_buffer",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("received_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_message_buffer")),
    )
    with op.batch_alter_table("message_buffer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_buffer_expires"), ["expires"], unique=False)
        batch_op.create_index("ix_message_buffer_name", ["name", "correlation_key"], unique=False)
        batch_op.create_index(
            "uq_message_buffer_message_id",
            ["name", "message_id"],
            unique=True,
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )

    op.create_table(
        "number_sequence",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_sequence")),
    )
    op.create_table(
        "process_instance",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("business_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history_length", sa.Integer(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_process_instance")),
    )
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_process_instance_live",
            ["process_id", "key"],
            unique=False,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.create_index(
            "uq_process_instance_business_id",
            ["business_id", "process_id"],
            unique=True,
            sqlite_where=sa.text("business_id IS NOT NULL"),
            postgresql_where=sa.text("business_id IS NOT NULL"),
        )

    op.create_table(
        "region",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_region")),
        sa.UniqueConstraint("name", name=op.f("uq_region_name")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login_folded", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_login_folded_at"), ["login_folded", "at"], unique=False
        )

    op.create_table(
        "worker_lease",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_worker_lease")),
    )
    op.create_table(
        "decision_definition",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("deployment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.key"], name=op.f("fk_decision_definition_deployment")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_decision_definition")),
        sa.UniqueConstraint(
            "decision_id", "version", name=op.f("uq_decision_definition_decision_id_version")
        ),
    )
    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_definition_deployment"), ["deployment"], unique=False)

    op.create_table(
        "form_definition",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("deployment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.key"], name=op.f("fk_form_definition_deployment")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_definition")),
        sa.UniqueConstraint("form_id", "version", name=op.f("uq_form_definition_form_id_version")),
    )
    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_definition_deployment"), ["deployment"], unique=False)

    op.create_table(
        "instance_record",
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"],
            ["process_instance.key"],
            name=op.f("fk_instance_record_instance"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "instance", "role", "record_type", "record_key", name=op.f("pk_instance_record")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("instance_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_instance_record_record", ["record_type", "record_key", "instance"], unique=False
        )

    op.create_table(
        "process_definition",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_tag", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("svg", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("deployment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.key"], name=op.f("fk_process_definition_deployment")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_process_definition")),
        sa.UniqueConstraint("process_id", "version", name=op.f("uq_process_definition_process_id_version")),
    )
    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_definition_deployment"), ["deployment"], unique=False)

    op.create_table(
        "subscription",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("element", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.key"], name=op.f("fk_subscription_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_definition"), ["definition"], unique=False)
        batch_op.create_index("ix_subscription_instance", ["instance", "number"], unique=False)
        batch_op.create_index("ix_subscription_name", ["kind", "name", "correlation_key"], unique=False)

    op.create_table(
        "team",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("region", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("manager", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["region.key"], name=op.f("fk_team_region")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_manager"), ["manager"], unique=False)

    op.create_table(
        "timer",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("definition", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("element", sa.SmallInteger(), nullable=False),
        sa.Column("queued", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.key"], name=op.f("fk_timer_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_timer")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timer_definition"), ["definition"], unique=False)
        batch_op.create_index(
            "ix_timer_due",
            ["due"],
            unique=False,
            sqlite_where=sa.text("NOT queued"),
            postgresql_where=sa.text("NOT queued"),
        )
        batch_op.create_index("ix_timer_instance", ["instance", "number"], unique=False)

    op.create_table(
        "user_task",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("element", sa.SmallInteger(), nullable=False),
        sa.Column("assignee", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("follow_up", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=True),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.key"], name=op.f("fk_user_task_instance"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_user_task")),
    )
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.create_index("ix_user_task_all", ["rank", "due", "key"], unique=False)
        batch_op.create_index("ix_user_task_instance", ["instance", "number"], unique=False)
        batch_op.create_index(
            "ix_user_task_mine",
            ["assignee", "rank", "due", "key"],
            unique=False,
            sqlite_where=sa.text("assignee IS NOT NULL"),
            postgresql_where=sa.text("assignee IS NOT NULL"),
        )

    op.create_table(
        "incident",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("job", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance"], ["process_instance.key"], name=op.f("fk_incident_instance"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job"], ["job.key"], name=op.f("fk_incident_job"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["task"], ["user_task.key"], name=op.f("fk_incident_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_instance"), ["instance"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_job"), ["job"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_task"), ["task"], unique=False)

    op.create_table(
        "task_candidate",
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("user_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task"], ["user_task.key"], name=op.f("fk_task_candidate_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task", "group_name", "user_key", name=op.f("pk_task_candidate")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("task_candidate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_candidate_group",
            ["group_name", "rank", "due", "task"],
            unique=False,
            sqlite_where=sa.text("NOT claimed AND group_name <> ''"),
            postgresql_where=sa.text("NOT claimed AND group_name <> ''"),
        )
        batch_op.create_index(
            "ix_task_candidate_user",
            ["user_key", "rank", "due", "task"],
            unique=False,
            sqlite_where=sa.text("NOT claimed AND user_key <> 0"),
            postgresql_where=sa.text("NOT claimed AND user_key <> 0"),
        )

    op.create_table(
        "task_draft",
        sa.Column("task", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("saved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task"], ["user_task.key"], name=op.f("fk_task_draft_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task", "user_key", name=op.f("pk_task_draft")),
    )
    op.create_table(
        "user_account",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("login_folded", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("may_deploy", sa.Boolean(), nullable=False),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("visibility in ('own', 'team', 'all')", name=op.f("ck_user_account_visibility")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_user_account_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login_folded", name=op.f("uq_user_account_login_folded")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_team"), ["team"], unique=False)

    op.create_table(
        "account",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("industry", sa.String(length=64), nullable=True),
        sa.Column("tier", sa.String(length=32), nullable=True),
        sa.Column("country", sa.String(length=64), nullable=True),
        sa.Column("city", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("founded", sa.BigInteger(), nullable=True),
        sa.Column("parent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_account_owner")),
        sa.ForeignKeyConstraint(["parent"], ["account.key"], name=op.f("fk_account_parent")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_account_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account")),
        sa.UniqueConstraint("number", name=op.f("uq_account_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_account_source_external_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_team"), ["team"], unique=False)

    op.create_table(
        "product",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=True),
        sa.Column("series", sa.String(length=64), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_product_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_product_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_product")),
        sa.UniqueConstraint("number", name=op.f("uq_product_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_product_source_external_id")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_team"), ["team"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user_account.key"], name=op.f("fk_session_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_user"), ["user"], unique=False)

    op.create_table(
        "user_group",
        sa.Column(
            "user", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user_account.key"], name=op.f("fk_user_group_user")),
        sa.PrimaryKeyConstraint("user", "name", name=op.f("pk_user_group")),
    )
    with op.batch_alter_table("user_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_group_name"), ["name"], unique=False)

    op.create_table(
        "user_role",
        sa.Column(
            "user", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "role in ('employee', 'designer', 'manager', 'administrator')", name=op.f("ck_user_role_role")
        ),
        sa.ForeignKeyConstraint(["user"], ["user_account.key"], name=op.f("fk_user_role_user")),
        sa.PrimaryKeyConstraint("user", "role", name=op.f("pk_user_role")),
    )
    op.create_table(
        "contact",
        sa.Column("name", sa.String(length=400), nullable=True),
        sa.Column("given_name", sa.String(length=128), nullable=True),
        sa.Column("middle_name", sa.String(length=128), nullable=True),
        sa.Column("family_name", sa.String(length=128), nullable=False),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=32), nullable=True),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_contact_account")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_contact_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_contact_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contact")),
        sa.UniqueConstraint("number", name=op.f("uq_contact_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_contact_source_external_id")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_team"), ["team"], unique=False)

    op.create_table(
        "opportunity",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_estimated", sa.Boolean(), nullable=True),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("probability", sa.BigInteger(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("next_step", sa.String(length=255), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("budget", sa.String(length=255), nullable=True),
        sa.Column("decider", sa.String(length=255), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("next_meeting", sa.Date(), nullable=True),
        sa.Column("pain_metric", sa.String(length=255), nullable=True),
        sa.Column("pain_baseline", sa.String(length=255), nullable=True),
        sa.Column("pain_target", sa.String(length=255), nullable=True),
        sa.Column("decision_process", sa.Text(), nullable=True),
        sa.Column("decision_criteria", sa.Text(), nullable=True),
        sa.Column("competitor", sa.String(length=255), nullable=True),
        sa.Column("demo_result", sa.String(length=32), nullable=True),
        sa.Column("champion", sa.String(length=255), nullable=True),
        sa.Column("economic_buyer_met", sa.Boolean(), nullable=True),
        sa.Column("quote_sent_on", sa.Date(), nullable=True),
        sa.Column("customer_replied", sa.Boolean(), nullable=True),
        sa.Column("closing_plan", sa.Text(), nullable=True),
        sa.Column("legal_contact", sa.String(length=255), nullable=True),
        sa.Column("procurement_contact", sa.String(length=255), nullable=True),
        sa.Column("terms_agreed", sa.Boolean(), nullable=True),
        sa.Column("discount_percent", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(length=64), nullable=True),
        sa.Column("contract_file", sa.String(length=255), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("won_amount", sa.BigInteger(), nullable=True),
        sa.Column("lost_reason", sa.String(length=255), nullable=True),
        sa.Column("lost_competitor", sa.String(length=255), nullable=True),
        sa.Column("lesson", sa.Text(), nullable=True),
        sa.Column("reopen_on", sa.Date(), nullable=True),
        sa.Column("source_stage", sa.String(length=32), nullable=True),
        sa.Column("source_closed_on", sa.Date(), nullable=True),
        sa.Column("source_amount", sa.BigInteger(), nullable=True),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_opportunity_account")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_opportunity_owner")),
        sa.ForeignKeyConstraint(["product"], ["product.key"], name=op.f("fk_opportunity_product")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_opportunity_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_opportunity_source_external_id")),
    )
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_product"), ["product"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_team"), ["team"], unique=False)

    op.create_table(
        "activity",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=255), nullable=True),
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_activity_account")),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_activity_contact")),
        sa.ForeignKeyConstraint(["opportunity"], ["opportunity.key"], name=op.f("fk_activity_opportunity")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_activity_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_activity_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_activity")),
        sa.UniqueConstraint("number", name=op.f("uq_activity_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_activity_source_external_id")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_opportunity"), ["opportunity"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_team"), ["team"], unique=False)

    op.create_table(
        "gate_override",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity"], ["opportunity.key"], name=op.f("fk_gate_override_opportunity")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_gate_override")),
    )
    with op.batch_alter_table("gate_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gate_override_opportunity_at"), ["opportunity", "at"], unique=False
        )

    op.create_table(
        "opportunity_contact",
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_opportunity_contact_contact")),
        sa.ForeignKeyConstraint(
            ["opportunity"], ["opportunity.key"], name=op.f("fk_opportunity_contact_opportunity")
        ),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_opportunity_contact_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_opportunity_contact_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_opportunity_contact")),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_contact_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_opportunity_contact_source_external_id")),
    )
    with op.batch_alter_table("opportunity_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_contact_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_contact_opportunity"), ["opportunity"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_contact_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_contact_team"), ["team"], unique=False)

    op.create_table(
        "opportunity_line",
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("external_id", sa.String(length=128), nullable=True),
        sa.Column("custom", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity"], ["opportunity.key"], name=op.f("fk_opportunity_line_opportunity")
        ),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_opportunity_line_owner")),
        sa.ForeignKeyConstraint(["product"], ["product.key"], name=op.f("fk_opportunity_line_product")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_opportunity_line_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_opportunity_line")),
        sa.UniqueConstraint("number", name=op.f("uq_opportunity_line_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_opportunity_line_source_external_id")),
    )
    with op.batch_alter_table("opportunity_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_line_opportunity"), ["opportunity"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_line_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_line_product"), ["product"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_line_team"), ["team"], unique=False)

    op.create_table(
        "stage_history",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity"], ["opportunity.key"], name=op.f("fk_stage_history_opportunity")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stage_history")),
    )
    with op.batch_alter_table("stage_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stage_history_opportunity_entered_at"), ["opportunity", "entered_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_stage_history_stage_entered_at"), ["stage", "entered_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_task"))
        batch_op.drop_index(batch_op.f("ix_incident_job"))
        batch_op.drop_index(batch_op.f("ix_incident_instance"))

    op.drop_table("incident")

    with op.batch_alter_table("stage_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_history_stage_entered_at"))
        batch_op.drop_index(batch_op.f("ix_stage_history_opportunity_entered_at"))

    op.drop_table("stage_history")
    with op.batch_alter_table("opportunity_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_line_team"))
        batch_op.drop_index(batch_op.f("ix_opportunity_line_product"))
        batch_op.drop_index(batch_op.f("ix_opportunity_line_owner"))
        batch_op.drop_index(batch_op.f("ix_opportunity_line_opportunity"))

    op.drop_table("opportunity_line")
    with op.batch_alter_table("opportunity_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_contact_team"))
        batch_op.drop_index(batch_op.f("ix_opportunity_contact_owner"))
        batch_op.drop_index(batch_op.f("ix_opportunity_contact_opportunity"))
        batch_op.drop_index(batch_op.f("ix_opportunity_contact_contact"))

    op.drop_table("opportunity_contact")
    with op.batch_alter_table("gate_override", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gate_override_opportunity_at"))

    op.drop_table("gate_override")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_team"))
        batch_op.drop_index(batch_op.f("ix_activity_owner"))
        batch_op.drop_index(batch_op.f("ix_activity_opportunity"))
        batch_op.drop_index(batch_op.f("ix_activity_contact"))
        batch_op.drop_index(batch_op.f("ix_activity_account"))

    op.drop_table("activity")
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_team"))
        batch_op.drop_index(batch_op.f("ix_opportunity_product"))
        batch_op.drop_index(batch_op.f("ix_opportunity_owner"))
        batch_op.drop_index(batch_op.f("ix_opportunity_account"))

    op.drop_table("opportunity")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_team"))
        batch_op.drop_index(batch_op.f("ix_contact_owner"))
        batch_op.drop_index(batch_op.f("ix_contact_account"))

    op.drop_table("contact")
    op.drop_table("user_role")
    with op.batch_alter_table("user_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_group_name"))

    op.drop_table("user_group")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_user"))
        batch_op.drop_index(batch_op.f("ix_session_expires_at"))

    op.drop_table("session")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_team"))
        batch_op.drop_index(batch_op.f("ix_product_owner"))

    op.drop_table("product")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_team"))
        batch_op.drop_index(batch_op.f("ix_account_parent"))
        batch_op.drop_index(batch_op.f("ix_account_owner"))

    op.drop_table("account")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_team"))

    op.drop_table("user_account")
    op.drop_table("task_draft")
    with op.batch_alter_table("task_candidate", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_task_candidate_user",
            sqlite_where=sa.text("NOT claimed AND user_key <> 0"),
            postgresql_where=sa.text("NOT claimed AND user_key <> 0"),
        )
        batch_op.drop_index(
            "ix_task_candidate_group",
            sqlite_where=sa.text("NOT claimed AND group_name <> ''"),
            postgresql_where=sa.text("NOT claimed AND group_name <> ''"),
        )

    op.drop_table("task_candidate")
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_user_task_mine",
            sqlite_where=sa.text("assignee IS NOT NULL"),
            postgresql_where=sa.text("assignee IS NOT NULL"),
        )
        batch_op.drop_index("ix_user_task_instance")
        batch_op.drop_index("ix_user_task_all")

    op.drop_table("user_task")
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_index("ix_timer_instance")
        batch_op.drop_index(
            "ix_timer_due", sqlite_where=sa.text("NOT queued"), postgresql_where=sa.text("NOT queued")
        )
        batch_op.drop_index(batch_op.f("ix_timer_definition"))

    op.drop_table("timer")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_manager"))

    op.drop_table("team")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_name")
        batch_op.drop_index("ix_subscription_instance")
        batch_op.drop_index(batch_op.f("ix_subscription_definition"))

    op.drop_table("subscription")
    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_definition_deployment"))

    op.drop_table("process_definition")
    with op.batch_alter_table("instance_record", schema=None) as batch_op:
        batch_op.drop_index("ix_instance_record_record")

    op.drop_table("instance_record")
    with op.batch_alter_table("form_definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_definition_deployment"))

    op.drop_table("form_definition")
    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_definition_deployment"))

    op.drop_table("decision_definition")
    op.drop_table("worker_lease")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_login_folded_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_address_at"))

    op.drop_table("sign_in_attempt")
    op.drop_table("region")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_process_instance_business_id",
            sqlite_where=sa.text("business_id IS NOT NULL"),
            postgresql_where=sa.text("business_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_process_instance_live",
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )

    op.drop_table("process_instance")
    op.drop_table("number_sequence")
    with op.batch_alter_table("message_buffer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_message_buffer_message_id",
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_message_buffer_name")
        batch_op.drop_index(batch_op.f("ix_message_buffer_expires"))

    op.drop_table("message_buffer")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_instance")
        batch_op.drop_index(
            "ix_job_due", sqlite_where=sa.text("due IS NOT NULL"), postgresql_where=sa.text("due IS NOT NULL")
        )

    op.drop_table("job")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_history_task",
            sqlite_where=sa.text("task IS NOT NULL"),
            postgresql_where=sa.text("task IS NOT NULL"),
        )

    op.drop_table("history")
    with op.batch_alter_table("field_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_change_record_key_at"))

    op.drop_table("field_change")
    op.drop_table("document")
    op.drop_table("deployment")
    with op.batch_alter_table("decision_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_log_instance"))
        batch_op.drop_index(batch_op.f("ix_decision_log_decision"))

    op.drop_table("decision_log")
    op.drop_table("business_clock")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_subject")

    op.drop_table("audit")
