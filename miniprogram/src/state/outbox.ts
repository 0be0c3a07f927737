// The outbox of this phone: kept in its storage, sent over the public API.
import { reactive } from "vue";
import { ask, OFFLINE, Problem, upload } from "@/api/client";
import { type Entry, Outbox, type Reply, type Transport } from "@/domain/outbox";
import { asFile } from "@platform/pictures";
import { onSignal } from "@platform/surroundings";

const KEPT = "sanwen.outbox";

/** `news`: what ended since this app was opened, for whichever page is looked at, until put away. */
export const shown = reactive<{ entries: Entry[]; news: Entry[]; full: boolean }>({
  entries: [],
  news: [],
  full: false,
});

async function reply(work: Promise<{ status: number; data: unknown }>): Promise<Reply> {
  try {
    const { status, data } = await work;
    return { status, id: (data as { id?: string } | null)?.id };
  } catch (error) {
    const trouble = error instanceof Problem ? error : OFFLINE;
    return { status: trouble.status, message: [trouble.title, trouble.detail].join(" ").trim() };
  }
}

const transport: Transport = {
  send: ({ method, path, body, id }) => reply(ask(method, path, { body, key: id })),
  upload: async (dataUrl, key) => reply(upload(await asFile(dataUrl), key)),
};

const storage = {
  read: () => (uni.getStorageSync(KEPT) as Entry[]) || [],
  write(entries: Entry[]) {
    try {
      uni.setStorageSync(KEPT, entries);
      shown.full = false;
    } catch (error) {
      shown.full = true; // the page says: find a signal before you go on
      throw error;
    }
  },
};

function changed(entries: Entry[]): void {
  shown.entries = entries;
  shown.news.push(...outbox.news());
}

export const outbox = new Outbox(storage, transport, changed);
changed(storage.read());

onSignal(() => void outbox.flush());
setInterval(() => shown.entries.some((e) => e.state === "waiting") && void outbox.flush(), 5_000);
