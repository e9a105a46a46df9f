import {
  AmbientLight,
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  DirectionalLight,
  LinearFilter,
  LinearMipmapLinearFilter,
  LinearSRGBColorSpace,
  MathUtils,
  Mesh,
  MeshPhongMaterial,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from 'three';
import type { TexturedHead } from '../../../head/texturedHead.js';
import { fitUnitSphere } from '../../../scene/mesh.js';
import { direction } from '../../../scene/vector.js';
import { toRgba } from './rgba.js';

/** In degrees, as the scene means them. */
export interface Pose {
  readonly azimuth: number;
  readonly elevation: number;
  readonly light: number;
}

/** Draws a head on a canvas, again whenever something changes. */
export interface Viewer {
  show(head: TexturedHead): void;
  turn(pose: Pose): void;
  dispose(): void;
}

// Camera and lamp of the face scene: see src/scene/faceScene.ts.
const DISTANCE = 6;
const HALF_HEIGHT = 1.03;
const LAMP = 20;
const BACKGROUND = 40 / 255;
/** Of a lamp of intensity pi, three.js lets all be seen where it shines straight down. */
const AMBIENT = 0.16 * Math.PI;
const DIFFUSE = 0.92 * Math.PI;
const SHININESS = 16;
/** What makes a highlight of 28 of 255: three.js scales it by (shininess / 2 + 1) / 4 of the lamp's 0.92. */
const SPECULAR = 28 / 255 / (((SHININESS / 2 + 1) / 4) * 0.92);

/**
 * Opens a viewer. Colours are computed as the scene computes them, in the bytes of the texture and not in amounts of
 * light, so that a head looks here as it does there.
 *
 * @throws Error in plain words where the browser has no WebGL
 */
export function createViewer(canvas: HTMLCanvasElement): Viewer {
  // What is drawn is kept, so that the canvas can be saved as a picture.
  const context = canvas.getContext('webgl2', { antialias: true, preserveDrawingBuffer: true });
  if (context === null)
    throw new Error('This browser does not draw in 3D (WebGL 2). The head can be saved all the same.');
  const renderer = new WebGLRenderer({ canvas, context });
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.setSize(canvas.width, canvas.height, false);
  renderer.setClearColor(new Color(BACKGROUND, BACKGROUND, BACKGROUND));
  const camera = new PerspectiveCamera(
    2 * MathUtils.radToDeg(Math.atan(HALF_HEIGHT / DISTANCE)),
    canvas.width / canvas.height,
    DISTANCE - 2,
    DISTANCE + 2,
  );
  camera.position.z = DISTANCE;
  const lamp = new DirectionalLight('white', DIFFUSE);
  const material = new MeshPhongMaterial({
    shininess: SHININESS,
    specular: new Color(SPECULAR, SPECULAR, SPECULAR),
  });
  const mesh = new Mesh(new BufferGeometry(), material);
  // First it nods, then it turns.
  mesh.rotation.order = 'YXZ';
  mesh.visible = false;
  const scene = new Scene().add(lamp, new AmbientLight('white', AMBIENT), mesh);
  const draw = (): void => renderer.render(scene, camera);
  return {
    show(head) {
      mesh.geometry.dispose();
      mesh.geometry = geometryOf(head);
      material.map?.dispose();
      const hadMap = material.map !== null;
      material.map = textureOf(head);
      if (!hadMap) material.needsUpdate = true;
      mesh.visible = true;
      draw();
    },
    turn({ azimuth, elevation, light }) {
      mesh.rotation.set(MathUtils.degToRad(-elevation), MathUtils.degToRad(azimuth), 0);
      lamp.position.set(...direction(light, LAMP));
      draw();
    },
    dispose() {
      mesh.geometry.dispose();
      material.map?.dispose();
      material.dispose();
      renderer.dispose();
    },
  };
}

function geometryOf({ positions, normals, texcoords, triangles }: TexturedHead): BufferGeometry {
  const fitted = positions.slice();
  fitUnitSphere(fitted);
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(fitted, 3))
    .setAttribute('normal', new BufferAttribute(normals, 3))
    .setAttribute('uv', new BufferAttribute(texcoords, 2))
    .setIndex(new BufferAttribute(triangles, 1));
}

function textureOf({ texture }: TexturedHead): DataTexture {
  const map = new DataTexture(new Uint8Array(toRgba(texture).buffer), texture.width, texture.height);
  map.magFilter = LinearFilter;
  map.minFilter = LinearMipmapLinearFilter;
  map.generateMipmaps = true;
  map.needsUpdate = true;
  return map;
}
