"""The floor: the smallest honest vote that Flask, SQLAlchemy Core and PostgreSQL can do.

Token SELECT, eligibility SELECT, INSERT … ON CONFLICT DO NOTHING, COMMIT. What Sanwen does beyond
that (identity, roll, form, chain, receipt, leaf) has to fit into what the ratio leaves.
"""

import os

from flask import Flask, Response, jsonify, request
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ["FLOOR_DATABASE_URL"], pool_size=8, max_overflow=0)

TOKEN = text("SELECT voter FROM token WHERE token = :token")
ELIGIBLE = text(
    "SELECT 1 FROM poll JOIN member ON member.project = poll.project "
    "WHERE poll.id = 1 AND poll.is_open AND member.voter = :voter"
)
VOTE = text(
    "INSERT INTO vote (poll, voter, choice) VALUES (1, :voter, :choice) "
    "ON CONFLICT (poll, voter) DO NOTHING"
)


@app.post("/vote")
def vote() -> tuple[Response, int]:
    """One vote a voter; 401, 403, 409 as a client would expect."""
    token = request.headers.get("Authorization", "")[7:]
    choice = request.get_json()["choice"]
    with engine.begin() as connection:
        voter = connection.execute(TOKEN, {"token": token}).scalar()
        if voter is None:
            return jsonify(error="unknown token"), 401
        if not connection.execute(ELIGIBLE, {"voter": voter}).scalar():
            return jsonify(error="not eligible"), 403
        if not connection.execute(VOTE, {"voter": voter, "choice": choice}).rowcount:
            return jsonify(error="voted already"), 409
    return jsonify(ok=True), 201
