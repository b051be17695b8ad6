/** Text that is part of the compiled binary. */
declare module '*.md' {
  const text: string;

  export { text as default };
}
/** Files that are embedded into the compiled binary; the import gives their path. */
declare module 'swagger-ui-dist/*.png' {
  const path: string;

  export { path as default };
}
declare module 'swagger-ui-dist/*.css' {
  const path: string;

  export { path as default };
}
declare module 'swagger-ui-dist/swagger-ui-bundle.js' {
  const path: string;

  export { path as default };
}
