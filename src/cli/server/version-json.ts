import type { PolicyVersion } from './policy-client.ts'

/** A version in the words of the server's door. */
export function versionJson({ version, modelId, appliedAt, restores }: PolicyVersion) {
  return {
    version,
    authorization_model_id: modelId,
    applied_at: appliedAt,
    ...(restores !== undefined && { restores }),
  }
}
