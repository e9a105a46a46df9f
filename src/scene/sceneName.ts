/** A scene and how it is set up, as one word that data sets and models keep. */
export interface SceneName {
  /** `faces`, `sprites`, `chairs`, `meshes`. */
  readonly kind: string;
  /** Of meshes: the folder that they lie in. */
  readonly folder?: string | undefined;
  /** Heights that things on a turntable are seen from, in degrees. */
  readonly elevations?: readonly number[] | undefined;
  /** Of meshes: the axis of their files that points up, where they all have another than their format's. */
  readonly up?: string | undefined;
}

/** `chairs`, `chairs#elevation=20,30`, `meshes:/home/me/objects#up=z`. */
export function formatSceneName({ kind, folder, elevations, up }: SceneName): string {
  const settings = [
    ...(elevations === undefined ? [] : [`elevation=${elevations.join(',')}`]),
    ...(up === undefined ? [] : [`up=${up}`]),
  ];
  return (
    (folder === undefined ? kind : `${kind}:${folder}`) +
    (settings.length === 0 ? '' : `#${settings.join('&')}`)
  );
}

/** The name without the folder, for whoever shall not read where on a machine it is. */
export function withoutFolder(name: string): string {
  return formatSceneName({ ...parseSceneName(name), folder: undefined });
}

/** Those in which things stand on a turntable, whose heights may be chosen. */
const TURNTABLES = ['chairs', 'meshes'];

/** Whether a scene of this name, which need not be one, shows objects that are turned all the way round. */
export function showsObjects(name: string): boolean {
  return TURNTABLES.includes(parseSceneName(name).kind);
}

/** The way back, for any text: what makes no sense is part of the kind or of the folder. */
export function parseSceneName(name: string): SceneName {
  const [, body, settings] = /^(.*?)(?:#((?:elevation|up)=[^#]*))?$/s.exec(name)!;
  const given = new URLSearchParams(settings);
  const colon = body!.indexOf(':');
  const elevations = given.get('elevation')?.split(',').map(Number);
  return {
    kind: colon < 0 ? body! : body!.slice(0, colon),
    folder: colon < 0 ? undefined : body!.slice(colon + 1),
    elevations,
    up: given.get('up') ?? undefined,
  };
}
