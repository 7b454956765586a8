using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Customers.Listing;

/// <summary>A tag with a code for addresses: what people call each other does not belong there.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Key">The tag, folded.</param>
internal sealed record KnownTag(string Code, string Key);

/// <summary>The tags there are, by hops along their index: a tag costs the same whether one customer has it or all.</summary>
internal static class KnownTags
{
    private const int TagsMax = 200;

    public static async Task<IReadOnlyList<KnownTag>> ReadAsync(DbUnit unit, KeyedHash hash) =>
        [.. (await unit.QueryAsync<Row>(HopSql, new { limit = TagsMax })).Select(r => new KnownTag(CodeOf(r.TagKey, hash), r.TagKey))];

    private static string CodeOf(string key, KeyedHash hash) => PublicId.Write("tag", Guid.ParseExact(hash.Of("tag:" + key)[..32], "N"));

    private sealed class Row
    {
        public string TagKey { get; set; } = "";
    }

    private const string HopSql = """
        with recursive hops (tag_key) as (
            select (select tag_key from customer_tags order by tag_key limit 1)
            union all
            select (select t.tag_key from customer_tags t where t.tag_key > hops.tag_key order by t.tag_key limit 1)
            from hops where hops.tag_key is not null)
        select tag_key as TagKey from hops where tag_key is not null limit @limit
        """;
}
