"""doors, meetings, site boards; log-ins and long work of the console"""

import sqlalchemy as sa
from alembic import op

revision = "0006_faces"
down_revision = "0005_tickets"
branch_labels = None
depends_on = None


POSTGRES_REFUSES = """CREATE TRIGGER door_visit_refuses_change
BEFORE UPDATE OR DELETE OR TRUNCATE ON door_visit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""

SQLITE_REFUSES = """CREATE TRIGGER door_visit_refuses_{verb} BEFORE {verb} ON door_visit
BEGIN SELECT RAISE(ABORT, 'door_visit is append only'); END"""


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("estate_id", sa.Uuid(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name=op.f("fk_job_estate_id_estate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "leased_until"], unique=False)
        batch_op.create_index("ix_job_of", ["created_by", "id"], unique=False)

    op.create_table(
        "site_board",
        sa.Column("estate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "before",
                "during",
                "after",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("project", sa.String(length=120), nullable=False),
        sa.Column("client", sa.String(length=120), nullable=False),
        sa.Column("contractor", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("works", sa.String(length=1000), nullable=False),
        sa.Column("manager", sa.String(length=80), nullable=False),
        sa.Column("hotline", sa.String(length=40), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["estate_id"], ["estate.id"], name=op.f("fk_site_board_estate_id_estate")
        ),
        sa.PrimaryKeyConstraint("estate_id", name=op.f("pk_site_board")),
    )
    op.create_table(
        "job_file",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_file_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", "part", name=op.f("pk_job_file")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("estate_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["estate_id"], ["estate.id"], name=op.f("fk_meeting_estate_id_estate")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_meeting_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_meeting_code_hash")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_estate", ["estate_id", "id"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index("ix_staff_session_staff", ["staff_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attendance_unit_id_unit")),
        sa.PrimaryKeyConstraint("meeting_id", "unit_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "issued_ballot",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("void_because", sa.String(length=200), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id", "unit_id"],
            ["roll_entry.round_id", "roll_entry.unit_id"],
            name="on_roll",
        ),
        sa.PrimaryKeyConstraint("round_id", "serial", name=op.f("pk_issued_ballot")),
    )
    op.create_index("ix_issued_ballot_unit", "issued_ballot", ["round_id", "unit_id"])
    op.create_table(
        "consent_standing",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("estate_id", sa.Uuid(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("objections", sa.BigInteger(), nullable=False),
        sa.Column("turnout", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["estate_id"], ["estate.id"], name=op.f("fk_consent_standing_estate_id_estate")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_consent_standing_round_id_round")
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_consent_standing")),
    )
    op.create_index("ix_consent_standing_estate", "consent_standing", ["estate_id"])
    op.create_table(
        "door_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "delivered",
                "not_home",
                "refused",
                "vacant",
                name="visitoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "unit_id"], ["roll_entry.round_id", "roll_entry.unit_id"], name="on_roll"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_visit")),
        sa.UniqueConstraint(
            "round_id", "unit_id", "entered_by", "visited_at", name="uq_visit_once"
        ),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
        batch_op.add_column(
            sa.Column("totp_last_step", sa.BigInteger(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column("totp_last_step", server_default=None)
    # What happened is never changed: the database itself refuses, as in 0001.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES_REFUSES)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_REFUSES.format(verb=verb))


def downgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("totp_last_step")
        batch_op.drop_column("totp_secret")

    op.drop_table("issued_ballot")
    op.drop_table("consent_standing")
    op.drop_table("door_visit")
    op.drop_table("attendance")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_session_staff")

    op.drop_table("staff_session")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_estate")

    op.drop_table("meeting")
    op.drop_table("job_file")
    op.drop_table("site_board")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_of")
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
