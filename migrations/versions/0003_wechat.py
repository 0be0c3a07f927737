"""access tokens shared by all processes; whom we may write to, and how often"""

import sqlalchemy as sa
from alembic import op

revision = "0003_wechat"
down_revision = "0001"
branch_labels = None
depends_on = None

#: people whose message became a ticket before somebody counted what went to them
BACK_FILL = """INSERT INTO reach (resident_id, account, heard_at, sent_since)
SELECT ticket.requester_id, inbound_message.account, max(inbound_message.received_at), 0
FROM inbound_message JOIN ticket ON ticket.id = inbound_message.ticket_id
WHERE ticket.requester_id IS NOT NULL
GROUP BY ticket.requester_id, inbound_message.account"""


def upgrade() -> None:
    op.create_table(
        "wechat_token",
        sa.Column("appid", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewing_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("appid", name=op.f("pk_wechat_token")),
    )
    op.create_table(
        "reach",
        sa.Column("resident_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=16), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_since", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sent_since >= 0", name=op.f("ck_reach_counted")),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_reach_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("resident_id", "account", name=op.f("pk_reach")),
    )
    op.execute(BACK_FILL)


def downgrade() -> None:
    op.drop_table("reach")
    op.drop_table("wechat_token")
