"""pictures that people send in the chat"""

import sqlalchemy as sa
from alembic import op

revision = "0003_pictures"
down_revision = "0002_inbound"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture_to_fetch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "official_account",
                "mini_program",
                "staff",
                "hotline_12345",
                "survey",
                name="ticketsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("media_id", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_picture_to_fetch_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_to_fetch")),
    )
    with op.batch_alter_table("picture_to_fetch", schema=None) as batch_op:
        batch_op.create_index("ix_picture_due", ["due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("picture_to_fetch", schema=None) as batch_op:
        batch_op.drop_index("ix_picture_due")

    op.drop_table("picture_to_fetch")
