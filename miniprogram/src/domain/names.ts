// The words of the wire as people say them.
import { t, w } from "@/state/words";

const NAMES: Record<string, string> = {
  wechat: w("by phone"), paper: w("on paper"), phone_recorded: w("by recorded call"), meeting: w("at a meeting"),
  home_visit: w("at the door"), official_import: w("from the city's own platform"),
  counted: w("counted"), conflicted: w("contradicting, waits for a call"), superseded: w("replaced by a later one"),
  agree: w("Agree"), oppose: w("Oppose"), abstain: w("Abstain"),
  scheduled: w("begins later"), running: w("running"), ended: w("ended"),
  submitted: w("received"), accepted: w("accepted"), rejected: w("not for us"), emergency_transferred: w("handed to the emergency services"),
  dispatched: w("sent to the office"), disputed: w("office being settled"), signed: w("taken up"), processing: w("being worked on"),
  replied: w("answered"), audited: w("answer checked"), followed_up: w("called back"), closed: w("finished"),
  merged: w("joined with another"), terminated: w("ended early"),
  not_home: w("Nobody home"), refused: w("Does not want to"), answered: w("Filled in"), delivered: w("Handed over"), vacant: w("Nobody lives there"),
};

export function named(word: string): string {
  const english = NAMES[word];
  return english ? t(english) : word;
}
