declare module "virtual:words" {
  const catalogues: Record<string, Record<string, string>>;
  export default catalogues;
}
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent<object, object, unknown>;
  export default component;
}
interface ImportMeta {
  readonly env: { readonly VITE_API_BASE?: string };
}
declare const __H5__: boolean;
declare const wx: {
  getPrivacySetting(ask: {
    success(told: { needAuthorization: boolean }): void;
    fail(): void;
  }): void;
};
