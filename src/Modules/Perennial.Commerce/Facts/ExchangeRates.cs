using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.Facts;

/// <summary>
/// Turns amounts of other currencies into the shop's, at the rate of their day, or the last one of the ten days before it:
/// on Sundays nobody states a rate.
/// </summary>
internal sealed class ExchangeRates
{
    private const int DaysBackMax = 10;
    private const decimal Billion = 1_000_000_000m;

    private readonly Currency reporting;
    private readonly Dictionary<string, (int[] Days, long[] Rates)> rates = new(StringComparer.Ordinal);

    private ExchangeRates(Currency reporting) => this.reporting = reporting;

    /// <summary>Reads the rates there are.</summary>
    public static async Task<ExchangeRates> ReadAsync(DbUnit unit, Currency reporting)
    {
        var read = new ExchangeRates(reporting);
        var rows = await unit.QueryAsync<Row>(AllSql);
        foreach (var currency in rows.GroupBy(r => r.Currency, StringComparer.Ordinal))
        {
            var sorted = currency.Select(r => (Day: DayNumber.Of(LocalDatePattern.Iso.Parse(r.Day).Value), r.Rate)).OrderBy(r => r.Day).ToList();
            read.rates[currency.Key] = ([.. sorted.Select(r => r.Day)], [.. sorted.Select(r => r.Rate)]);
        }

        return read;
    }

    /// <summary>An amount in the shop's currency.</summary>
    /// <param name="minor">Minor units of its own currency.</param>
    /// <param name="currency">Its own currency.</param>
    /// <param name="day">The business day that counts.</param>
    /// <returns>
    /// Minor units of the shop's currency, rounded once; null where no rate is known, or where it makes an amount that no
    /// figure holds: one rate typed wrong must not keep everybody from their figures.
    /// </returns>
    public long? Convert(long minor, string currency, int day)
    {
        if (currency == reporting.Code)
        {
            return minor;
        }

        if (!rates.TryGetValue(currency, out var known))
        {
            return null;
        }

        var at = Array.BinarySearch(known.Days, day);
        at = at >= 0 ? at : ~at - 1;
        if (at < 0 || known.Days[at] < day - DaysBackMax)
        {
            return null;
        }

        var exact = minor * (known.Rates[at] / Billion) * reporting.MinorPerUnit / new Currency(currency).MinorPerUnit;
        return exact > StoredOrder.ValueMax ? null : Rounding.Whole(exact);
    }

    private sealed class Row
    {
        public string Currency { get; set; } = "";

        public string Day { get; set; } = "";

        public long Rate { get; set; }
    }

    private const string AllSql = "select currency as Currency, day as Day, rate as Rate from exchange_rates";
}
