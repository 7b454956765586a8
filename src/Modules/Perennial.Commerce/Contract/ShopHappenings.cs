using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.ShopEvents;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Contract;

/// <summary>Something that happened around customers.</summary>
/// <param name="Kind"><c>price_change</c>, <c>staff_change</c>, <c>stock_out</c>, <c>competitor_campaign</c>, <c>other</c>.</param>
/// <param name="From">Its first day.</param>
/// <param name="Product">Of which product; null for none.</param>
/// <param name="Note">What people noted; null for nothing.</param>
/// <param name="Currency">Of the prices; null where there are none.</param>
/// <param name="PriceBefore">Price before a change; null for none.</param>
/// <param name="PriceAfter">Price since; null for none.</param>
public sealed record ShopHappening(
    string Kind, LocalDate From, string? Product, string? Note, string? Currency, decimal? PriceBefore, decimal? PriceAfter);

/// <summary>What happened around customers: prices that changed, somebody who left, goods that were out.</summary>
public static class ShopHappenings
{
    /// <summary>What began between two days, the latest first.</summary>
    /// <param name="unit">A unit that reads.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The day after the last.</param>
    /// <param name="countMax">How many at most.</param>
    public static async Task<IReadOnlyList<ShopHappening>> BetweenAsync(DbUnit unit, LocalDate from, LocalDate to, int countMax)
    {
        var rows = await unit.QueryAsync<ShopEventRow>(BetweenSql, new
        {
            from = LocalDatePattern.Iso.Format(from), to = LocalDatePattern.Iso.Format(to), limit = countMax,
        });
        return [.. rows.Select(r => r.View()).Select(v => new ShopHappening(
            v.Kind, LocalDatePattern.Iso.Parse(v.From).Value, v.Product, v.Note, v.Currency, v.PriceBefore, v.PriceAfter))];
    }

    private const string BetweenSql = $"""
        select {ShopEventRow.Columns} from shop_events where from_day >= @from and from_day < @to order by from_day desc, id desc limit @limit
        """;
}
