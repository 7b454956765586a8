using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Server.Start;

/// <summary>What the interface is, as OpenAPI: made from the routes themselves, so that it cannot tell of others.</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";
    private const string ProblemSchema = "Problem";
    private const string ProblemType = "application/problem+json";

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Perennial", Version = "v1" };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Bearer };
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
            document.Components.Schemas[ProblemSchema] = Problem();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.ActionDescriptor.EndpointMetadata, context.Description.RelativePath ?? "", context.Document!);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiOperation operation, IList<object> metadata, string path, OpenApiDocument document)
    {
        operation.Parameters ??= [];
        foreach (var part in RoutePatternFactory.Parse(path).Parameters)
        {
            Add(operation, ParameterLocation.Path, part.Name);
        }

        foreach (var name in metadata.OfType<QueryTaken>().SelectMany(q => q.Names))
        {
            Add(operation, ParameterLocation.Query, name);
        }

        if (operation.RequestBody is OpenApiRequestBody { Content: { } content } body)
        {
            content.Remove(ApiRoutes.AnyType);
            body.Required = true;
        }

        if (metadata.OfType<IdempotencyTaken>().Any())
        {
            Add(operation, ParameterLocation.Header, "Idempotency-Key");
        }

        if (metadata.OfType<VersionTaken>().Any())
        {
            Add(operation, ParameterLocation.Header, "If-Match");
        }

        if (metadata.OfType<ScopeAsked>().FirstOrDefault() is { } asked)
        {
            // Bearer keys have scopes of their own; the document has a place for them where the scheme has names for them.
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
            operation.Extensions["x-scope"] = new JsonNodeExtension(JsonValue.Create(asked.Scope));
        }

        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = ProblemSchema,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [ProblemType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) },
            },
        };
    }

    private static void Add(OpenApiOperation operation, ParameterLocation where, string name) => operation.Parameters!.Add(new OpenApiParameter
    {
        Name = name, In = where, Required = where == ParameterLocation.Path, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    });

    // RFC 9457, with a stable code and every field that is wrong.
    private static OpenApiSchema Problem()
    {
        var field = Object(("field", JsonSchemaType.String), ("code", JsonSchemaType.String), ("message", JsonSchemaType.String));
        var problem = Object(("type", JsonSchemaType.String), ("title", JsonSchemaType.String), ("status", JsonSchemaType.Integer),
            ("code", JsonSchemaType.String), ("about", JsonSchemaType.String), ("trace", JsonSchemaType.String));
        problem.Properties!["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = field };
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
