using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>Where a customer stands on everything she was ever asked, and the rows that say so.</summary>
internal static class ReadConsents
{
    /// <param name="Purpose">What for.</param>
    /// <param name="Channel">By which channel.</param>
    /// <param name="State">Where she stands.</param>
    /// <param name="Rows">All rows, in the order they were written.</param>
    internal sealed record Answer(string Purpose, string Channel, ConsentState State, IReadOnlyList<ConsentRow> Rows);

    public static async Task<IReadOnlyList<Answer>> HandleAsync(DbUnit unit, Guid customer)
    {
        var ids = await new CustomerAliases().IdsOfAsync(unit, customer);
        var rows = await ConsentStore.ReadAsync(unit, ids.ToHashSet());
        return [.. rows.GroupBy(r => (r.Purpose, r.Channel))
            .OrderBy(g => g.Key.Purpose, StringComparer.Ordinal).ThenBy(g => g.Key.Channel, StringComparer.Ordinal)
            .Select(g => new Answer(g.Key.Purpose, g.Key.Channel, ConsentStandings.Of(g),
                [.. g.OrderBy(r => r.Recorded).ThenBy(r => r.Entry)]))];
    }
}
