/** @returns the compiled module, in base64; the same from the same source */
export function compileModule(): Promise<string>
