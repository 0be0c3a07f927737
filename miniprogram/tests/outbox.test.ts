import { describe, expect, it } from "vitest";
import { ENDED, type Entry, Outbox, type Reply, type State, stateOf, type Storage, type Transport } from "@/domain/outbox";
import { dice } from "./chance";

/** A phone's storage: what is read is a copy, as after a restart. */
class Kept implements Storage {
  private text = "[]";
  read(): Entry[] {
    return JSON.parse(this.text) as Entry[];
  }
  write(entries: Entry[]): void {
    this.text = JSON.stringify(entries);
  }
}

/** A network whose answers are written down beforehand; when they run out, all goes well. */
class Network implements Transport {
  sent: Entry[] = [];
  uploaded: { dataUrl: string; key: string }[] = [];
  constructor(
    private readonly replies: (number | Reply)[] = [],
    private readonly uploads: (number | Reply)[] = [],
  ) {}
  send(entry: Entry): Promise<Reply> {
    this.sent.push(structuredClone(entry));
    return Promise.resolve(whole(this.replies.shift() ?? 201));
  }
  upload(dataUrl: string, key: string): Promise<Reply> {
    this.uploaded.push({ dataUrl, key });
    return Promise.resolve(whole(this.uploads.shift() ?? { status: 201, id: `scan-${this.uploaded.length}` }));
  }
  get ids(): string[] {
    return this.sent.map((each) => each.id);
  }
}
const whole = (reply: number | Reply): Reply => (typeof reply === "number" ? { status: reply } : reply);

function entry(id: string, more: Partial<Entry> = {}): Omit<Entry, "state"> {
  return { id, label: `door ${id}`, method: "POST", path: "/rounds/r/visits", body: { unit_id: id }, at: 1, ...more };
}
const picture = { field: "scan_id", dataUrl: "data:image/png;base64,AA" };

function phone(replies: (number | Reply)[] = [], uploads: (number | Reply)[] = [], ids = ["a", "b", "c"]) {
  const network = new Network(replies, uploads);
  const storage = new Kept();
  const outbox = new Outbox(storage, network);
  for (const id of ids) outbox.add(entry(id));
  return { network, storage, outbox, states: () => outbox.entries.map((each) => each.state) };
}

describe("keeping", () => {
  it("keeps what is added, waiting, in the order of doing", () => {
    const { outbox } = phone();
    expect(outbox.entries.map((each) => [each.id, each.state])).toEqual([["a", "waiting"], ["b", "waiting"], ["c", "waiting"]]);
  });

  it("takes the same id twice as one entry, the first", () => {
    const { outbox } = phone([], [], ["a"]);
    outbox.add(entry("a", { body: { unit_id: "another" } }));
    expect(outbox.entries.map((each) => each.body)).toEqual([{ unit_id: "a" }]);
  });

  it("does not send again what has the id of something sent", async () => {
    const { outbox, network } = phone([], [], ["a"]);
    await outbox.flush();
    outbox.add(entry("a"));
    await outbox.flush();
    expect(network.ids).toEqual(["a"]);
  });

  it("finds everything again after a restart", async () => {
    const { storage, network } = phone();
    await new Outbox(storage, network).flush();
    expect(network.ids).toEqual(["a", "b", "c"]);
  });

  it("tells the page of every change", async () => {
    const seen: State[][] = [];
    const outbox = new Outbox(new Kept(), new Network(), (entries) => seen.push(entries.map((each) => each.state)));
    outbox.add(entry("a"));
    await outbox.flush();
    expect(seen).toEqual([["waiting"], ["sent"]]);
  });

  it("keeps the entry when the phone's storage is full, by saying so to who adds", () => {
    const full: Storage = { read: () => [], write: () => { throw new Error("full"); } };
    expect(() => new Outbox(full, new Network()).add(entry("a"))).toThrow("full");
  });
});

describe("sending", () => {
  it("sends in the order of doing", async () => {
    const { outbox, network, states } = phone();
    await outbox.flush();
    expect(network.ids).toEqual(["a", "b", "c"]);
    expect(states()).toEqual(["sent", "sent", "sent"]);
  });

  it.each([0, 401, 408, 429, 500, 502, 503, 504])("stops at %i and goes on there the next time", async (status) => {
    const { outbox, network, states } = phone([201, status]);
    await outbox.flush();
    expect(states()).toEqual(["sent", "waiting", "waiting"]);
    await outbox.flush();
    expect(network.ids).toEqual(["a", "b", "b", "c"]);
    expect(states()).toEqual(["sent", "sent", "sent"]);
  });

  it.each<[number, State]>([
    [201, "sent"], [200, "known"], [204, "known"], [409, "conflict"], [423, "locked"],
    [400, "refused"], [403, "refused"], [404, "refused"], [413, "refused"], [415, "refused"], [422, "refused"],
  ])("takes %i as %s and goes on to the next", async (status, state) => {
    const { outbox, network, states } = phone([status]);
    await outbox.flush();
    expect(states()).toEqual([state, "sent", "sent"]);
    expect(network.ids).toEqual(["a", "b", "c"]);
  });

  it("tries what was locked again, and nothing that has ended", async () => {
    const { outbox, network, states } = phone([423, 409, 422]);
    await outbox.flush();
    await outbox.flush();
    expect(network.ids).toEqual(["a", "b", "c", "a"]);
    expect(states()).toEqual(["sent", "conflict", "refused"]);
  });

  it("keeps the server's words", async () => {
    const { outbox } = phone([{ status: 409, message: "The form was entered before." }], [], ["a"]);
    await outbox.flush();
    expect(outbox.entries[0]?.message).toBe("The form was entered before.");
  });

  it("takes a request that is still being worked on as not answered yet, not as a conflict", async () => {
    const { outbox, network, states } = phone([{ status: 409, code: "in_progress" }, 201], [], ["a"]);
    await outbox.flush();
    expect(states()).toEqual(["waiting"]);
    await outbox.flush();
    expect(states()).toEqual(["sent"]);
    expect(network.ids).toEqual(["a", "a"]);
  });

  it("sends what was lost on the way again, under the same id and with the same body", async () => {
    const { outbox, network } = phone([0, 0, 200], [], ["a"]);
    for (let n = 0; n < 3; n++) await outbox.flush();
    const plain = network.sent.map(({ id, body, path }) => ({ id, body, path }));
    expect(plain).toEqual(Array(3).fill(plain[0]));
    expect(outbox.entries[0]?.state).toBe("known");
  });

  it("sends once when two ask at once, and both wait for it", async () => {
    const { outbox, network, states } = phone();
    await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()]);
    expect(network.ids).toEqual(["a", "b", "c"]);
    expect(states()).toEqual(["sent", "sent", "sent"]);
  });

  it("keeps what is added while it sends, for the next time", async () => {
    const { outbox, network, states } = phone();
    const running = outbox.flush();
    outbox.add(entry("late"));
    await running;
    expect(states()).toEqual(["sent", "sent", "sent", "waiting"]);
    await outbox.flush();
    expect(network.ids).toEqual(["a", "b", "c", "late"]);
  });

  it("leaves out what was put away while it sends", async () => {
    const storage = new Kept();
    const network = new Network();
    const outbox = new Outbox(storage, network);
    outbox.add(entry("a"));
    outbox.add(entry("b"));
    const running = outbox.flush();
    storage.write(storage.read().filter((each) => each.id !== "b"));
    await running;
    expect(network.ids).toEqual(["a"]);
  });

  it("can be asked again after the transport itself broke", async () => {
    const storage = new Kept();
    let broken = true;
    const network = new Network();
    const outbox = new Outbox(storage, {
      send: (each) => (broken ? Promise.reject(new Error("broken")) : network.send(each)),
      upload: network.upload.bind(network),
    });
    outbox.add(entry("a"));
    await expect(outbox.flush()).rejects.toThrow("broken");
    broken = false;
    await outbox.flush();
    expect(outbox.entries[0]?.state).toBe("sent");
  });
});

describe("pictures", () => {
  function withPicture(replies: (number | Reply)[], uploads: (number | Reply)[] = []) {
    const made = phone(replies, uploads, []);
    made.outbox.add(entry("a", { picture }));
    made.outbox.add(entry("b"));
    return made;
  }

  it("uploads first, under a key of the entry's own, and puts the id into the body", async () => {
    const { outbox, network } = withPicture([]);
    await outbox.flush();
    expect(network.uploaded).toEqual([{ dataUrl: picture.dataUrl, key: "a-picture" }]);
    expect(network.sent[0]?.body).toEqual({ unit_id: "a", scan_id: "scan-1" });
    expect(network.sent[0]?.picture).toBeUndefined();
  });

  it("uploads once, though the send after it fails again and again", async () => {
    const { outbox, network, storage } = withPicture([0, 503, 201]);
    await outbox.flush();
    await outbox.flush();
    await new Outbox(storage, network).flush();
    expect(network.uploaded).toHaveLength(1);
    const sent = network.sent.filter((each) => each.id === "a").map((each) => each.body.scan_id);
    expect(sent).toEqual(["scan-1", "scan-1", "scan-1"]);
  });

  it("forgets the picture's bytes once the server has it", async () => {
    const { outbox } = withPicture([0]);
    await outbox.flush();
    expect(outbox.entries[0]).toMatchObject({ state: "waiting", body: { scan_id: "scan-1" } });
    expect(JSON.stringify(outbox.entries)).not.toContain("base64");
  });

  it.each([0, 401, 408, 429, 500])("sends nothing while the upload gets %i, and uploads under the same key again", async (status) => {
    const { outbox, network, states } = withPicture([], [status]);
    await outbox.flush();
    expect(states()).toEqual(["waiting", "waiting"]);
    expect(network.sent).toEqual([]);
    await outbox.flush();
    expect(network.uploaded.map((each) => each.key)).toEqual(["a-picture", "a-picture"]);
    expect(states()).toEqual(["sent", "sent"]);
  });

  it.each([413, 415, 422])("says that a picture which gets %i is refused, and goes on", async (status) => {
    const { outbox, network, states } = withPicture([], [{ status, message: "no picture" }]);
    await outbox.flush();
    expect(states()).toEqual(["refused", "sent"]);
    expect(network.ids).toEqual(["b"]);
    expect(outbox.entries[0]?.message).toBe("no picture");
  });

  it.each([200, 201])("never takes an entry for sent because its upload got %i without an id", async (status) => {
    const { outbox, network, states } = withPicture([], [{ status }]);
    await outbox.flush();
    expect(states()).toEqual(["waiting", "waiting"]);
    expect(network.sent).toEqual([]);
  });

  it("takes an upload that is still being worked on as not answered yet", async () => {
    const { outbox, states } = withPicture([], [{ status: 409, code: "in_progress" }]);
    await outbox.flush();
    expect(states()).toEqual(["waiting", "waiting"]);
  });
});

describe("telling", () => {
  it("tells what came of each entry once", async () => {
    const { outbox } = phone([201, 409, 422]);
    await outbox.flush();
    expect(outbox.news().map((each) => [each.id, each.state])).toEqual([["a", "sent"], ["b", "conflict"], ["c", "refused"]]);
    expect(outbox.news()).toEqual([]);
  });

  it("tells nothing of what still waits or is locked", async () => {
    const { outbox } = phone([423, 0]);
    await outbox.flush();
    expect(outbox.news()).toEqual([]);
  });

  it("tells a conflict once, also after a restart before it was told", async () => {
    const { outbox, storage, network } = phone([409], [], ["a"]);
    await outbox.flush();
    const restarted = new Outbox(storage, network);
    expect(restarted.news().map((each) => each.id)).toEqual(["a"]);
  });

  it("and not again after a restart once it was told", async () => {
    const { outbox, storage, network } = phone([409], [], ["a"]);
    await outbox.flush();
    outbox.news();
    const restarted = new Outbox(storage, network);
    await restarted.flush();
    expect(restarted.news()).toEqual([]);
    expect(restarted.entries[0]?.state).toBe("conflict");
  });

  it("writes nothing when there is nothing to tell", () => {
    const { storage, network } = phone();
    let writes = 0;
    const counted: Storage = { read: () => storage.read(), write: () => void (writes += 1) };
    new Outbox(counted, network).news();
    expect(writes).toBe(0);
  });
});

describe("putting away", () => {
  it("puts away what has arrived; trouble stays until somebody puts that away too", async () => {
    const { outbox, states } = phone([201, 200, 409, 422, 423], [], ["a", "b", "c", "d", "e", "f"]);
    await outbox.flush();
    outbox.tidy();
    expect(states()).toEqual(["conflict", "refused", "locked"]);
    outbox.tidy(true);
    expect(states()).toEqual(["locked"]);
  });
});

describe("stateOf", () => {
  it("gives every status a state, and an end to all but what passes by itself", () => {
    const passes = new Set([0, 401, 408, 423, 429, ...Array.from({ length: 100 }, (_, n) => 500 + n)]);
    for (let status = 0; status < 600; status = status ? status + 1 : 200) {
      expect([status, ENDED.includes(stateOf(status))]).toEqual([status, !passes.has(status)]);
    }
  });
});

interface Row {
  id: string;
  scan?: unknown;
}

/** Keeps a row an id, and is reached over a network that loses, repeats and delays as it likes. */
class Server implements Transport {
  rows: Row[] = [];
  scans = new Map<string, string>();
  late: (() => void)[] = [];
  constructor(
    private readonly chance: () => number,
    private readonly contradicts: (id: string) => boolean,
  ) {}

  send(entry: Entry): Promise<Reply> {
    const asked = structuredClone(entry);
    return this.over(() => this.take(asked));
  }

  upload(_dataUrl: string, key: string): Promise<Reply> {
    return this.over(() => {
      if (!this.scans.has(key)) this.scans.set(key, `scan of ${key}`);
      return { status: 201, id: this.scans.get(key) };
    });
  }

  private take({ id, body }: Entry): Reply {
    if (this.contradicts(id)) return { status: 409, message: `${id} was entered otherwise` };
    if (this.rows.some((row) => row.id === id)) return { status: 200 };
    this.rows.push({ id, scan: body.scan_id });
    return { status: 201 };
  }

  private async over(work: () => Reply): Promise<Reply> {
    for (const each of this.late.splice(0)) this.chance() < 0.5 ? each() : this.late.push(each);
    for (let n = Math.floor(this.chance() * 4); n; n--) await Promise.resolve();
    const fate = this.chance();
    if (fate < 0.15) return { status: 0 }; // lost on the way there
    if (fate < 0.2) {
      this.late.push(() => void work()); // given up by the phone, and still on its way
      return { status: 0 };
    }
    if (fate < 0.25) return { status: this.chance() < 0.5 ? 503 : 429 };
    if (fate < 0.27) return { status: 423 };
    const reply = work();
    if (fate < 0.42) return { status: 0 }; // lost on the way back
    if (fate < 0.52) this.late.push(() => void work()); // arrives twice
    if (fate < 0.57) return work(); // twice at once: the second answer comes first
    return reply;
  }
}

describe("a day without a signal", () => {
  const seeds = Array.from({ length: 10 }, (_, n) => n + 1);

  it.each(seeds)("leaves 200 rows and tells each of 20 conflicts once, whatever the network does (%i)", async (seed) => {
    const chance = dice(seed);
    const ids = Array.from({ length: 220 }, (_, n) => `entry-${n}`);
    const contradicting = new Set(ids.filter((_, n) => n % 11 === seed % 11));
    const server = new Server(chance, (id) => contradicting.has(id));
    const storage = new Kept();
    const told: Entry[] = [];
    let outbox = new Outbox(storage, server);

    const waiting = [...ids];
    for (let turn = 0; turn < 20_000; turn++) {
      const what = chance();
      const next = what < 0.3 ? waiting.shift() : undefined;
      if (next) {
        const even = Number(next.slice(6)) % 2 === 0;
        outbox.add(entry(next, even ? { picture } : {}));
        if (chance() < 0.1) outbox.add(entry(next)); // a second tap
      } else if (what < 0.35) outbox = new Outbox(storage, server); // the app was closed
      else if (what < 0.5) told.push(...outbox.news());
      else if (what < 0.6) await Promise.all([outbox.flush(), outbox.flush()]);
      else await outbox.flush();
      if (!waiting.length && outbox.entries.every((each) => ENDED.includes(each.state))) break;
    }
    for (const each of server.late) each();
    told.push(...outbox.news());

    expect(outbox.entries.map((each) => each.id)).toEqual(ids);
    expect(server.rows).toHaveLength(200);
    expect(new Set(server.rows.map((row) => row.id)).size).toBe(200);
    for (const { id, scan } of server.rows) {
      expect(scan).toBe(Number(id.slice(6)) % 2 ? undefined : `scan of ${id}-picture`);
    }
    expect(told.map((each) => each.id).sort()).toEqual([...ids].sort());
    const conflicts = told.filter((each) => each.state === "conflict");
    expect(new Set(conflicts.map((each) => each.id))).toEqual(contradicting);
    expect(conflicts.every((each) => each.message?.includes(each.id))).toBe(true);
  }, 60_000);
});

describe("an entry of somebody else's", () => {
  it("waits for its own hand, and holds nobody else's up", async () => {
    const sent: string[] = [];
    const kept: { entries: Entry[] } = { entries: [] };
    const storage = { read: () => kept.entries, write: (entries: Entry[]) => void (kept.entries = entries) };
    const transport = {
      send: ({ id }: Entry) => (sent.push(id), Promise.resolve({ status: 201, id })),
      upload: () => Promise.resolve({ status: 201, id: "picture" }),
    };
    let here = "first";
    const outbox = new Outbox(storage, transport, undefined, ({ by }) => by === here);
    const entry = { label: "", method: "POST" as const, path: "/", body: {}, at: 0 };
    outbox.add({ ...entry, id: "a", by: "first" });
    outbox.add({ ...entry, id: "b", by: "second" });
    here = "second";
    await outbox.flush();
    expect(sent).toEqual(["b"]);
    here = "first";
    await outbox.flush();
    expect(sent).toEqual(["b", "a"]);
  });
});
