using NodaTime;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Joining;

/// <summary>Two customers who may be one.</summary>
/// <param name="Customer">The lesser id.</param>
/// <param name="Other">The greater id.</param>
/// <param name="Reason">The kind of identifier that pointed to both.</param>
/// <param name="Noted">When.</param>
internal sealed record DuplicatePair(Guid Customer, Guid Other, IdentifierKind Reason, Instant Noted)
{
    public static DuplicatePair Of(Guid one, Guid other, IdentifierKind reason, Instant noted) =>
        one.CompareTo(other) < 0 ? new(one, other, reason, noted) : new(other, one, reason, noted);
}

/// <summary>What becomes of a pair.</summary>
internal enum DuplicateState
{
    Open = 0,
    Merged = 1,
    Dismissed = 2,
}

/// <summary>Pairs who may be one.</summary>
internal static class Duplicates
{
    public static readonly DbTable<DuplicatePair> Table = new DbTable<DuplicatePair>("customer_duplicates")
        .Id("customer_id", p => p.Customer).Id("other_id", p => p.Other).Int("reason", p => (int)p.Reason)
        .Int("state", _ => (int)DuplicateState.Open).Long("noted", p => Micros.Of(p.Noted))
        .OnConflict("(customer_id, other_id) do nothing");

    /// <summary>Says what became of a pair, in either order.</summary>
    public static Task<int> SetAsync(DbUnit unit, Guid one, Guid other, DuplicateState state) => unit.ExecuteAsync(SetSql,
        new { customer = one.CompareTo(other) < 0 ? one : other, other = one.CompareTo(other) < 0 ? other : one, state = (int)state });

    private const string SetSql =
        "update customer_duplicates set state = @state where customer_id = @customer and other_id = @other";
}
