import { OciDigest } from '@atoll/schemas/ids';
import { OciImage } from '@atoll/schemas/metadata/image';
import { z } from 'zod';

/** The image that runs ONNX algorithms: as any image of an algorithm, or one that the engine has already, by its id. */
export type RunnerSetting =
  { readonly kind: 'image'; readonly image: OciImage } | { readonly kind: 'local'; readonly imageId: string };

/** What the runner is known by in approvals and receipts: the manifest's digest, or the id, which is a digest too. Never a tag. */
export const runnerDigest = (runner: RunnerSetting): string =>
  runner.kind === 'image' ? runner.image.manifestDigest : runner.imageId;

const expected =
  'an image of a registry or of IPFS as JSON ({"manifestDigest":"sha256:…","repository":"…"}), or sha256:… of one that the engine has';

/** ONNX_RUNNER as the provider reads it; absent where no ONNX algorithm is run. */
export const OnnxRunner = z
  .string()
  .transform((value, context): RunnerSetting | undefined => {
    const text = value.trim();
    if (text === '') return undefined;
    const imageId = OciDigest.safeParse(text);
    if (imageId.success) return { kind: 'local', imageId: imageId.data };
    try {
      return { kind: 'image', image: OciImage.parse(JSON.parse(text)) };
    } catch (error) {
      const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
      const where = issue === undefined ? '' : `; ${issue.path.join('.')}: ${issue.message}`;
      context.addIssue({ code: 'custom', message: `${expected}${where}` });
      return z.NEVER;
    }
  })
  .optional()
  .meta({
    description: `what runs ONNX algorithms: ${expected}; none unless set`,
    example: `sha256:${'0'.repeat(64)}`,
  });
