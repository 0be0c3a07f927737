"""offices that help the leading one; an opinion of every result, not of the first alone"""

import sqlalchemy as sa
from alembic import op

revision = "0005_tickets"
down_revision = "0004_wechat"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "co_handler",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_co_handler_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_co_handler_ticket_id_ticket")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "office_id", name=op.f("pk_co_handler")),
    )
    op.create_index("ix_co_handler_office", "co_handler", ["office_id"])
    with op.batch_alter_table("rating") as table:
        table.add_column(sa.Column("nth", sa.BigInteger(), nullable=False, server_default="1"))
        table.drop_constraint("pk_rating", type_="primary")
        table.create_primary_key("pk_rating", ["ticket_id", "nth"])
    with op.batch_alter_table("rating") as table:
        table.alter_column("nth", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM rating WHERE nth > 1")
    with op.batch_alter_table("rating") as table:
        table.drop_constraint("pk_rating", type_="primary")
        table.create_primary_key("pk_rating", ["ticket_id"])
        table.drop_column("nth")
    op.drop_table("co_handler")
