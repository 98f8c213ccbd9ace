import type { PolicyVersion } from '#authorizer/authorizer.ts'
import { timestamp } from '#http/openfga/timestamp.ts'

export function printVersion({ version, modelId, appliedAt, restores }: PolicyVersion) {
  return {
    version,
    authorization_model_id: modelId,
    applied_at: timestamp(appliedAt),
    ...(restores !== undefined && { restores }),
  }
}
