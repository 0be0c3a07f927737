// Stands for `@dcloudio/uni-app`, whose hooks need the platform's own Vue: a page that is mounted
// here is opened by `opened`, with what stands in its address.
import { onUnmounted } from "vue";

type Facts = Record<string, string>;
type Hook = (facts: Facts) => unknown;
const hooks: Hook[] = [];

export const onLoad = (hook: Hook) => void hooks.push(hook);
export const onShow = (hook: () => unknown) => void hooks.push(hook);
export const onUnload = (hook: () => unknown) => onUnmounted(() => void hook());

/** The hooks of the page mounted last, in their order. */
export async function opened(facts: Facts = {}): Promise<void> {
  for (const hook of hooks.splice(0)) await hook(facts);
}
