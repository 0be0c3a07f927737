// The network of a phone, for tests: what `uni.request` and `uni.uploadFile` reach.

export interface Asked {
  method: string;
  path: string;
  body: unknown;
  key?: string;
  token?: string;
  language?: string;
}
export interface Told {
  status: number;
  data?: unknown;
}
type Options = {
  url: string;
  method?: string;
  data?: unknown;
  header?: Record<string, string>;
  success?: (told: { statusCode: number; data: unknown }) => void;
  fail?: (error: { errMsg: string }) => void;
};

/** Everything that is asked goes to `serve`; null is a line that is dead. Returns what was asked. */
export function network(serve: (asked: Asked) => Told | null): Asked[] {
  const seen: Asked[] = [];
  const over = (asText: boolean) => (options: Options) => {
    const header = options.header ?? {};
    const asked: Asked = {
      method: options.method ?? "POST",
      path: options.url.replace("/api/v1", ""),
      body: options.data === undefined ? undefined : JSON.parse(JSON.stringify(options.data)),
      key: header["Idempotency-Key"],
      token: header.Authorization,
      language: header["Accept-Language"],
    };
    seen.push(asked);
    const told = serve(asked);
    queueMicrotask(() => {
      if (!told) return options.fail?.({ errMsg: "request:fail" });
      const data = asText && typeof told.data !== "string" ? JSON.stringify(told.data ?? null) : told.data;
      options.success?.({ statusCode: told.status, data });
    });
  };
  Object.assign(uni, { request: over(false), uploadFile: over(true) });
  return seen;
}

/** Let everything that is on its way arrive. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
