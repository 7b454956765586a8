using NodaTime;
using NodaTime.Text;
using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Profiles;

/// <summary>A customer's rows: her own, without those of whoever was merged into her, but with what was filled from them.</summary>
internal sealed record ProfileRow
{
    public Guid Id { get; init; }

    public string? Name { get; set; }

    public string? GivenName { get; set; }

    public string? FamilyName { get; set; }

    public string? Language { get; set; }

    public string? Country { get; set; }

    public string? Birthday { get; set; }

    public string Source { get; init; } = "";

    public Instant Created { get; init; }

    public Instant Updated { get; init; }

    public long Version { get; init; } = 1;

    public SortedDictionary<string, string> Attributes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Folded tag to tag.</summary>
    public SortedDictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    public IEnumerable<string?> Names => [Name, GivenName, FamilyName];

    public CustomerProfile Shown(IEnumerable<Identifier> identifiers) => new(Id, Version, Created, Updated)
    {
        Name = Name, GivenName = GivenName, FamilyName = FamilyName, Language = Language, Country = Country,
        Birthday = Birthday is null ? null : LocalDatePattern.Iso.Parse(Birthday).Value,
        Source = Source, Attributes = Attributes, Tags = [.. Tags.Values],
        Identifiers = [.. identifiers.OrderBy(i => i.Kind).ThenBy(i => i.Value, StringComparer.Ordinal).Select(i => i.Shown)],
    };
}

/// <summary>Reads and writes customers' rows.</summary>
internal static class ProfileStore
{
    public static readonly DbTable<ProfileRow> Customers = new DbTable<ProfileRow>("customers")
        .Id("customer_id", r => r.Id).Text("name", r => r.Name).Text("given_name", r => r.GivenName)
        .Text("family_name", r => r.FamilyName).Text("language", r => r.Language).Text("country", r => r.Country)
        .Text("birthday", r => r.Birthday).Text("source", r => r.Source).Long("created", r => Micros.Of(r.Created))
        .Long("updated", r => Micros.Of(r.Updated)).Long("version", r => r.Version);

    private sealed record Named(Guid Customer, string Key, string Value);

    private static readonly DbTable<Named> Attributes = new DbTable<Named>("customer_attributes")
        .Id("customer_id", a => a.Customer).Text("name", a => a.Key).Text("value", a => a.Value);

    private static readonly DbTable<Named> Tags = new DbTable<Named>("customer_tags")
        .Id("customer_id", t => t.Customer).Text("tag_key", t => t.Key).Text("tag", t => t.Value);

    /// <summary>The rows of those ids that have one; aliases are not followed.</summary>
    public static async Task<Dictionary<Guid, ProfileRow>> ReadAsync(DbUnit unit, IReadOnlyCollection<Guid> ids)
    {
        var batch = unit.Batch();
        var rows = batch.Lookup(RowSql, ids, Read);
        var attributes = batch.Lookup("select customer_id, name, value from customer_attributes where customer_id {{in_keys}}", ids, ReadNamed);
        var tags = batch.Lookup("select customer_id, tag_key, tag from customer_tags where customer_id {{in_keys}}", ids, ReadNamed);
        await batch.RunAsync();
        var found = rows.ToDictionary(r => r.Id);
        foreach (var attribute in attributes)
        {
            found[attribute.Customer].Attributes[attribute.Key] = attribute.Value;
        }

        foreach (var tag in tags)
        {
            found[tag.Customer].Tags[tag.Key] = tag.Value;
        }

        return found;
    }

    /// <summary>Adds new customers to a batch.</summary>
    public static void Add(DbBatch batch, IReadOnlyList<ProfileRow> rows)
    {
        batch.Insert(Customers, rows);
        AddParts(batch, rows);
    }

    /// <summary>Writes a changed customer.</summary>
    public static async Task ReplaceAsync(DbUnit unit, ProfileRow row)
    {
        await unit.ExecuteAsync(ReplaceSql, new
        {
            id = row.Id, name = row.Name, given = row.GivenName, family = row.FamilyName, language = row.Language,
            country = row.Country, birthday = row.Birthday, updated = Micros.Of(row.Updated), version = row.Version,
        });
        await unit.ExecuteAsync("delete from customer_attributes where customer_id = @id", new { id = row.Id });
        await unit.ExecuteAsync("delete from customer_tags where customer_id = @id", new { id = row.Id });
        var batch = unit.Batch();
        AddParts(batch, [row]);
        await batch.RunAsync();
    }

    /// <summary>Writes a new version of a customer whose own row stays as it is.</summary>
    public static Task TouchAsync(DbUnit unit, ProfileRow row) => unit.ExecuteAsync(
        "update customers set updated = @updated, version = @version where customer_id = @id",
        new { id = row.Id, updated = Micros.Of(row.Updated), version = row.Version });

    private static void AddParts(DbBatch batch, IReadOnlyList<ProfileRow> rows)
    {
        batch.Insert(Attributes, [.. rows.SelectMany(r => r.Attributes.Select(a => new Named(r.Id, a.Key, a.Value)))]);
        batch.Insert(Tags, [.. rows.SelectMany(r => r.Tags.Select(t => new Named(r.Id, t.Key, t.Value)))]);
    }

    private static ProfileRow Read(DbRow row) => new()
    {
        Id = row.Id(0), Name = row.TextOrNull(1), GivenName = row.TextOrNull(2), FamilyName = row.TextOrNull(3),
        Language = row.TextOrNull(4), Country = row.TextOrNull(5), Birthday = row.TextOrNull(6), Source = row.Text(7),
        Created = Micros.ToInstant(row.Long(8)), Updated = Micros.ToInstant(row.Long(9)), Version = row.Long(10),
    };

    private static Named ReadNamed(DbRow row) => new(row.Id(0), row.Text(1), row.Text(2));

    private const string RowSql = """
        select customer_id, name, given_name, family_name, language, country, birthday, source, created, updated, version
        from customers where customer_id {{in_keys}}
        """;

    private const string ReplaceSql = """
        update customers set name = @name, given_name = @given, family_name = @family, language = @language,
            country = @country, birthday = @birthday, updated = @updated, version = @version
        where customer_id = @id
        """;
}
