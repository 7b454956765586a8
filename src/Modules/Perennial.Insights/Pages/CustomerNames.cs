using Perennial.Customers.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Insights.Pages;

/// <summary>
/// What customers are called, many at once: by name, else by the address, number or id that people of the shop know them by. Whoever
/// has none of them is left out.
/// </summary>
internal sealed class CustomerNames(Db db, CustomersServices customers)
{
    private const int AtOnceMax = 500;

    /// <summary>The names of customers by their public ids.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(AtOnceMax))
        {
            var known = some.Select(id => (Text: id, IsId: PublicId.TryRead(LiveOrigin.Prefix, id, out var read), Id: read)).Where(k => k.IsId).ToList();
            var profiles = await db.ReadAsync(unit => customers.Profiles.ReadAsync(unit, [.. known.Select(k => k.Id)]), cancellation);
            foreach (var (text, _, id) in known)
            {
                if (profiles.TryGetValue(id, out var profile) && NameOf(profile) is { } name)
                {
                    names[text] = name;
                }
            }
        }

        return names;
    }

    private static string? NameOf(CustomerProfile profile) => !string.IsNullOrWhiteSpace(profile.Name)
        ? profile.Name
        : profile.Identifiers.OrderBy(i => i.Kind).Select(i => i.Kind == IdentifierKind.External
            ? i.Value[(i.Value.IndexOf(':', StringComparison.Ordinal) + 1)..]
            : i.Value).FirstOrDefault();
}
