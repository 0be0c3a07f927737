// What a volunteer carries into a staircase: the open rounds, their forms, and the doors, as they
// were when there was a signal last. What was done since lies in the outbox and is laid over it.
import { reactive } from "vue";
import { all, get, type Schemas } from "@/api/client";
import type { Form } from "@/domain/forms";
import { newId } from "@/domain/ids";
import type { Rule } from "@/domain/rules";
import { session } from "@/state/session";
import { outbox, shown } from "@/state/outbox";
import { t } from "@/state/words";

export type Round = Schemas["RoundWithFormOut"];
export type Door = Schemas["DoorOut"];
export type Outcome = NonNullable<Door["outcome"]>;

interface Kept {
  rounds: Round[];
  rules: Record<string, Rule>;
  doors: Record<string, Door[]>;
  at: number;
}

const KEPT = "sanwen.field";
const empty: Kept = { rounds: [], rules: {}, doors: {}, at: 0 };

export const field = reactive<Kept>({ ...empty, ...((uni.getStorageSync(KEPT) as Kept) || {}) });

/** Fetch everything anew. Errors: Problem; what was kept stays as it is then. */
export async function fetchField(): Promise<void> {
  const open = await all<Schemas["RoundOut"]>("/rounds?state=open");
  const rounds = await Promise.all(open.map((each) => get<Round>(`/rounds/${each.id}`)));
  const names = [...new Set(rounds.flatMap((each) => (each.rule_set ? [each.rule_set] : [])))];
  const rules = await Promise.all(names.map((name) => get<Rule>(`/rule-sets/${name}`)));
  field.rules = Object.fromEntries(rules.map((rule) => [rule.id, rule]));
  field.rounds = rounds;
  field.at = Date.now();
  keep();
}

export async function fetchDoors(round: string): Promise<void> {
  field.doors[round] = await all<Door>(`/rounds/${round}/doors`);
  keep();
}

function keep(): void {
  uni.setStorageSync(KEPT, { ...field });
}

export function forgetField(): void {
  Object.assign(field, { rounds: [], rules: {}, doors: {}, at: 0 });
  uni.removeStorageSync(KEPT);
}

export function roundOf(id: string): Round | undefined {
  return field.rounds.find((each) => each.id === id);
}

/** The rule of a round, for reading it out; none for a plain survey. */
export function ruleOf(round: Round): Rule | null {
  return (round.rule_set && field.rules[round.rule_set]) || null;
}

export function formOf(round: Round): Form {
  return round.form as unknown as Form;
}

/** The doors of a round with what this phone has done but not sent yet. */
export function doorsOf(round: string): (Door & { here: boolean })[] {
  const mine = shown.entries.filter((each) => each.path.startsWith(`/rounds/${round}/`));
  return (field.doors[round] ?? []).map((door) => {
    const own = mine.filter((each) => each.body.unit_id === door.unit_id && each.state !== "refused");
    const visit = own.filter((each) => each.path.endsWith("/visits")).pop();
    const paper = own.some((each) => each.path.endsWith("/paper-ballots"));
    return {
      ...door,
      outcome: (visit?.body.outcome as Outcome | undefined) ?? door.outcome,
      paper_awaiting: door.paper_awaiting || paper,
      here: own.length > 0,
    };
  });
}

export function isDone(door: Door): boolean {
  return door.answered || door.paper_awaiting;
}

/** Write a visit into the outbox. */
export function noteVisit(round: string, unit: string, outcome: Outcome, label: string): void {
  const at = new Date();
  outbox.add({
    id: newId(),
    label: `${label} · ${t("visit")}`,
    method: "POST",
    path: `/rounds/${round}/visits`,
    body: { unit_id: unit, outcome, visited_at: at.toISOString() },
    at: at.getTime(),
    by: session.name,
  });
}

export interface Paper {
  unit: string;
  answers: Record<string, unknown>;
  serial: string;
  channel: "paper" | "home_visit" | "meeting";
  picture: string;
}

/** Write a paper ballot, or one signed on the screen, into the outbox. */
export function notePaper(round: string, paper: Paper, label: string): void {
  const at = new Date();
  outbox.add({
    id: newId(),
    label: `${label} · ${t("ballot")} ${paper.serial}`,
    method: "POST",
    path: `/rounds/${round}/paper-ballots`,
    body: {
      unit_id: paper.unit,
      answers: paper.answers,
      form_serial: paper.serial,
      channel: paper.channel,
      collected_at: at.toISOString(),
    },
    picture: paper.picture ? { field: "scan_id", dataUrl: paper.picture } : undefined,
    at: at.getTime(),
    by: session.name,
  });
}

/** A serial for what was signed on this screen: where there is no paper, the phone numbers it. */
export function screenSerial(): string {
  return `S-${newId().slice(0, 12).toUpperCase()}`;
}
