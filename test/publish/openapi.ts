/** An OpenAPI document as a judge of requests. */
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses?: Json;
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

export interface Matched {
  /** `POST /repos/{owner}/{repo}/issues` */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

export interface OpenApi {
  /** The operation of a request, its path as it came; of several templates that fit, the one with the fewest parameters. */
  match(method: string, path: string): Matched | null;
  /** What is wrong with a request, or null. Its body is JSON, the fields of a form, or undefined. */
  faultOf(matched: Matched, query: URLSearchParams, body: unknown): string | null;
  /** `#/components/examples/issue` */
  example(name: string): Json;
  /** Of an example that is a list, the first. */
  exampleItem(name: string): Json;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function createOpenApi(document: Document): OpenApi {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const compiled = new Map<unknown, ValidateFunction>();

  function match(method: string, path: string): Matched | null {
    const given = path.split('/').map(decodeURIComponent);
    const fits = Object.entries(document.paths)
      .map(([template, operations]) => ({
        template,
        parts: template.split('/'),
        operation: operations[method.toLowerCase()],
      }))
      .filter(({ parts }) => {
        const rest = parts.at(-1) === '{path}' || parts.at(-1) === '{ref}';
        return (
          (rest ? given.length >= parts.length : given.length === parts.length) &&
          parts.every((part, at) => part.startsWith('{') || part === given[at])
        );
      })
      .toSorted((left, right) => left.template.split('{').length - right.template.split('{').length);
    const [best] = fits;
    if (best?.operation === undefined) return null;
    const { template, parts, operation } = best;
    const parameters = Object.fromEntries(
      parts.flatMap((part, at) =>
        part.startsWith('{')
          ? [[part.slice(1, -1), at === parts.length - 1 ? given.slice(at).join('/') : (given[at] ?? '')]]
          : [],
      ),
    );
    return { name: `${method} ${template}`, parameters, operation };
  }

  function faultOf({ operation, parameters }: Matched, query: URLSearchParams, body: unknown): string | null {
    return faultOfParameters(operation, parameters, query) ?? faultOfBody(operation.requestBody, body);
  }

  function faultOfParameters(
    operation: Operation,
    inPath: Readonly<Record<string, string>>,
    query: URLSearchParams,
  ): string | null {
    const known = (operation.parameters ?? []).map(follow);
    const find = (name: string, place: string): Json | undefined =>
      known.find((one) => one['name'] === name && one['in'] === place);
    const given = [
      ...Object.entries(inPath).map(([name, value]) => ({ name, value, parameter: find(name, 'path') })),
      ...[...query].map(([name, value]) => ({ name, value, parameter: find(name, 'query') })),
    ];
    for (const { name, value, parameter } of given) {
      if (parameter === undefined) return `no parameter ${name}`;
      const faults = readingsOf(value).map((reading) => judge(parameter['schema'], reading));
      if (!faults.includes(null)) return `parameter ${name} ${faults[0]}`;
    }
    const missing = known.find(
      ({ name, in: place, required }) => place === 'query' && required === true && !query.has(String(name)),
    );
    return missing === undefined ? null : `parameter ${String(missing['name'])} is missing`;
  }

  function faultOfBody(requestBody: Json | undefined, body: unknown): string | null {
    if (requestBody === undefined) return body === undefined ? null : 'a body that nobody asked for';
    if (body === undefined && requestBody['required'] !== true) return null;
    const schema = schemaOf(requestBody);
    return schema === undefined ? null : judge(schema, body);
  }

  function example(name: string): Json {
    const { value } = resolve(`#/components/examples/${name}`);
    if (!isObject(value)) throw new Error(`no example ${name}`);
    return value;
  }

  function exampleItem(name: string): Json {
    const { value } = resolve(`#/components/examples/${name}`);
    const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
    if (!isObject(first)) throw new Error(`no example ${name}`);
    return first;
  }

  function judge(schema: unknown, value: unknown): string | null {
    const validate = compiled.get(schema) ?? compile(schema);
    compiled.set(schema, validate);
    if (validate(value)) return null;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath} ${error?.message}`;
  }

  /** With the components that it refers to, as they stand in the document. */
  function compile(schema: unknown): ValidateFunction {
    const components: Record<string, Record<string, unknown>> = {};
    function collect(kind: string, name: string): void {
      const group = (components[kind] ??= {});
      if (name in group) return;
      group[name] = null;
      group[name] = toJsonSchema(resolve(`#/components/${kind}/${name}`), collect);
    }
    return ajv.compile({ allOf: [toJsonSchema(schema, collect)], components });
  }

  /** A reference, to what it refers to. */
  function follow(value: unknown): Json {
    if (!isObject(value)) return {};
    return typeof value['$ref'] === 'string' ? resolve(value['$ref']) : value;
  }

  function resolve(pointer: string): Json {
    const [, , kind = '', name = ''] = pointer.split('/');
    return document.components[kind]?.[name] ?? {};
  }

  return { match, faultOf, example, exampleItem };
}

/** Of a body that is JSON, or else a form. */
function schemaOf({ content }: Json): unknown {
  if (!isObject(content)) return undefined;
  const described = content['application/json'] ?? content['multipart/form-data'];
  return isObject(described) ? described['schema'] : undefined;
}

/** What is wrong with a test server's own answer of success, or null. */
export function faultOfStatus({ name, operation: { responses = {} } }: Matched, status: number): string | null {
  return status >= 400 || String(status) in responses ? null : `${name} does not answer with ${status}`;
}

/** What the text of a parameter may stand for. */
function readingsOf(value: string): readonly unknown[] {
  if (/^\d+$/.test(value)) return [value, Number(value)];
  return value === 'true' || value === 'false' ? [value, value === 'true'] : [value];
}

/** `nullable` is of OpenAPI 3.0; JSON Schema has the type null. A file of a form is an object here, which text is not. */
function toJsonSchema(value: unknown, meet: (kind: string, name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => toJsonSchema(item, meet));
  if (!isObject(value)) return value;
  const [, , kind, name] = typeof value['$ref'] === 'string' ? value['$ref'].split('/') : [];
  if (kind !== undefined && name !== undefined) meet(kind, name);
  const { nullable, example: _, examples: __, ...rest } = value;
  if (rest['format'] === 'binary') return { type: 'object' };
  const converted = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, toJsonSchema(item, meet)]));
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}
