import { OnnxModel } from '@atoll/schemas/metadata/onnx-model';

/** A model as it was approved: what is kept here is exactly these bytes. */
export const ApprovedModel = OnnxModel;
export type ApprovedModel = OnnxModel;
