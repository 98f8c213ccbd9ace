/** Pforte's own question: why a check comes out as it does. */
import type { Authorizer } from '#authorizer/authorizer.ts'
import type { Explanation } from '#engine/explanation.ts'
import type { Connection } from './connection.ts'
import { answered } from './read-answers.ts'
import { queryFields, type RevisionHeaders } from './request-fields.ts'

interface ExplainAnswer {
  readonly explanation: Omit<Explanation, 'text'>
  readonly text: string
}

export function explain(
  { call }: Connection,
  revisions: RevisionHeaders,
): Required<Authorizer>['explain'] {
  return async (store, request) => {
    const answer = await call((api) =>
      api.executeApiRequest<ExplainAnswer>(
        {
          operationName: 'Explain',
          method: 'POST',
          path: '/stores/{store_id}/explain',
          pathParams: { store_id: store },
          body: { ...queryFields(request), tuple_key: request.tupleKey },
        },
        revisions(request.consistency),
      ),
    )
    const { explanation, text } = answer
    return { ...answered(answer), explanation: { ...explanation, text } }
  }
}
