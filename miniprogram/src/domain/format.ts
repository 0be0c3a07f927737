// Figures as people write them. Whole numbers come in, and no float is ever between: 2843157 dm²
// is 28,431.57 ㎡ to the last digit.

export function area(dm2: number): string {
  const whole = Math.trunc(dm2 / 100);
  const rest = String(dm2 % 100).padStart(2, "0");
  return `${count(whole)}.${rest} ㎡`;
}

export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A moment in the people's time zone, whatever zone the phone is set to. */
export function moment(iso: string): string {
  const there = new Date(Date.parse(iso) + 8 * 3600_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${there.getUTCFullYear()}-${two(there.getUTCMonth() + 1)}-${two(there.getUTCDate())}`;
  return `${day} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
}

export function day(iso: string): string {
  return moment(iso).slice(0, 10);
}

/** Whole days from now until a moment, never below zero. */
export function daysLeft(iso: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - now) / 86400_000));
}

/** A code in groups of four, as it stands on paper. */
export function grouped(code: string): string {
  return code.replace(/(.{4})(?=.)/g, "$1-");
}

export interface Door {
  building: string;
  entrance: string;
  room: string;
}

/** "3号楼2单元501": a place as its people call it. Names that already say 楼 are left as they are. */
export function door(place: Door): string {
  const named = (name: string, word: string) => (/^\d+$/.test(name) ? name + word : name);
  return (
    named(place.building, "号楼") + (place.entrance ? named(place.entrance, "单元") : "") + place.room
  );
}
