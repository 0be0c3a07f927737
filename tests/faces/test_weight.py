"""How much a cheap phone on a slow line must fetch; `bench/phone.py` says how long it takes."""

import gzip

from tests.make import vote

#: bytes of JavaScript, compressed as on the line, until the first open round can be tapped
MOST = 200 * 1000
SLOW = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}  # 1.6 Mbit/s


def slowed(phone):
    """A phone of some years ago in a place with a poor signal."""
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **SLOW})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return phone


def scripts_of(phone):
    """Every script that the page fetches from now on."""
    found = []
    phone.page.on(
        "response",
        lambda answer: found.append(answer) if answer.request.resource_type == "script" else None,
    )
    return found


def test_the_home_needs_less_than_200_kilobytes_of_javascript(phones, world, open_round):
    round_id = open_round()
    vote(world.owner_of(world.units[1]), round_id, world.units[1])
    phone = slowed(phones(token=world.owner_of(world.units[0]).token))
    scripts = scripts_of(phone)
    phone.go()
    phone.button("去参加：改造方案表决").wait_for(timeout=30_000)
    sizes = {each.url.rsplit("/", 1)[1]: len(gzip.compress(each.body(), 6)) for each in scripts}
    assert len(sizes) > 2, sizes
    assert sum(sizes.values()) < MOST, sizes


def test_who_comes_again_fetches_no_script_again(phones, world, open_round):
    open_round()
    phone = phones(token=world.owner_of(world.units[0]).token)
    phone.go().sees("去参加").ready_for_offline()
    scripts = scripts_of(phone)
    phone.go().sees("去参加")
    assert scripts
    assert all(each.from_service_worker for each in scripts)
