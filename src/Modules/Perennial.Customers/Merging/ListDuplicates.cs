using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Customers.Joining;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Merging;

/// <summary>Lists pairs who may be one, the earliest first.</summary>
internal static class ListDuplicates
{
    public const int PageMax = 200;

    /// <param name="Limit">Pairs of a page.</param>
    /// <param name="After">The last pair of the page before; null for the first page.</param>
    internal sealed record Request(int Limit = 50, Pair? After = null);

    /// <param name="One">One of them.</param>
    /// <param name="Other">The other one.</param>
    /// <param name="Reason">What pointed to both.</param>
    /// <param name="Noted">When.</param>
    internal sealed record Pair(Guid One, Guid Other, IdentifierKind Reason, Instant Noted);

    public static async Task<IReadOnlyList<Pair>> HandleAsync(DbUnit unit, Request request)
    {
        var rows = await unit.QueryAsync<Row>(OpenSql, new
        {
            noted = request.After is { } after ? Micros.Of(after.Noted) : long.MinValue,
            one = request.After?.One ?? Guid.Empty, other = request.After?.Other ?? Guid.Empty,
            limit = Math.Clamp(request.Limit, 1, PageMax),
        });
        return [.. rows.Select(r => new Pair(r.One, r.Other, (IdentifierKind)r.Reason, Micros.ToInstant(r.Noted)))];
    }

    private sealed class Row
    {
        public Guid One { get; set; }

        public Guid Other { get; set; }

        public int Reason { get; set; }

        public long Noted { get; set; }
    }

    // Pairs who became one by other merges are no question any more.
    private const string OpenSql = """
        select d.customer_id as One, d.other_id as Other, d.reason as Reason, d.noted as Noted
        from customer_duplicates d
        left join customer_aliases a on a.alias_id = d.customer_id
        left join customer_aliases b on b.alias_id = d.other_id
        where d.state = 0 and (d.noted, d.customer_id, d.other_id) > (@noted, @one, @other)
          and coalesce(a.survivor_id, d.customer_id) <> coalesce(b.survivor_id, d.other_id)
        order by d.noted, d.customer_id, d.other_id limit @limit
        """;
}

/// <summary>Says of a pair that they are two.</summary>
internal static class DismissDuplicate
{
    public static async Task<Result<bool>> HandleAsync(DbUnit unit, Guid one, Guid other) =>
        await Duplicates.SetAsync(unit, one, other, DuplicateState.Dismissed) > 0
            ? true
            : new Refusal(RefusalKind.Missing, "duplicate.not_found");
}
