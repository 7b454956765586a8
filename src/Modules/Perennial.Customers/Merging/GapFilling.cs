using NodaTime;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Merging;

/// <summary>A gap of a customer's that was filled from another one.</summary>
/// <param name="Customer">Whose gap.</param>
/// <param name="Field">Which.</param>
/// <param name="Source">From whom, one merged into her directly.</param>
/// <param name="Value">With what.</param>
internal sealed record Fill(Guid Customer, string Field, Guid Source, string Value);

/// <summary>
/// Fills a survivor's gaps from those merged into her, the earliest merge first, and opens them again. What somebody has
/// changed since is nobody's filling any more and stays.
/// </summary>
internal static class GapFilling
{
    private static readonly DbTable<Fill> Fills = new DbTable<Fill>("customer_fills")
        .Id("customer_id", f => f.Customer).Text("field", f => f.Field).Id("source_id", f => f.Source).Text("value", f => f.Value)
        .OnConflict("(customer_id, field) do update set source_id = excluded.source_id, value = excluded.value");

    /// <summary>Fills the gaps of a survivor and writes her row.</summary>
    public static async Task FillAsync(DbUnit unit, ProfileRow survivor, ProfileRow? merged, Instant now)
    {
        var names = survivor.Names.ToList();
        var fills = new List<Fill>();
        foreach (var (field, value) in merged is null ? [] : ProfileField.Of(merged))
        {
            if (ProfileField.Get(survivor, field) is null && ProfileField.HasRoom(survivor, field))
            {
                ProfileField.Set(survivor, field, value);
                fills.Add(new Fill(survivor.Id, field, merged!.Id, value));
            }
        }

        var batch = unit.Batch();
        batch.Insert(Fills, fills);
        await batch.RunAsync();
        await WriteAsync(unit, survivor, names, now);
    }

    /// <summary>
    /// Takes back what a customer got from one who left, or whose own gaps were opened: another of those merged into her
    /// may have it to give.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="customer">Whose gaps.</param>
    /// <param name="source">From whom they were filled.</param>
    /// <param name="children">Those still merged into her directly, the earliest first.</param>
    /// <param name="now">The time at hand.</param>
    public static async Task ReviseAsync(DbUnit unit, Guid customer, Guid source, IReadOnlyList<Guid> children, Instant now)
    {
        var fills = await unit.QueryAsync<FillRow>(FilledSql, new { customer, source });
        if (fills.Count == 0)
        {
            return;
        }

        var rows = await ProfileStore.ReadAsync(unit, [customer, .. children]);
        var row = rows[customer];
        var names = row.Names.ToList();
        var kept = new List<Fill>();
        foreach (var fill in fills)
        {
            if (!string.Equals(ProfileField.Get(row, fill.Field), fill.Value, StringComparison.Ordinal))
            {
                continue;
            }

            var giver = children.Select(rows.GetValueOrDefault).OfType<ProfileRow>()
                .FirstOrDefault(c => ProfileField.Get(c, fill.Field) is not null);
            var value = giver is null ? null : ProfileField.Get(giver, fill.Field);
            ProfileField.Set(row, fill.Field, value);
            if (value is not null)
            {
                kept.Add(new Fill(customer, fill.Field, giver!.Id, value));
            }
        }

        await unit.ExecuteAsync("delete from customer_fills where customer_id = @customer and source_id = @source", new { customer, source });
        var batch = unit.Batch();
        batch.Insert(Fills, kept);
        await batch.RunAsync();
        await WriteAsync(unit, row, names, now);
    }

    private static async Task WriteAsync(DbUnit unit, ProfileRow row, List<string?> namesBefore, Instant now)
    {
        await ProfileStore.ReplaceAsync(unit, row with { Updated = now, Version = row.Version + 1 });
        if (!row.Names.SequenceEqual(namesBefore, StringComparer.Ordinal))
        {
            await IdentifierStore.RebuildWordsAsync(unit, row.Id, row.Names);
        }
    }

    private sealed class FillRow
    {
        public string Field { get; set; } = "";

        public string Value { get; set; } = "";
    }

    private const string FilledSql = """
        select field as Field, value as Value from customer_fills
        where customer_id = @customer and source_id = @source order by field
        """;
}
