"""access tokens shared by all processes; who wrote when, and over which account a letter went"""

import sqlalchemy as sa
from alembic import op

revision = "0004_wechat"
down_revision = "0003_pictures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_token",
        sa.Column("appid", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("appid", name=op.f("pk_wechat_token")),
    )
    with op.batch_alter_table("inbound_message") as table:
        table.add_column(
            sa.Column("person_hash", sa.String(length=64), nullable=False, server_default="")
        )
        table.create_index("ix_inbound_person", ["person_hash", "received_at"])
    with op.batch_alter_table("inbound_message") as table:
        table.alter_column("person_hash", server_default=None)
    with op.batch_alter_table("letter") as table:
        table.add_column(sa.Column("account", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("letter") as table:
        table.drop_column("account")
    with op.batch_alter_table("inbound_message") as table:
        table.drop_index("ix_inbound_person")
        table.drop_column("person_hash")
    op.drop_table("wechat_token")
