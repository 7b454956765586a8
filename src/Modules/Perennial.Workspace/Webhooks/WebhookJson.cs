using System.Text.Json.Serialization;

namespace Perennial.Workspace.Webhooks;

/// <summary>News that an endpoint was switched off.</summary>
internal sealed record DisabledNews(string EndpointId, string Host, string Reason);

/// <summary>What a test event says.</summary>
internal sealed record TestNews(string EndpointId, bool Test);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DisabledNews))]
[JsonSerializable(typeof(TestNews))]
internal sealed partial class WebhookJson : JsonSerializerContext;
