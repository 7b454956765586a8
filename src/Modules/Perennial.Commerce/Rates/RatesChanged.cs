using System.Text.Json;
using NodaTime.Text;
using Perennial.Kernel.Time;

namespace Perennial.Commerce.Rates;

/// <summary>The event that tells of other rates: a currency, and the days on which amounts are worth something else now.</summary>
/// <param name="Currency">Three letters.</param>
/// <param name="From">First day that is reached.</param>
/// <param name="To">Last day that is reached.</param>
internal sealed record RatesChanged(string Currency, int From, int To)
{
    public const string Name = "rates.changed";

    public static string Write(string currency, int from, int to) =>
        $"{{\"currency\":\"{currency}\",\"from\":\"{LocalDatePattern.Iso.Format(DayNumber.ToDate(from))}\"," +
        $"\"to\":\"{LocalDatePattern.Iso.Format(DayNumber.ToDate(to))}\"}}";

    public static RatesChanged Read(string body)
    {
        using var json = JsonDocument.Parse(body);
        return new RatesChanged(json.RootElement.GetProperty("currency").GetString()!, Day("from"), Day("to"));

        int Day(string name) => DayNumber.Of(LocalDatePattern.Iso.Parse(json.RootElement.GetProperty(name).GetString()!).Value);
    }
}
