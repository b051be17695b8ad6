import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PermanentError, t, task } from 'f-brain';
import sharp from 'sharp';

/** A picture of a phone has 12 to 50 megapixels; a file that unpacks to more is a mistake or an attack. */
const MAX_PIXELS = 100_000_000;
const EXAMPLE = readFileSync(join(import.meta.dir, 'samples/mountains.png'), 'base64');
const DEFAULT_WIDTH = 320;
const DEFAULT_QUALITY = 80;

export default task({
  name: 'image.thumbnail',
  description: 'Makes a small picture of a JPEG, PNG, WebP, GIF, AVIF or TIFF, upright as the camera was held.',
  input: t.Object(
    {
      image: t.String({
        title: 'Image',
        description: 'The file as base64',
        contentEncoding: 'base64',
        contentMediaType: 'image/*',
        minLength: 1,
      }),
      width: t.Optional(
        t.Integer({ description: 'Largest width in pixels', minimum: 1, maximum: 2_048, default: DEFAULT_WIDTH }),
      ),
      height: t.Optional(
        t.Integer({
          description: 'Largest height in pixels; without it the width decides',
          minimum: 1,
          maximum: 2_048,
        }),
      ),
      fit: t.Optional(
        t.Union([t.Literal('inside'), t.Literal('cover'), t.Literal('contain')], {
          description: 'inside keeps the proportions; cover and contain fill width and height',
          default: 'inside',
        }),
      ),
      format: t.Optional(
        t.Union([t.Literal('webp'), t.Literal('jpeg'), t.Literal('png')], {
          description: 'Format of the result',
          default: 'webp',
        }),
      ),
      quality: t.Optional(t.Integer({ minimum: 1, maximum: 100, default: DEFAULT_QUALITY })),
    },
    { additionalProperties: false },
  ),
  output: t.Object({
    image: t.String({ description: 'The thumbnail as base64' }),
    mediaType: t.String(),
    width: t.Integer(),
    height: t.Integer(),
    bytes: t.Integer(),
    original: t.Object({ format: t.String(), width: t.Integer(), height: t.Integer(), bytes: t.Integer() }),
  }),
  examples: [{ image: EXAMPLE, width: 48 }],
  // Decoders of pictures are native code and meet files from anywhere: a crash must not touch other runs.
  isolation: 'process',
  timeout: '1m',
  async run(input, ctx) {
    const { width = DEFAULT_WIDTH, height, fit = 'inside', format = 'webp', quality = DEFAULT_QUALITY } = input;
    const file = Buffer.from(input.image, 'base64');
    const original = await readOriginal(file);
    ctx.log.info('read the original', original);
    const { data, info } = await sharp(file, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize({ width, height, fit, withoutEnlargement: true })
      .toFormat(format, { quality })
      .toBuffer({ resolveWithObject: true });
    return {
      image: data.toString('base64'),
      mediaType: `image/${format}`,
      width: info.width,
      height: info.height,
      bytes: data.byteLength,
      original,
    };
  },
});

async function readOriginal(file: Buffer) {
  try {
    const { format, width, height } = await sharp(file, { limitInputPixels: MAX_PIXELS }).metadata();
    return { format, width, height, bytes: file.byteLength };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PermanentError(`This is not an image that can be read: ${reason}. Send the whole file as base64.`, {
      cause,
    });
  }
}
