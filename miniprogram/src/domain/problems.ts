// What a page shows when something did not work: what happened, and what to do now.
import { Problem } from "@/api/client";
import { t } from "@/state/words";

export interface Trouble {
  title: string;
  detail: string;
  places: string[];
}

export function trouble(error: unknown): Trouble {
  if (!(error instanceof Problem)) {
    return { title: t("Something went wrong"), detail: t("Please try again."), places: [] };
  }
  if (error.status === 0) {
    return {
      title: t("There is no network"),
      detail: t("Nothing was lost. Try again when you have a signal."),
      places: [],
    };
  }
  return {
    title: error.title || t("Something went wrong"),
    detail: error.detail,
    places: error.places.map((place) => place.message),
  };
}
