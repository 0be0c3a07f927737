// The public API and nothing else. Types come from the served OpenAPI document (schema.d.ts).
import type { components } from "./schema";
import { language } from "@/state/words";
import { session } from "@/state/session";

export type Schemas = components["schemas"];

export interface Place {
  pointer: string;
  code: string;
  message: string;
}

/** What the API said no with: a stable code, a sentence in the reader's language, the places. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly places: Place[] = [],
  ) {
    super(title);
  }
}

export const OFFLINE = new Problem(0, "offline", "", "");

const BASE = `${import.meta.env.VITE_API_BASE ?? ""}/api/v1`;

interface More {
  body?: unknown;
  key?: string;
}

export interface Answer<T> {
  status: number;
  data: T;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export function ask<T>(method: Method, path: string, more: More = {}): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: BASE + path,
      method,
      data: more.body as Record<string, unknown> | undefined,
      header: headers(more),
      timeout: 20_000,
      success: ({ statusCode, data }) => {
        if (statusCode >= 200 && statusCode < 300) resolve({ status: statusCode, data: data as T });
        else reject(problem(statusCode, data));
      },
      fail: () => reject(OFFLINE),
    });
  });
}

export async function get<T>(path: string): Promise<T> {
  return (await ask<T>("GET", path)).data;
}

/** Every item of a list, page by page. */
export async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const join: string = path.includes("?") ? "&" : "?";
    const next: string = cursor ? `&cursor=${cursor}` : "";
    const page: { items: T[]; next_cursor: string | null } = await get(`${path}${join}limit=200${next}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

/** Upload a picture from a path (chosen photo) and get its id. */
export function upload(filePath: string, key: string): Promise<Answer<Schemas["AttachmentOut"]>> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: `${BASE}/attachments`,
      filePath,
      name: "file",
      header: headers({ key }),
      success: ({ statusCode, data }) => {
        const body = parsed(data);
        if (statusCode === 201) resolve({ status: 201, data: body as Schemas["AttachmentOut"] });
        else reject(problem(statusCode, body));
      },
      fail: () => reject(OFFLINE),
    });
  });
}

/** A proxy on the way says no in HTML. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data || "null");
  } catch {
    return null;
  }
}

function headers(more: More): Record<string, string> {
  const told: Record<string, string> = { "Accept-Language": language() };
  if (session.token) told.Authorization = `Bearer ${session.token}`;
  if (more.key) told["Idempotency-Key"] = more.key;
  return told;
}

function problem(status: number, body: unknown): Problem {
  const told = (body ?? {}) as Partial<Schemas["Problem"]>;
  if (status === 401) session.expire();
  return new Problem(status, told.code ?? "error", told.title ?? "", told.detail ?? "", told.errors);
}
