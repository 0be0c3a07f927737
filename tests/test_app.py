def test_the_process_says_that_it_lives(client):
    assert client.get("/healthz").status_code == 200


def test_it_is_ready_when_the_migrations_are_current(client):
    assert client.get("/readyz").json == {"status": "ok"}


def test_an_unknown_path_is_a_problem_in_the_readers_language(client):
    answer = client.in_("en").get("/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "not_found"
