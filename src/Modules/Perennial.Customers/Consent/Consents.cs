using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Merging;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <inheritdoc/>
internal sealed class Consents(CustomersParts parts) : IConsents
{
    public async Task<IReadOnlyDictionary<Guid, ConsentState>> StatesAsync(
        DbUnit unit, IReadOnlyCollection<Guid> customers, string purpose, string channel)
    {
        var families = await new CustomerAliases().FamiliesAsync(unit, customers);
        var rows = await ConsentStore.ReadAsync(unit, families.Values.SelectMany(f => f).ToHashSet());
        var asked = rows.Where(r => string.Equals(r.Purpose, purpose, StringComparison.Ordinal) &&
            string.Equals(r.Channel, channel, StringComparison.Ordinal)).ToLookup(r => r.Customer);
        return families.ToDictionary(f => f.Key, f => ConsentStandings.Of(f.Value.SelectMany(id => asked[id])));
    }

    public Task<IReadOnlyList<Result<Guid>>> RecordAsync(DbUnit unit, IReadOnlyList<ConsentEntry> entries, Instant now) =>
        RecordConsents.HandleAsync(parts, unit, entries, now);

    public Task<Result<Guid>> KeepTextAsync(DbUnit unit, string purpose, string language, string text, Instant now) =>
        AddConsentText.HandleAsync(parts, unit, new AddConsentText.Request(purpose, language, text), now);
}
