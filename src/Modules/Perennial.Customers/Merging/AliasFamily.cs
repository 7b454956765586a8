using Perennial.Kernel.Data;

namespace Perennial.Customers.Merging;

/// <summary>Who was merged into whom, of all ids of one customer.</summary>
internal sealed class AliasFamily
{
    private readonly IReadOnlyList<(Guid Alias, Guid Parent)> aliases;

    private AliasFamily(IReadOnlyList<(Guid Alias, Guid Parent)> aliases) => this.aliases = aliases;

    public static async Task<AliasFamily> ReadAsync(DbUnit unit, Guid survivor)
    {
        var rows = await unit.QueryAsync<Row>(
            "select alias_id as Alias, parent_id as Parent from customer_aliases where survivor_id = @survivor order by merged, merge_id",
            new { survivor });
        return new AliasFamily([.. rows.Select(r => (r.Alias, r.Parent))]);
    }

    /// <summary>Whom an alias was merged into.</summary>
    public Guid Parent(Guid alias) => aliases.Single(a => a.Alias == alias).Parent;

    /// <summary>Who was merged into a customer directly, the earliest first.</summary>
    public IReadOnlyList<Guid> Children(Guid customer) => [.. aliases.Where(a => a.Parent == customer).Select(a => a.Alias)];

    /// <summary>A customer, and all who came with her.</summary>
    public IReadOnlyList<Guid> Of(Guid customer)
    {
        var ids = new List<Guid> { customer };
        for (var i = 0; i < ids.Count; i++)
        {
            ids.AddRange(Children(ids[i]));
        }

        return ids;
    }

    /// <summary>The family when one has left it with hers.</summary>
    public AliasFamily Without(Guid customer)
    {
        var gone = Of(customer).ToHashSet();
        return new AliasFamily([.. aliases.Where(a => !gone.Contains(a.Alias))]);
    }

    private sealed class Row
    {
        public Guid Alias { get; set; }

        public Guid Parent { get; set; }
    }
}
