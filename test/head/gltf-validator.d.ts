/** The part of the Khronos validator, which comes without types, that the tests use. */
declare module 'gltf-validator' {
  export function validateBytes(bytes: Uint8Array): Promise<{
    readonly issues: { readonly messages: readonly { readonly code: string; readonly message: string }[] };
    readonly info: Readonly<Record<string, unknown>>;
  }>;
}
