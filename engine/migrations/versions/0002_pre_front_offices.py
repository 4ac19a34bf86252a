"""0002_pre_front_offices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_pre_front_offices"
down_revision = "0001_pre_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment_turn",
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("pool", name=op.f("pk_assignment_turn")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("base", "currency", "day", name=op.f("pk_exchange_rate")),
    )
    op.create_table(
        "folder_content",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_folder_content")),
    )
    op.create_table(
        "folder_draft",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("saved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_folder_draft")),
        sa.UniqueConstraint("folder", "owner", name=op.f("uq_folder_draft_folder_owner")),
    )
    with op.batch_alter_table("folder_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_folder_draft_owner"), ["owner"], unique=False)

    op.create_table(
        "form_visit",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_visit")),
    )
    with op.batch_alter_table("form_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_visit_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_visit_at"), ["at"], unique=False)

    op.create_table(
        "live_change",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("program", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_live_change")),
    )
    op.create_table(
        "mail",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("job", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("instance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("record_type", sa.Text(), nullable=True),
        sa.Column("record_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("queued", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("ix_mail_instance", ["instance"], unique=False)
        batch_op.create_index("ix_mail_job", ["job"], unique=False)
        batch_op.create_index("ix_mail_record", ["record_type", "record_key"], unique=False)
        batch_op.create_index("ix_mail_status", ["status", "key"], unique=False)

    op.create_table(
        "proposal",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("author", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_folder", ["folder", "key"], unique=False)
        batch_op.create_index("ix_proposal_status", ["status", "key"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "work_calendar",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("subdivision", sa.String(length=32), nullable=True),
        sa.Column("monday", sa.String(length=255), nullable=False),
        sa.Column("tuesday", sa.String(length=255), nullable=False),
        sa.Column("wednesday", sa.String(length=255), nullable=False),
        sa.Column("thursday", sa.String(length=255), nullable=False),
        sa.Column("friday", sa.String(length=255), nullable=False),
        sa.Column("saturday", sa.String(length=255), nullable=False),
        sa.Column("sunday", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_work_calendar")),
        sa.UniqueConstraint("name", name=op.f("uq_work_calendar_name")),
    )
    op.create_table(
        "calendar_exception",
        sa.Column(
            "calendar",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=255), nullable=False),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar"], ["work_calendar.key"], name=op.f("fk_calendar_exception_calendar")
        ),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_calendar_exception")),
    )
    op.create_table(
        "draft_file",
        sa.Column("draft", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["folder_draft.key"], name=op.f("fk_draft_file_draft"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft", "name", name=op.f("pk_draft_file")),
    )
    op.create_table(
        "folder_version",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deployment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.key"], name=op.f("fk_folder_version_deployment")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_folder_version")),
        sa.UniqueConstraint("folder", "number", name=op.f("uq_folder_version_folder_number")),
    )
    with op.batch_alter_table("folder_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_folder_version_deployment"), ["deployment"], unique=False)

    op.create_table(
        "segment",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("record_type", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_segment_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_segment_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_segment")),
        sa.UniqueConstraint("number", name=op.f("uq_segment_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_segment_source_external_id")),
    )
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_team"), ["team"], unique=False)

    op.create_table(
        "sla_plan",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=False),
        sa.Column("calendar", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
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
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_sla_plan_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_sla_plan_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sla_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_sla_plan_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_sla_plan_source_external_id")),
    )
    with op.batch_alter_table("sla_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sla_plan_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_sla_plan_team"), ["team"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("objective", sa.Text(), nullable=True),
        sa.Column("product", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("segment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offer", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=True),
        sa.Column("kpi", sa.String(length=32), nullable=True),
        sa.Column("kpi_target", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("audience_matched", sa.BigInteger(), nullable=True),
        sa.Column("audience_no_consent", sa.BigInteger(), nullable=True),
        sa.Column("audience_withdrawn", sa.BigInteger(), nullable=True),
        sa.Column("audience_no_address", sa.BigInteger(), nullable=True),
        sa.Column("audience_recent", sa.BigInteger(), nullable=True),
        sa.Column("audience_same_address", sa.BigInteger(), nullable=True),
        sa.Column("audience_size", sa.BigInteger(), nullable=True),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.BigInteger(), nullable=True),
        sa.Column("failed", sa.BigInteger(), nullable=True),
        sa.Column("responded", sa.BigInteger(), nullable=True),
        sa.Column("unsubscribed", sa.BigInteger(), nullable=True),
        sa.Column("leads", sa.BigInteger(), nullable=True),
        sa.Column("deals", sa.BigInteger(), nullable=True),
        sa.Column("won", sa.BigInteger(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("roi_percent", sa.BigInteger(), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overrun_note", sa.Text(), nullable=True),
        sa.Column("what_worked", sa.Text(), nullable=True),
        sa.Column("what_to_change", sa.Text(), nullable=True),
        sa.Column("reuse", sa.Boolean(), nullable=True),
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
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_campaign_owner")),
        sa.ForeignKeyConstraint(["product"], ["product.key"], name=op.f("fk_campaign_product")),
        sa.ForeignKeyConstraint(["segment"], ["segment.key"], name=op.f("fk_campaign_segment")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_campaign_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_campaign")),
        sa.UniqueConstraint("number", name=op.f("uq_campaign_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_campaign_source_external_id")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_product"), ["product"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_segment"), ["segment"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_team"), ["team"], unique=False)

    op.create_table(
        "campaign_cost",
        sa.Column("campaign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=True),
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
        sa.ForeignKeyConstraint(["campaign"], ["campaign.key"], name=op.f("fk_campaign_cost_campaign")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_campaign_cost_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_campaign_cost_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_campaign_cost")),
        sa.UniqueConstraint("number", name=op.f("uq_campaign_cost_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_campaign_cost_source_external_id")),
    )
    with op.batch_alter_table("campaign_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_cost_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_cost_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_cost_team"), ["team"], unique=False)

    op.create_table(
        "case",
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reporter", sa.String(length=200), nullable=True),
        sa.Column("reporter_email", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=32), nullable=True),
        sa.Column("sla_plan", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("tier", sa.String(length=32), nullable=True),
        sa.Column("serial_number", sa.String(length=64), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=True),
        sa.Column("impact", sa.String(length=32), nullable=True),
        sa.Column("urgency", sa.String(length=32), nullable=True),
        sa.Column("priority", sa.String(length=32), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=True),
        sa.Column("diagnosis", sa.Text(), nullable=True),
        sa.Column("solution", sa.Text(), nullable=True),
        sa.Column("first_response_minutes", sa.BigInteger(), nullable=True),
        sa.Column("update_minutes", sa.BigInteger(), nullable=True),
        sa.Column("solution_minutes", sa.BigInteger(), nullable=True),
        sa.Column("round_the_clock", sa.Boolean(), nullable=True),
        sa.Column("first_response_warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_met", sa.Boolean(), nullable=True),
        sa.Column("first_response_warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("update_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solution_warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solution_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solution_critical_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("director_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_minutes", sa.BigInteger(), nullable=True),
        sa.Column("remaining_minutes", sa.BigInteger(), nullable=True),
        sa.Column("vendor_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solution_met", sa.Boolean(), nullable=True),
        sa.Column("worked_minutes", sa.BigInteger(), nullable=True),
        sa.Column("reopened", sa.BigInteger(), nullable=True),
        sa.Column("escalations", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=32), nullable=True),
        sa.Column("csat", sa.BigInteger(), nullable=True),
        sa.Column("customer_comment", sa.Text(), nullable=True),
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
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_case_account")),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_case_contact")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_case_owner")),
        sa.ForeignKeyConstraint(["sla_plan"], ["sla_plan.key"], name=op.f("fk_case_sla_plan")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_case_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_case_source_external_id")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_sla_plan"), ["sla_plan"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_team"), ["team"], unique=False)

    op.create_table(
        "lead",
        sa.Column("name", sa.String(length=400), nullable=True),
        sa.Column("given_name", sa.String(length=128), nullable=True),
        sa.Column("middle_name", sa.String(length=128), nullable=True),
        sa.Column("family_name", sa.String(length=128), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=True),
        sa.Column("company", sa.String(length=255), nullable=True),
        sa.Column("tax_id", sa.String(length=32), nullable=True),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("country", sa.String(length=64), nullable=True),
        sa.Column("industry", sa.String(length=64), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=32), nullable=True),
        sa.Column("interest", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("campaign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("utm_source", sa.String(length=255), nullable=True),
        sa.Column("utm_medium", sa.String(length=255), nullable=True),
        sa.Column("utm_campaign", sa.String(length=255), nullable=True),
        sa.Column("utm_term", sa.String(length=255), nullable=True),
        sa.Column("utm_content", sa.String(length=255), nullable=True),
        sa.Column("referrer", sa.String(length=500), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("score_band", sa.String(length=32), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("first_touch_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_touch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("qualified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("converted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reject_reason", sa.String(length=255), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("has_need", sa.Boolean(), nullable=True),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("budget", sa.String(length=32), nullable=True),
        sa.Column("budget_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=True),
        sa.Column("timeline", sa.String(length=32), nullable=True),
        sa.Column("fit_notes", sa.Text(), nullable=True),
        sa.Column("account", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opportunity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
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
        sa.ForeignKeyConstraint(["account"], ["account.key"], name=op.f("fk_lead_account")),
        sa.ForeignKeyConstraint(["campaign"], ["campaign.key"], name=op.f("fk_lead_campaign")),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_lead_contact")),
        sa.ForeignKeyConstraint(["merged_into"], ["lead.key"], name=op.f("fk_lead_merged_into")),
        sa.ForeignKeyConstraint(["opportunity"], ["opportunity.key"], name=op.f("fk_lead_opportunity")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_lead_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_lead_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lead")),
        sa.UniqueConstraint("number", name=op.f("uq_lead_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_lead_source_external_id")),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_account"), ["account"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_opportunity"), ["opportunity"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_team"), ["team"], unique=False)

    op.create_table(
        "case_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("case", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["case.key"], name=op.f("fk_case_link_case")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_case_link")),
    )
    with op.batch_alter_table("case_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_link_case"), ["case"], unique=False)

    op.create_table(
        "case_stop",
        sa.Column(
            "key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("case", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=False),
        sa.Column("resumed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["case.key"], name=op.f("fk_case_stop_case")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case_stop")),
    )
    with op.batch_alter_table("case_stop", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_case_stop_case_stopped_at"), ["case", "stopped_at"], unique=False
        )

    op.create_table(
        "consent",
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
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
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_consent_contact")),
        sa.ForeignKeyConstraint(["lead"], ["lead.key"], name=op.f("fk_consent_lead")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_consent_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_consent_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_consent")),
        sa.UniqueConstraint("contact", "purpose", "channel", name=op.f("uq_consent_contact_purpose_channel")),
        sa.UniqueConstraint("lead", "purpose", "channel", name=op.f("uq_consent_lead_purpose_channel")),
        sa.UniqueConstraint("number", name=op.f("uq_consent_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_consent_source_external_id")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_address_purpose_channel"), ["address", "purpose", "channel"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consent_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_team"), ["team"], unique=False)

    op.create_table(
        "segment_member",
        sa.Column("segment", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=True),
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
        sa.ForeignKeyConstraint(["campaign"], ["campaign.key"], name=op.f("fk_segment_member_campaign")),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_segment_member_contact")),
        sa.ForeignKeyConstraint(["lead"], ["lead.key"], name=op.f("fk_segment_member_lead")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_segment_member_owner")),
        sa.ForeignKeyConstraint(["segment"], ["segment.key"], name=op.f("fk_segment_member_segment")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_segment_member_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_segment_member")),
        sa.UniqueConstraint("number", name=op.f("uq_segment_member_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_segment_member_source_external_id")),
    )
    with op.batch_alter_table("segment_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_segment_member_campaign"), ["campaign"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_segment_member_campaign_state_key"), ["campaign", "state", "key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_segment_member_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_member_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_member_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_member_segment"), ["segment"], unique=False)
        batch_op.create_index(batch_op.f("ix_segment_member_team"), ["team"], unique=False)

    op.create_table(
        "touch",
        sa.Column("campaign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lead", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=True),
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
        sa.ForeignKeyConstraint(["campaign"], ["campaign.key"], name=op.f("fk_touch_campaign")),
        sa.ForeignKeyConstraint(["contact"], ["contact.key"], name=op.f("fk_touch_contact")),
        sa.ForeignKeyConstraint(["lead"], ["lead.key"], name=op.f("fk_touch_lead")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.key"], name=op.f("fk_touch_owner")),
        sa.ForeignKeyConstraint(["team"], ["team.key"], name=op.f("fk_touch_team")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_touch")),
        sa.UniqueConstraint("campaign", "contact", name=op.f("uq_touch_campaign_contact")),
        sa.UniqueConstraint("campaign", "lead", name=op.f("uq_touch_campaign_lead")),
        sa.UniqueConstraint("number", name=op.f("uq_touch_number")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_touch_source_external_id")),
        sa.UniqueConstraint("token", name=op.f("uq_touch_token")),
    )
    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_touch_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_contact_at"), ["contact", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_lead_at"), ["lead", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_touch_team"), ["team"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_id", sa.String(length=32), nullable=True))

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("direction", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("lead", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("case", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("campaign", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_activity_campaign"), ["campaign"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_case"), ["case"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_lead"), ["lead"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_activity_campaign"), "campaign", ["campaign"], ["key"])
        batch_op.create_foreign_key(batch_op.f("fk_activity_case"), "case", ["case"], ["key"])
        batch_op.create_foreign_key(batch_op.f("fk_activity_lead"), "lead", ["lead"], ["key"])

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_actor", ["actor", "key"], unique=False)

    with op.batch_alter_table("business_clock", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ahead", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("movable", sa.Boolean(), nullable=True))

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_phone"), ["phone"], unique=False)

    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(
            "ix_history_by",
            ["by", "entered", "duration"],
            unique=False,
            sqlite_where=sa.text('"by" IS NOT NULL'),
            postgresql_where=sa.text('"by" IS NOT NULL'),
        )

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_process_instance_ended",
            ["process_id", "ended"],
            unique=False,
            sqlite_where=sa.text("ended IS NOT NULL"),
            postgresql_where=sa.text("ended IS NOT NULL"),
        )
        batch_op.create_index("ix_process_instance_started", ["process_id", "started"], unique=False)

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("agent", sa.String(length=255), nullable=True))

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("calendar", sa.String(length=64), nullable=True))

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("password_given_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("password_given_at")

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("calendar")

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("agent")
        batch_op.drop_column("address")

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instance_started")
        batch_op.drop_index(
            "ix_process_instance_ended",
            sqlite_where=sa.text("ended IS NOT NULL"),
            postgresql_where=sa.text("ended IS NOT NULL"),
        )

    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_history_by",
            sqlite_where=sa.text('"by" IS NOT NULL'),
            postgresql_where=sa.text('"by" IS NOT NULL'),
        )

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_phone"))
        batch_op.drop_index(batch_op.f("ix_contact_email"))

    with op.batch_alter_table("business_clock", schema=None) as batch_op:
        batch_op.drop_column("movable")
        batch_op.drop_column("ahead")

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_actor")

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_activity_lead"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_activity_case"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_activity_campaign"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_activity_lead"))
        batch_op.drop_index(batch_op.f("ix_activity_case"))
        batch_op.drop_index(batch_op.f("ix_activity_campaign"))
        batch_op.drop_column("campaign")
        batch_op.drop_column("case")
        batch_op.drop_column("lead")
        batch_op.drop_column("direction")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("tax_id")

    with op.batch_alter_table("touch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_touch_team"))
        batch_op.drop_index(batch_op.f("ix_touch_owner"))
        batch_op.drop_index(batch_op.f("ix_touch_lead_at"))
        batch_op.drop_index(batch_op.f("ix_touch_lead"))
        batch_op.drop_index(batch_op.f("ix_touch_contact_at"))
        batch_op.drop_index(batch_op.f("ix_touch_contact"))
        batch_op.drop_index(batch_op.f("ix_touch_campaign"))

    op.drop_table("touch")
    with op.batch_alter_table("segment_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_member_team"))
        batch_op.drop_index(batch_op.f("ix_segment_member_segment"))
        batch_op.drop_index(batch_op.f("ix_segment_member_owner"))
        batch_op.drop_index(batch_op.f("ix_segment_member_lead"))
        batch_op.drop_index(batch_op.f("ix_segment_member_contact"))
        batch_op.drop_index(batch_op.f("ix_segment_member_campaign_state_key"))
        batch_op.drop_index(batch_op.f("ix_segment_member_campaign"))

    op.drop_table("segment_member")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_team"))
        batch_op.drop_index(batch_op.f("ix_consent_owner"))
        batch_op.drop_index(batch_op.f("ix_consent_lead"))
        batch_op.drop_index(batch_op.f("ix_consent_contact"))
        batch_op.drop_index(batch_op.f("ix_consent_address_purpose_channel"))

    op.drop_table("consent")
    with op.batch_alter_table("case_stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_stop_case_stopped_at"))

    op.drop_table("case_stop")
    with op.batch_alter_table("case_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_link_case"))

    op.drop_table("case_link")
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_team"))
        batch_op.drop_index(batch_op.f("ix_lead_phone"))
        batch_op.drop_index(batch_op.f("ix_lead_owner"))
        batch_op.drop_index(batch_op.f("ix_lead_opportunity"))
        batch_op.drop_index(batch_op.f("ix_lead_merged_into"))
        batch_op.drop_index(batch_op.f("ix_lead_email"))
        batch_op.drop_index(batch_op.f("ix_lead_contact"))
        batch_op.drop_index(batch_op.f("ix_lead_campaign"))
        batch_op.drop_index(batch_op.f("ix_lead_account"))

    op.drop_table("lead")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_team"))
        batch_op.drop_index(batch_op.f("ix_case_sla_plan"))
        batch_op.drop_index(batch_op.f("ix_case_owner"))
        batch_op.drop_index(batch_op.f("ix_case_contact"))
        batch_op.drop_index(batch_op.f("ix_case_account"))

    op.drop_table("case")
    with op.batch_alter_table("campaign_cost", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_cost_team"))
        batch_op.drop_index(batch_op.f("ix_campaign_cost_owner"))
        batch_op.drop_index(batch_op.f("ix_campaign_cost_campaign"))

    op.drop_table("campaign_cost")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_team"))
        batch_op.drop_index(batch_op.f("ix_campaign_segment"))
        batch_op.drop_index(batch_op.f("ix_campaign_product"))
        batch_op.drop_index(batch_op.f("ix_campaign_owner"))

    op.drop_table("campaign")
    with op.batch_alter_table("sla_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sla_plan_team"))
        batch_op.drop_index(batch_op.f("ix_sla_plan_owner"))

    op.drop_table("sla_plan")
    with op.batch_alter_table("segment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_segment_team"))
        batch_op.drop_index(batch_op.f("ix_segment_owner"))

    op.drop_table("segment")
    with op.batch_alter_table("folder_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_folder_version_deployment"))

    op.drop_table("folder_version")
    op.drop_table("draft_file")
    op.drop_table("calendar_exception")
    op.drop_table("work_calendar")
    op.drop_table("setting")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_status")
        batch_op.drop_index("ix_proposal_folder")

    op.drop_table("proposal")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_status")
        batch_op.drop_index("ix_mail_record")
        batch_op.drop_index("ix_mail_job")
        batch_op.drop_index("ix_mail_instance")

    op.drop_table("mail")
    op.drop_table("live_change")
    with op.batch_alter_table("form_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_visit_at"))
        batch_op.drop_index(batch_op.f("ix_form_visit_address_at"))

    op.drop_table("form_visit")
    with op.batch_alter_table("folder_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_folder_draft_owner"))

    op.drop_table("folder_draft")
    op.drop_table("folder_content")
    op.drop_table("exchange_rate")
    op.drop_table("assignment_turn")
