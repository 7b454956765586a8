using System.Text.Json.Nodes;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Customers;

/// <summary>News of customers as receivers outside hear them: the ids in them, whatever else may ever stand beside them in the log.</summary>
internal sealed class CustomerPayloads : IWebhookPayloads
{
    private static readonly string[] Ids = ["customer", "merged", "split", "merge"];

    public IReadOnlyCollection<string> Events =>
        ["customer.created", "customer.changed", "customer.merged", "customer.unmerged", "customer.erased"];

    public Task<IReadOnlyList<WebhookPayload?>> ExpandAsync(DbUnit unit, IReadOnlyList<OutboxEvent> news) =>
        Task.FromResult<IReadOnlyList<WebhookPayload?>>([.. news.Select(n => new WebhookPayload(n.Name, IdsOf(n.Body)))]);

    private static string IdsOf(string body) => new JsonObject(JsonNode.Parse(body)!.AsObject()
        .Where(f => Ids.Contains(f.Key, StringComparer.Ordinal)).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))).ToJsonString();
}
