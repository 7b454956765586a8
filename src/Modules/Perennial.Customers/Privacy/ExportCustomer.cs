using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Privacy;

/// <summary>Gathers everything that is known of a customer, from all modules, into one JSON.</summary>
internal static class ExportCustomer
{
    public static async Task<Result<JsonObject>> HandleAsync(CustomersParts parts, DbUnit unit, Guid customer, Instant now)
    {
        var ids = await new CustomerAliases().IdsOfAsync(unit, customer);
        if (await unit.ValueAsync<long?>("select version from customers where customer_id = @id", new { id = ids[0] }) is null)
        {
            return Refusals.NotFound;
        }

        var sections = new JsonObject();
        foreach (var module in parts.PersonalData)
        {
            foreach (var (name, content) in await module.ExportAsync(unit, ids))
            {
                sections.Add(name, content);
            }
        }

        return new JsonObject
        {
            ["customer"] = PublicId.Write("cus", ids[0]),
            ["ids"] = new JsonArray([.. ids.Select(id => JsonValue.Create(PublicId.Write("cus", id)))]),
            ["exported"] = InstantPattern.ExtendedIso.Format(now),
            ["sections"] = sections,
        };
    }
}
