using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers;

/// <summary>What use cases are given.</summary>
internal sealed record CustomersParts(
    Outbox Outbox, IdSource Ids, KeyedHash Hash, Func<string> PhoneCountry,
    IReadOnlyList<ITimelineSource> Timeline, IReadOnlyList<IPersonalData> PersonalData)
{
    /// <summary>An event about a customer; its body holds ids only.</summary>
    public OutboxEvent News(string name, Instant now, Guid customer, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var body = new System.Text.Json.Nodes.JsonObject { ["customer"] = PublicId.Write("cus", customer) };
        foreach (var (key, value) in more)
        {
            body[key] = value;
        }

        return new OutboxEvent(Ids.New(), name, body.ToJsonString(), now);
    }
}
