// What was done where there was no signal, sent in order once there is one.
//
// Each entry has an id made on the phone: it goes along as Idempotency-Key, so that an entry whose
// answer was lost is not done twice. Nothing is forgotten before the server has answered, and each
// answer is told once, in plain words.

export type State =
  | "waiting" // not sent yet, or the server could not be reached
  | "sent" // 201
  | "known" // 200: the server had it already
  | "conflict" // 409: against something that happened meanwhile; a person must look
  | "locked" // 423: shut at the moment, tried again later
  | "refused"; // any other 4xx: it cannot be sent as it is

export interface Entry {
  id: string;
  label: string; // where and what, for the list on the phone; no name of a person
  method: "POST" | "PUT";
  path: string;
  body: Record<string, unknown>;
  /** a picture to be uploaded before, and the field of the body that takes its id */
  picture?: { field: string; dataUrl: string };
  at: number;
  /** who made it: sent under nobody else's log-in, or a second person could be the first */
  by?: string;
  state: State;
  message?: string;
  told?: boolean;
}

export interface Reply {
  /** HTTP status; 0 when nobody answered */
  status: number;
  /** the stable word of a refusal */
  code?: string;
  message?: string;
  id?: string;
}

export interface Transport {
  send(entry: Entry): Promise<Reply>;
  upload(dataUrl: string, key: string): Promise<Reply>;
}

export interface Storage {
  read(): Entry[];
  write(entries: Entry[]): void;
}

export const ENDED: State[] = ["sent", "known", "conflict", "refused"];

export class Outbox {
  private running: Promise<void> | null = null;

  constructor(
    private readonly storage: Storage,
    private readonly transport: Transport,
    private readonly changed: (entries: Entry[]) => void = () => undefined,
    private readonly mine: (entry: Entry) => boolean = () => true,
  ) {}

  get entries(): Entry[] {
    return this.storage.read();
  }

  /** Keep an entry; the same id twice is one entry. */
  add(entry: Omit<Entry, "state">): void {
    const entries = this.entries;
    if (entries.some((each) => each.id === entry.id)) return;
    this.keep([...entries, { ...entry, state: "waiting" }]);
  }

  /** Send what waits, in order; a call while one runs waits for that one. */
  flush(): Promise<void> {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  /** What has ended and was not told yet; from now on it has been. */
  news(): Entry[] {
    const fresh = this.entries.filter((each) => ENDED.includes(each.state) && !each.told);
    if (fresh.length) {
      this.keep(this.entries.map((e) => (ENDED.includes(e.state) ? { ...e, told: true } : e)));
    }
    return fresh;
  }

  /** Forget what the server has; conflicts and refusals stay until somebody puts them away. */
  tidy(alsoTrouble = false): void {
    const gone: State[] = alsoTrouble ? ENDED : ["sent", "known"];
    this.keep(this.entries.filter((each) => !gone.includes(each.state)));
  }

  private async run(): Promise<void> {
    const due = this.entries.filter((each) => !ENDED.includes(each.state) && this.mine(each));
    for (const { id } of due) {
      const entry = this.entries.find((each) => each.id === id);
      if (!entry) continue;
      const reply = await this.deliver(entry);
      const state = stateOf(reply.status, reply.code);
      this.change(id, { state, message: reply.message });
      if (state === "waiting") return; // no signal, or the server is in trouble: order is kept
    }
  }

  private async deliver(entry: Entry): Promise<Reply> {
    if (!entry.picture) return this.transport.send(entry);
    const { field, dataUrl } = entry.picture;
    const kept = await this.transport.upload(dataUrl, `${entry.id}-picture`);
    if (!kept.id) return kept.status < 300 ? { status: 0 } : kept; // taken, but where? asked again
    const body = { ...entry.body, [field]: kept.id };
    this.change(entry.id, { body, picture: undefined }); // it need not be sent a second time
    return this.transport.send({ ...entry, body, picture: undefined });
  }

  private change(id: string, facts: Partial<Entry>): void {
    this.keep(this.entries.map((each) => (each.id === id ? { ...each, ...facts } : each)));
  }

  private keep(entries: Entry[]): void {
    this.storage.write(entries);
    this.changed(entries);
  }
}

export function stateOf(status: number, code = ""): State {
  if (status === 201) return "sent";
  if (status >= 200 && status < 300) return "known";
  // the first try of this very request is still at work: its answer comes with the next one
  if (status === 409) return code === "in_progress" ? "waiting" : "conflict";
  if (status === 423) return "locked";
  // 401: the volunteer logs in again and it goes on; 408, 429, 5xx and silence pass by themselves
  const passes = status === 0 || status === 401 || status === 408 || status === 429;
  return passes || status >= 500 ? "waiting" : "refused";
}
