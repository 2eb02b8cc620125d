/**
 * The fields of the Elastic Common Schema 8.11 that our log uses, with the types that its reference gives them
 * (https://www.elastic.co/guide/en/ecs/8.11/ecs-field-reference.html).
 */
export const ecsFields: Record<string, 'date' | 'keyword' | 'long' | 'ip' | 'text' | 'wildcard'> = {
  '@timestamp': 'date',
  message: 'text',
  'ecs.version': 'keyword',
  'log.level': 'keyword',
  'process.pid': 'long',
  'host.hostname': 'keyword',
  'http.request.id': 'keyword',
  'http.request.method': 'keyword',
  'http.response.status_code': 'long',
  'url.path': 'wildcard',
  'event.duration': 'long',
  'trace.id': 'keyword',
  'client.ip': 'ip',
  'user.name': 'keyword',
  'error.type': 'keyword',
  'error.message': 'text',
  'error.stack_trace': 'wildcard',
  'error.code': 'keyword',
};
