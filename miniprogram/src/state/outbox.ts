// The outbox of this phone: kept in its storage, sent over the public API.
import { reactive } from "vue";
import { ask, OFFLINE, Problem, upload } from "@/api/client";
import { type Entry, Outbox, type Reply, type Transport } from "@/domain/outbox";
import { asFile } from "@platform/pictures";
import { session } from "@/state/session";
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
    const id = (data as { id?: string } | null)?.id;
    // Our server names what it keeps. Whoever else says yes, a hotel's log-in page, keeps nothing.
    return id ? { status, id } : { status: 0 };
  } catch (error) {
    const { status, code, title, detail } = error instanceof Problem ? error : OFFLINE;
    return { status, code, message: [title, detail].join(" ").trim() };
  }
}

const transport: Transport = {
  send: ({ method, path, body, id }) => reply(ask(method, path, { body, key: id })),
  upload: (dataUrl, key) => reply(asFile(dataUrl).then((path) => upload(path, key))),
};

// Each picture lies in a place of its own: WeChat keeps 1 MB a place, 10 MB in all.
const pictures = new Map<string, string>();
const placeOf = (id: string) => `${KEPT}.${id}`;

function pictureOf(id: string): string {
  const found = pictures.get(id) ?? (uni.getStorageSync(placeOf(id)) as string);
  pictures.set(id, found);
  return found;
}

/** Forget the pictures that no entry waits with any more. */
function sweep(entries: Entry[]): void {
  const wanted = new Set(entries.filter((each) => each.picture).map((each) => each.id));
  for (const id of [...pictures.keys()].filter((each) => !wanted.has(each))) {
    pictures.delete(id);
    uni.removeStorageSync(placeOf(id));
  }
}

const withPicture = (entry: Entry, of: (id: string) => string): Entry =>
  entry.picture ? { ...entry, picture: { ...entry.picture, dataUrl: of(entry.id) } } : entry;

const storage = {
  read: () => ((uni.getStorageSync(KEPT) as Entry[]) || []).map((each) => withPicture(each, pictureOf)),
  write(entries: Entry[]) {
    try {
      for (const { id, picture } of entries) {
        if (!picture || pictures.has(id)) continue;
        uni.setStorageSync(placeOf(id), picture.dataUrl);
        pictures.set(id, picture.dataUrl);
      }
      uni.setStorageSync(KEPT, entries.map((each) => withPicture(each, () => "")));
      shown.full = false;
      sweep(entries);
    } catch (error) {
      shown.full = true; // the page says: find a signal before you go on
      sweep(storage.read());
      throw error;
    }
  },
};

function changed(entries: Entry[]): void {
  shown.entries = entries;
  shown.news.push(...outbox.news());
}

export const outbox = new Outbox(storage, transport, changed, ({ by }) => !by || by === session.name);
changed(storage.read());

onSignal(() => void outbox.flush());
const UNSENT = ["waiting", "locked"];
setInterval(() => shown.entries.some((e) => UNSENT.includes(e.state)) && void outbox.flush(), 5_000);
