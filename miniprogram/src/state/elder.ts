// 长辈版: larger letters and targets, one thing a page. On by itself where the phone says that its
// owner needs it (WeChat's 关怀模式 and font setting, the browser's font size); what the person
// chooses here counts more, and is remembered.
import { reactive } from "vue";
import { fontScale } from "@platform/fonts";

const KEPT = "sanwen.elder";
const LARGE = 1.2; // 关怀模式 sets 23.8 px where the standard is 17 (reference 7.2)

class Elder {
  on = false;
  scale = 1;

  begin(): void {
    this.scale = fontScale();
    const chosen = uni.getStorageSync(KEPT) as "on" | "off" | "";
    this.on = chosen ? chosen === "on" : this.scale >= LARGE;
  }

  set(on: boolean): void {
    this.on = on;
    uni.setStorageSync(KEPT, on ? "on" : "off");
  }
}

export const elder = reactive(new Elder());
