using System.Text.Json.Nodes;

namespace Perennial.Server.Start;

/// <summary>
/// What the description of the interface says in words, in English only: it is for who writes programs. Stands in
/// <c>interface.json</c>, by the names of routes, parameters and fields.
/// </summary>
internal sealed class ApiWords
{
    private readonly JsonNode root;

    private ApiWords(JsonNode root) => this.root = root;

    public static ApiWords Book { get; } = Load();

    public string Title => Text("title")!;

    public string About => Text("about")!;

    /// <summary>What the routes are about, each with a sentence.</summary>
    public IEnumerable<(string Name, string About)> Tags => root["tags"]!.AsObject().Select(t => (t.Key, (string)t.Value!));

    /// <summary>Forms of answers that are written by hand, as schemas of JSON.</summary>
    public IEnumerable<(string Name, JsonNode Schema)> Schemas => root["schemas"]!.AsObject().Select(s => (s.Key, s.Value!));

    /// <summary>What is said of a route; null where nothing is, which a test holds against.</summary>
    public JsonNode? Route(string operation) => root["routes"]![operation];

    public string? Status(string status) => Text("statuses", status);

    public string? Header(string name) => Text("headers", name);

    public string? Path(string operation, string name) => Text("paths", $"{operation}.{name}") ?? Text("paths", name);

    /// <summary>A parameter, as the route takes it or as all do.</summary>
    public JsonNode? Query(string operation, string name) => root["query"]![$"{operation}.{name}"] ?? root["query"]![name];

    public string? Type(string name) => Text("types", name);

    /// <summary>A field, as its type means it or as all do.</summary>
    public string? Field(string type, string name) => Text("fields", $"{type}.{name}") ?? Text("fields", name);

    /// <summary>Which of <see cref="Schemas"/> a route answers with; null for those that say so themselves.</summary>
    public string? Answer(string operation) => Text("answers", operation);

    private string? Text(params ReadOnlySpan<string> path)
    {
        JsonNode? node = root;
        foreach (var name in path)
        {
            node = node?[name];
        }

        return (string?)node;
    }

    private static ApiWords Load()
    {
        using var stream = typeof(ApiWords).Assembly.GetManifestResourceStream("interface.json")!;
        return new ApiWords(JsonNode.Parse(stream)!);
    }
}
