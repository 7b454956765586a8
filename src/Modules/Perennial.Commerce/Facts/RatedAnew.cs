using NodaTime;
using Perennial.Commerce.Rates;
using Perennial.Kernel.Data;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.Facts;

/// <summary>Finds whose orders and returns are worth something else since rates changed, as long as they are not too many.</summary>
internal sealed class RatedAnew(DbUnit unit, DateTimeZone zone)
{
    // Beyond a quarter or some thousands reading everything costs less than looking for whom to read.
    private const int DaysMax = 92;
    private const int CustomersMax = 5_000;

    /// <summary>Adds the customers.</summary>
    /// <returns>False when they are too many to be told one by one.</returns>
    public async Task<bool> CollectAsync(IReadOnlyList<RatesChanged> changes, HashSet<Guid> customers)
    {
        foreach (var currency in changes.GroupBy(c => c.Currency, StringComparer.Ordinal))
        {
            var (from, to) = (currency.Min(c => c.From), currency.Max(c => c.To));
            if (to - from >= DaysMax)
            {
                return false;
            }

            foreach (var sql in (string[])[OrdersSql, ReturnsSql])
            {
                var found = await unit.QueryAsync<Guid>(sql,
                    new { currency = currency.Key, from = Begin(from), to = Begin(to + 1), limit = CustomersMax + 1 });
                customers.UnionWith(found);
                if (found.Count > CustomersMax)
                {
                    return false;
                }
            }
        }

        return customers.Count <= 2 * CustomersMax;
    }

    private long Begin(int day) => Micros.Of(zone.AtStartOfDay(DayNumber.ToDate(day)).ToInstant());

    private const string OrdersSql = """
        select distinct customer_id from orders where placed_at >= @from and placed_at < @to and currency = @currency limit @limit
        """;

    private const string ReturnsSql = """
        select distinct o.customer_id from order_returns r join orders o on o.customer_id = r.customer_id and o.id = r.order_id
        where r.returned_at >= @from and r.returned_at < @to and o.currency = @currency limit @limit
        """;
}
