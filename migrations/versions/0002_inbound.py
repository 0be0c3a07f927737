"""leave to send subscribe messages, counted"""

import sqlalchemy as sa
from alembic import op

revision = "0002_inbound"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscribe_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("template_id", sa.String(length=128), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribe_grant")),
        sa.UniqueConstraint("key", name="uq_subscribe_grant_once"),
    )
    op.create_index("ix_subscribe_grant_person", "subscribe_grant", ["person_hash", "template_id"])


def downgrade() -> None:
    op.drop_index("ix_subscribe_grant_person", table_name="subscribe_grant")
    op.drop_table("subscribe_grant")
