using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Server.Start;

/// <summary>
/// What the interface is, as OpenAPI: made from the routes themselves, so that it cannot tell of others, with the words of
/// <see cref="ApiWords"/>.
/// </summary>
internal static class ApiDocument
{
    public const string Bearer = "bearer";
    private const string ProblemSchema = "Problem";
    private const string ProblemType = "application/problem+json";
    private const string AnyJson = "JsonElement";
    private const string JsonType = "application/json";

    private static readonly ConcurrentDictionary<string, Type> Named = new(StringComparer.Ordinal);

    // Lists whose elements are an outcome each, or a problem.
    private static readonly string[] Lists = ["OrdersOutcome", "EventsOutcome", "ConsentsWritten"];

    private static ApiWords Words => ApiWords.Book;

    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = NameOf;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Amounts are decimals, whatever a language calls a number with a point.
            schema.Format = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) == typeof(decimal) || context.JsonTypeInfo.Type == typeof(decimal)
                ? null
                : schema.Format;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Description.RelativePath ?? "", context.Document!);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    }

    // Two types of one name would be one in the document, and half of what it says untrue.
    private static string? NameOf(JsonTypeInfo type)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name)
        {
            return null;
        }

        var meant = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return Named.GetOrAdd(name, meant) is var first && first == meant
            ? name
            : throw new InvalidOperationException($"Two types of the interface are called {name}: {first} and {meant}.");
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = Words.Title, Version = "v1", Description = Words.About };
        document.Servers = [];
        document.Tags = Words.Tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.About }).ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[ProblemSchema] = Problem();
        foreach (var (name, schema) in document.Components.Schemas)
        {
            schema.Description = Words.Type(name);
            foreach (var (field, form) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal))
            {
                form.Description = Words.Field(name, field);
            }

            // What is unknown is left out of answers, and may be of requests.
            (schema as OpenApiSchema)?.Required?.ExceptWith([.. schema.Required!.Where(r => MayBeLeftOut(schema.Properties![r]))]);
        }

        foreach (var schema in Lists.Select(l => document.Components.Schemas[l]))
        {
            var results = (OpenApiSchema)schema.Properties!["results"];
            results.Items = new OpenApiSchema { AnyOf = [results.Items!, new OpenApiSchemaReference(ProblemSchema, document)] };
        }

        // Many events, or one as it is.
        var events = document.Paths["/v1/events"].Operations![HttpMethod.Post].RequestBody!.Content![JsonType];
        events.Schema = new OpenApiSchema { AnyOf = [events.Schema!, new OpenApiSchemaReference("CustomerEventBody", document)] };

        foreach (var (name, schema) in Words.Schemas)
        {
            document.Components.Schemas[name] = ApiSchemas.Read(schema, document);
        }
    }

    private static bool MayBeLeftOut(IOpenApiSchema schema) =>
        schema.Type is { } type && type.HasFlag(JsonSchemaType.Null) ||
        schema.OneOf?.Any(o => o is OpenApiSchema { Type: JsonSchemaType.Null }) == true ||
        schema is OpenApiSchemaReference { Reference.Id: AnyJson };

    private static void Describe(OpenApiOperation operation, IList<object> metadata, string path, OpenApiDocument document)
    {
        var id = operation.OperationId ?? "";
        var words = Words.Route(id);
        operation.Summary = (string?)words?["summary"];
        operation.Description = (string?)words?["more"];
        operation.Tags = new HashSet<OpenApiTagReference> { new((string?)words?["tag"] ?? "", document) };
        operation.Parameters ??= [];
        foreach (var part in RoutePatternFactory.Parse(path).Parameters)
        {
            operation.Parameters.Add(Parameter(ParameterLocation.Path, part.Name, Words.Path(id, part.Name)));
        }

        foreach (var name in metadata.OfType<QueryTaken>().SelectMany(q => q.Names))
        {
            operation.Parameters.Add(ApiSchemas.Query(name, Words.Query(id, name)));
        }

        if (operation.RequestBody is OpenApiRequestBody { Content: { } content } body)
        {
            content.Remove(ApiRoutes.AnyType);
            body.Required = true;
            if (words?["example"] is { } example && content.TryGetValue(JsonType, out var type))
            {
                type.Example = example.DeepClone();
            }
        }

        foreach (var header in HeadersTaken(metadata))
        {
            operation.Parameters.Add(Parameter(ParameterLocation.Header, header, Words.Header(header)));
        }

        if (metadata.OfType<ScopeAsked>().FirstOrDefault() is { } asked)
        {
            // Bearer keys have scopes of their own; the document has a place for them where the scheme has names for them.
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            operation.Extensions["x-scope"] = new JsonNodeExtension(JsonValue.Create(asked.Scope));
        }

        Answers(operation, metadata, words, document);
    }

    private static IEnumerable<string> HeadersTaken(IList<object> metadata) =>
    [
        .. metadata.OfType<IdempotencyTaken>().Any() ? ["Idempotency-Key"] : (string[])[],
        .. metadata.OfType<VersionTaken>().Any() ? ["If-Match"] : (string[])[],
    ];

    private static void Answers(OpenApiOperation operation, IList<object> metadata, JsonNode? words, OpenApiDocument document)
    {
        operation.Responses ??= [];
        if (Words.Answer(operation.OperationId ?? "") is { } schema)
        {
            operation.Responses["200"] = Response(JsonType, new OpenApiSchemaReference(schema, document));
        }

        operation.Responses["default"] = Response(ProblemType, new OpenApiSchemaReference(ProblemSchema, document));
        var isVersioned = metadata.OfType<VersionTaken>().Any() || words?["etag"] is not null;
        foreach (var (status, answer) in operation.Responses)
        {
            var response = (OpenApiResponse)answer;
            response.Description = Words.Status(status);
            string[] headers = status == "default" ? ["Retry-After"] :
            [
                .. isVersioned ? ["ETag"] : (string[])[], .. metadata.OfType<IdempotencyTaken>().Any() ? ["Idempotency-Replayed"] : (string[])[],
                .. operation.OperationId == "getImportRejects" ? ["Perennial-Parts"] : (string[])[],
            ];
            response.Headers = headers.ToDictionary(h => h, IOpenApiHeader (h) => new OpenApiHeader
            {
                Description = Words.Header(h), Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }, StringComparer.Ordinal);
        }
    }

    private static OpenApiResponse Response(string type, IOpenApiSchema schema) => new()
    {
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [type] = new() { Schema = schema } },
    };

    private static OpenApiParameter Parameter(ParameterLocation where, string name, string? about) => new()
    {
        Name = name, In = where, Description = about, Required = where == ParameterLocation.Path,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    // RFC 9457, with a stable code and every field that is wrong.
    private static OpenApiSchema Problem()
    {
        var field = Object(("field", JsonSchemaType.String), ("code", JsonSchemaType.String), ("message", JsonSchemaType.String));
        foreach (var (name, form) in field.Properties!)
        {
            form.Description = Words.Field(ProblemSchema, name);
        }

        var problem = Object(("type", JsonSchemaType.String), ("title", JsonSchemaType.String), ("status", JsonSchemaType.Integer),
            ("code", JsonSchemaType.String), ("about", JsonSchemaType.String), ("trace", JsonSchemaType.String));
        problem.Properties!["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = field };
        problem.Required = new HashSet<string>(["type", "title", "status", "code"], StringComparer.Ordinal);
        return problem;
    }

    private static OpenApiSchema Object(params ReadOnlySpan<(string Name, JsonSchemaType Type)> fields)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) };
        foreach (var (name, type) in fields)
        {
            schema.Properties[name] = new OpenApiSchema { Type = type };
        }

        return schema;
    }
}
