// Mounting with the components that easycom knows everywhere by their name.
import { mount } from "@vue/test-utils";
import type { Component } from "vue";
import AppPage from "@/kit/AppPage.vue";
import UiBar from "@/kit/UiBar.vue";
import UiButton from "@/kit/UiButton.vue";
import UiField from "@/kit/UiField.vue";
import UiPicture from "@/kit/UiPicture.vue";
import UiQuestion from "@/kit/UiQuestion.vue";
import UiSignal from "@/kit/UiSignal.vue";
import UiSpeak from "@/kit/UiSpeak.vue";
import UiTrouble from "@/kit/UiTrouble.vue";

const components = { AppPage, UiBar, UiButton, UiField, UiPicture, UiQuestion, UiSignal, UiSpeak, UiTrouble };

export function shown(component: Component, props: Record<string, unknown> = {}, slots: Record<string, string> = {}) {
  return mount(component, { props, slots, global: { components } });
}

type Shown = ReturnType<typeof shown>;

/** The button that a person would call so. */
export function button(page: Shown, name: string) {
  const found = page.findAll("button").find((each) => (each.attributes("aria-label") ?? each.text()).includes(name));
  if (!found) throw new Error(`no button "${name}" in: ${page.findAll("button").map((each) => each.text()).join(" | ")}`);
  return found;
}
