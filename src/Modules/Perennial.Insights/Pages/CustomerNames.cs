using Perennial.Customers.Contract;
using Perennial.Insights.Live;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Insights.Pages;

/// <summary>Names of customers, many at once; whoever has none is called by her id.</summary>
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
                if (profiles.TryGetValue(id, out var profile) && !string.IsNullOrWhiteSpace(profile.Name))
                {
                    names[text] = profile.Name;
                }
            }
        }

        return names;
    }
}
