// Who holds the phone: a resident, or a volunteer at work. Kept until it runs out or is put away.
import { reactive } from "vue";

const KEPT = "sanwen.session";

export type Kind = "resident" | "staff";

interface Kept {
  kind: Kind;
  token: string;
  expiresAt: string;
  name: string;
}

function kept(): Kept | null {
  const found = uni.getStorageSync(KEPT) as Kept | "";
  return found && Date.parse(found.expiresAt) > Date.now() ? found : null;
}

class Session {
  private now: Kept | null = kept();

  get token(): string {
    return this.now?.token ?? "";
  }

  get kind(): Kind | null {
    return this.now?.kind ?? null;
  }

  get name(): string {
    return this.now?.name ?? "";
  }

  begin(kind: Kind, token: string, expiresAt: string, name: string): void {
    this.now = { kind, token, expiresAt, name };
    uni.setStorageSync(KEPT, this.now);
  }

  end(): void {
    this.now = null;
    uni.removeStorageSync(KEPT);
  }

  /** The server knows this token no more. What waits in the outbox stays for the next log-in. */
  expire(): void {
    if (this.now) this.end();
  }
}

export const session = reactive(new Session());
