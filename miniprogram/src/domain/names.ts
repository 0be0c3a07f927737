// The words of the wire as people say them.
import { t } from "@/state/words";

const NAMES: Record<string, string> = {
  wechat: "by phone", paper: "on paper", phone_recorded: "by recorded call", meeting: "at a meeting",
  home_visit: "at the door", official_import: "from the city's own platform",
  counted: "counted", conflicted: "contradicting, waits for a call", superseded: "replaced by a later one",
  agree: "Agree", oppose: "Oppose", abstain: "Abstain",
  scheduled: "begins later", running: "running", ended: "ended",
  submitted: "received", accepted: "accepted", rejected: "not for us", emergency_transferred: "handed to the emergency services",
  dispatched: "sent to the office", disputed: "office being settled", signed: "taken up", processing: "being worked on",
  replied: "answered", audited: "answer checked", followed_up: "called back", closed: "finished",
  merged: "joined with another", terminated: "ended early",
  not_home: "Nobody home", refused: "Refused", answered: "Filled in", delivered: "Handed over", vacant: "Nobody lives there",
  waiting: "waits for a signal", sent: "sent", known: "was there already", conflict: "contradicts something", locked: "shut for the moment",
};

export function named(word: string): string {
  const english = NAMES[word];
  return english ? t(english) : word;
}
