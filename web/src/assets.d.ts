declare module "*.wasm?url" {
  /** The address of the file among the page's own. */
  const url: string;
  export default url;
}
