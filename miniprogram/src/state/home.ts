// What the resident's pages share: the person, their homes, and the estate they look at.
import { reactive } from "vue";
import { get, type Schemas } from "@/api/client";
import { session } from "@/state/session";

export type Membership = Schemas["MembershipOut"];

export const home = reactive<{ memberships: Membership[]; loaded: boolean }>({
  memberships: [],
  loaded: false,
});

export async function loadHome(): Promise<void> {
  const me = await get<Schemas["MeOut"]>("/me");
  home.memberships = me.memberships ?? [];
  home.loaded = true;
}

export function forgetHome(): void {
  home.memberships = [];
  home.loaded = false;
}

/** The homes of one estate, as far as they are more than a claim. */
export function homesIn(estateId: string): Membership[] {
  return home.memberships.filter((m) => m.unit.estate_id === estateId && m.state === "verified");
}

/** Where a resident without a log-in or a home has to go first; true when all is there. */
export async function settled(): Promise<boolean> {
  try {
    if (session.kind === "resident" && !home.loaded) await loadHome();
  } catch (error) {
    if (session.kind) throw error; // else the server knows this log-in no more
  }
  if (session.kind === "resident") return true;
  uni.reLaunch({ url: "/pages/start" });
  return false;
}
